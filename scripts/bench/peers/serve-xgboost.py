"""The peers of online scoring: one XGBoost model of adult behind FastAPI, and behind MLflow's own server.

`fit FOLDER TABLE` writes the model both serve: 100 trees of depth 6. `serve FOLDER PORT` is the FastAPI server, as lean as
Python lets it be: fields checked by pydantic, categories by dictionary, the booster asked in place on one thread.
"""

import json
import sys
from pathlib import Path

import numpy
import pandas
import xgboost

TARGET = "income"


def fit(folder, table):
    import mlflow
    from sklearn.compose import make_column_selector, make_column_transformer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OrdinalEncoder

    rows = pandas.read_csv(table)
    labels = (rows.pop(TARGET) == ">50K").astype(int)
    texts = make_column_selector(dtype_exclude="number")
    encoder = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
    encode = make_column_transformer((encoder, texts), remainder="passthrough", verbose_feature_names_out=False)
    model = make_pipeline(encode, xgboost.XGBClassifier(n_estimators=100, max_depth=6, n_jobs=1))
    model.fit(rows, labels)
    model[-1].get_booster().save_model(folder / "model.json")
    encoded = list(encode.get_feature_names_out())
    codes = dict(zip(texts(rows), ({str(v): n for n, v in enumerate(of)} for of in encode.transformers_[0][1].categories_)))
    (folder / "columns.json").write_text(json.dumps({"columns": encoded, "codes": codes}))
    mlflow.sklearn.save_model(model, folder / "mlflow", input_example=rows.head(1), serialization_format="cloudpickle")


def serve(folder, port):
    import uvicorn
    from fastapi import FastAPI
    from pydantic import create_model

    facts = json.loads((folder / "columns.json").read_text())
    codes, columns = facts["codes"], facts["columns"]
    # Names of columns may hold what names of Python may not, so each field is called by its place.
    fields = {f"f{n}": name for n, name in enumerate(columns)}
    from pydantic import Field

    Row = create_model(
        "Row", **{f: (str if name in codes else float, Field(alias=name)) for f, name in fields.items()}
    )
    readers = [(f, codes.get(name)) for f, name in fields.items()]
    booster = xgboost.Booster(model_file=folder / "model.json")
    booster.set_param({"nthread": 1})
    app = FastAPI()

    @app.post("/predict")
    async def predict(row: Row):
        cells = [getattr(row, f) if of is None else of.get(getattr(row, f), -1) for f, of in readers]
        answer = booster.inplace_predict(numpy.array([cells], dtype=numpy.float32))
        return {"prediction": float(answer[0])}

    uvicorn.run(app, host="127.0.0.1", port=port, log_level="error", access_log=False)


if __name__ == "__main__":
    command, folder = sys.argv[1], Path(sys.argv[2])
    if command == "fit":
        fit(folder, sys.argv[3])
    else:
        serve(folder, int(sys.argv[3]))
