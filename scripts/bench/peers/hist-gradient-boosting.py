"""The peer of the trees bench: scikit-learn's HistGradientBoostingClassifier on one thread.

Reads the two tables named by the first line, then fits as each further line says. One JSON line in, one out.
"""

import json
import sys
import time

import pandas
import sklearn
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score


def load(path, target):
    table = pandas.read_csv(path)
    labels = table.pop(target)
    texts = [name for name in table if not pandas.api.types.is_numeric_dtype(table[name])]
    return table, labels, texts


def main():
    train = test = None
    for line in sys.stdin:
        request = json.loads(line)
        if request["do"] == "load":
            train = load(request["train"], request["target"])
            test = load(request["test"], request["target"])
            for name in train[2]:
                kind = pandas.CategoricalDtype(sorted(train[0][name].dropna().unique()))
                train[0][name] = train[0][name].astype(kind)
                test[0][name] = test[0][name].astype(kind)
            answer = {"rows": len(train[1]), "columns": train[0].shape[1], "version": sklearn.__version__}
        else:
            settings = {"categorical_features": "from_dtype", "random_state": 0}
            if request["rounds"] is not None:
                settings |= {"max_iter": request["rounds"], "early_stopping": False}
            model = HistGradientBoostingClassifier(**settings)
            start = time.perf_counter()
            model.fit(train[0], train[1])
            milliseconds = (time.perf_counter() - start) * 1000
            shares = model.predict_proba(test[0])[:, 1]
            answer = {
                "ms": milliseconds,
                "accuracy": float(model.score(test[0], test[1])),
                "auc": float(roc_auc_score(test[1] == model.classes_[1], shares)),
                "rounds": int(model.n_iter_),
            }
        print(json.dumps(answer), flush=True)


main()
