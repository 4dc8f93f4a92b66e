"""Makes the models of other libraries in fixtures/, each with rows and what the library itself answers to them.

python3 -m venv venv && venv/bin/pip install scikit-learn==1.9.1 numpy==2.4.6 lightgbm==4.7.0 onnx skl2onnx onnxmltools
venv/bin/python make-fixtures.py
"""

import json
import pathlib

import lightgbm
import numpy
from onnxmltools import convert_lightgbm
from onnxmltools.convert.common.data_types import FloatTensorType as LightgbmFloats
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType, Int64TensorType, StringTensorType
from sklearn.compose import ColumnTransformer
from sklearn.datasets import load_breast_cancer, load_iris, load_wine
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

folder = pathlib.Path(__file__).parent / "fixtures"
folder.mkdir(exist_ok=True)


def keep(name, model, columns, target, answers):
    (folder / f"{name}.onnx").write_bytes(model.SerializeToString())
    text = json.dumps({"columns": columns, "target": target, "answers": answers})
    (folder / f"{name}.json").write_text(text + "\n")


def cells(rows):
    return {f"x{at}": [float(value) for value in rows[:, at]] for at in range(rows.shape[1])}


def every(rows, step):
    return rows[::step]


# A matrix of floats, three classes by name: probabilities and labels of texts.
data = load_iris()
x = data.data.astype(numpy.float32)
names = data.target_names[data.target]
model = make_pipeline(StandardScaler(), LogisticRegression()).fit(x, names)
shown = every(x, 7)
keep(
    "sklearn-logistic",
    to_onnx(model, initial_types=[("X", FloatTensorType([None, 4]))], options={"zipmap": False}, target_opset=17),
    cells(shown),
    [str(name) for name in every(names, 7)],
    model.predict_proba(shown).tolist(),
)

# A matrix, three classes by number.
data = load_wine()
x = data.data.astype(numpy.float32)
model = RandomForestClassifier(n_estimators=5, max_depth=4, random_state=1).fit(x, data.target)
shown = every(x, 9)
keep(
    "sklearn-forest",
    to_onnx(model, initial_types=[("X", FloatTensorType([None, 13]))], options={"zipmap": False}, target_opset=17),
    cells(shown),
    [int(code) for code in every(data.target, 9)],
    model.predict_proba(shown).tolist(),
)

# Columns of their own, one of whole numbers and one of texts; a number is predicted.
random = numpy.random.default_rng(1)
size = random.normal(size=(60, 1)).astype(numpy.float32)
rooms = random.integers(1, 6, size=(60, 1))
city = random.choice(["a", "b", "c"], size=(60, 1))
price = 3 * size[:, 0] + rooms[:, 0] + (city[:, 0] == "b") * 2 + random.normal(size=60) / 10
import pandas  # noqa: E402  (needed by ColumnTransformer for columns of several types)

frame = pandas.DataFrame({"size": size[:, 0], "rooms": rooms[:, 0], "city": city[:, 0]})
encoder = ColumnTransformer([("keep", "passthrough", ["size", "rooms"]), ("hot", OneHotEncoder(), ["city"])])
model = make_pipeline(encoder, LinearRegression()).fit(frame, price)
inputs = [("size", FloatTensorType([None, 1])), ("rooms", Int64TensorType([None, 1])), ("city", StringTensorType([None, 1]))]
shown = frame.iloc[::3]
keep(
    "sklearn-columns",
    to_onnx(model, initial_types=inputs, target_opset=17),
    {name: shown[name].tolist() for name in frame.columns},
    [float(value) for value in price[::3]],
    [[float(value)] for value in model.predict(shown)],
)

# Boosted trees of another library, two classes by number.
data = load_breast_cancer()
x = data.data.astype(numpy.float32)
model = lightgbm.LGBMClassifier(n_estimators=10, num_leaves=8, verbose=-1).fit(x, data.target)
shown = every(x, 25)
keep(
    "lightgbm",
    convert_lightgbm(model, initial_types=[("input", LightgbmFloats([None, 30]))], zipmap=False, target_opset=15),
    cells(shown),
    [int(code) for code in every(data.target, 25)],
    model.predict_proba(shown).tolist(),
)
