"""The peers of the quality proof: scikit-learn, XGBoost and LightGBM on the rows of a split that Millrace gives out.

One JSON line in, one out. `facts` tells versions and kernels. `fit` reads the rows of three files (one JSON object a line),
fits each library on train rows and answers the test rows. scikit-learn has several suitable models; validation rows choose
among them, as they do on the other side. Test rows have no say in anything.
"""

import json
import sys
import time
import warnings

import lightgbm
import numpy
import pandas
import sklearn
import threadpoolctl
import xgboost
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import (
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import accuracy_score, r2_score, roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.svm import SVC

MOST_ROWS_OF_SVM = 10_000
MISSING = "(missing)"


def text_of(value):
    """A class by the name it has on the other side."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def read_rows(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def learn_kinds(rows, left_out):
    """Of each feature: a number, or the categories it has; one that is empty everywhere is none."""
    kinds = {}
    for name in rows[0]:
        seen = [one[name] for one in rows if one[name] is not None]
        if name in left_out or not seen:
            continue
        numeric = all(isinstance(value, (int, float)) for value in seen)
        kinds[name] = "number" if numeric else pandas.CategoricalDtype(sorted({str(value) for value in seen}))
    return kinds


def column_of(rows, name, kind):
    values = [one[name] for one in rows]
    if kind == "number":
        return numpy.array([numpy.nan if value is None else float(value) for value in values])
    known = set(kind.categories)
    return pandas.Categorical([str(value) if str(value) in known else None for value in values], dtype=kind)


class Part:
    """Features of the rows of a part as the train rows taught their kinds, the target, and the row numbers."""

    def __init__(self, rows, target, kinds):
        self.numbers = [one["__row"] for one in rows]
        self.target = [one[target] for one in rows]
        # Names such as "fixed acidity" are not allowed everywhere.
        columns = {f"c{at}": column_of(rows, name, kind) for at, (name, kind) in enumerate(kinds.items())}
        self.features = pandas.DataFrame(columns)


def is_text(column):
    return isinstance(column.dtype, pandas.CategoricalDtype)


class Plain:
    """A model that reads numbers only, behind imputing, scaling and one-hot columns."""

    def __init__(self, features, model):
        texts = [name for name in features if is_text(features[name])]
        numbers = [name for name in features if name not in texts]
        columns = ColumnTransformer(
            [
                ("numbers", make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), numbers),
                ("texts", OneHotEncoder(handle_unknown="ignore"), texts),
            ]
        )
        self.model = make_pipeline(columns, model)

    @staticmethod
    def texts(features):
        plain = features.copy()
        for name in plain:
            if is_text(plain[name]):
                plain[name] = plain[name].astype(object).fillna(MISSING)
        return plain

    def fit(self, features, target):
        self.model.fit(self.texts(features), target)
        return self

    def predict(self, features):
        return self.model.predict(self.texts(features))

    def predict_proba(self, features):
        if hasattr(self.model, "predict_proba"):
            return self.model.predict_proba(self.texts(features))
        # No probabilities, but the same order of rows and of classes as by them.
        margins = self.model.decision_function(self.texts(features))
        if margins.ndim == 1:
            margins = numpy.column_stack([-margins / 2, margins / 2])
        shares = numpy.exp(margins - margins.max(axis=1, keepdims=True))
        return shares / shares.sum(axis=1, keepdims=True)


def scikit_models(task, train):
    features = train.features
    if task == "regression":
        return {
            "HistGradientBoosting": HistGradientBoostingRegressor(categorical_features="from_dtype", random_state=0),
            "RandomForest": Plain(features, RandomForestRegressor(n_jobs=2, random_state=0)),
            "Ridge": Plain(features, Ridge()),
        }
    models = {
        "HistGradientBoosting": HistGradientBoostingClassifier(categorical_features="from_dtype", random_state=0),
        "RandomForest": Plain(features, RandomForestClassifier(n_jobs=2, random_state=0)),
        "LogisticRegression": Plain(features, LogisticRegression(max_iter=1000)),
    }
    if len(features) <= MOST_ROWS_OF_SVM:
        models["SVC"] = Plain(features, SVC(random_state=0))
    return models


def xgboost_models(task, train):
    kind = xgboost.XGBRegressor if task == "regression" else xgboost.XGBClassifier
    return {"defaults": kind(enable_categorical=True, tree_method="hist", n_jobs=2, random_state=0)}


def lightgbm_models(task, train):
    kind = lightgbm.LGBMRegressor if task == "regression" else lightgbm.LGBMClassifier
    return {"defaults": kind(n_jobs=2, random_state=0, verbose=-1)}


LIBRARIES = {"scikit-learn": scikit_models, "XGBoost": xgboost_models, "LightGBM": lightgbm_models}


def answer(model, features, task):
    if task == "regression":
        return [[float(value)] for value in model.predict(features)]
    return model.predict_proba(features).astype(float)


def score(task, truth, values, classes):
    """The metric of the proof on validation rows: AUC, accuracy or R2. Rows of a class nobody learned do not count."""
    if task == "regression":
        return r2_score(truth, [value[0] for value in values])
    codes = [classes.index(name) if name in classes else -1 for name in truth]
    known = [at for at, code in enumerate(codes) if code >= 0]
    values = numpy.asarray(values)[known]
    codes = numpy.asarray(codes)[known]
    if len(classes) == 2:
        return roc_auc_score(codes, values[:, 1])
    return accuracy_score(codes, values.argmax(axis=1))


def fit_library(name, request, parts):
    task = request["task"]
    train, validation, test = parts
    classes = None
    target = train.target
    if task == "classification":
        names = [text_of(value) for value in train.target]
        classes = sorted(set(names))
        target = [classes.index(value) for value in names]
    truth = [text_of(value) if classes else value for value in validation.target]
    best = None
    begun = time.perf_counter()
    for title, model in LIBRARIES[name](task, train).items():
        model.fit(train.features, numpy.asarray(target))
        value = score(task, truth, answer(model, validation.features, task), classes)
        if best is None or value > best[0]:
            best = (value, title, model)
    values = answer(best[2], test.features, task)
    return {
        "name": name,
        "model": best[1],
        "seconds": time.perf_counter() - begun,
        "classes": classes,
        "rows": test.numbers,
        "values": values if isinstance(values, list) else values.tolist(),
    }


def fit(request):
    target = request["target"]
    train, validation, test = (read_rows(request[part]) for part in ("train", "validation", "test"))
    train, validation = ([one for one in rows if one[target] is not None] for rows in (train, validation))
    kinds = learn_kinds(train, {target, "__row", "__part", "given_part", *request["drop"]})
    parts = [Part(rows, target, kinds) for rows in (train, validation, test)]
    return {"peers": [fit_library(name, request, parts) for name in LIBRARIES]}


def facts():
    versions = {"scikit-learn": sklearn, "XGBoost": xgboost, "LightGBM": lightgbm, "numpy": numpy}
    pools = threadpoolctl.threadpool_info()
    kernels = [f"{one['internal_api']} {one.get('architecture', '')} x{one['num_threads']}" for one in pools]
    return {
        "versions": ", ".join(f"{name} {module.__version__}" for name, module in versions.items()),
        "kernels": "; ".join(kernels),
    }


def main():
    warnings.filterwarnings("ignore")
    for line in sys.stdin:
        request = json.loads(line)
        try:
            result = facts() if request["do"] == "facts" else fit(request)
        except Exception as error:  # told to the proof, which goes on with the next set
            result = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(result), flush=True)


main()
