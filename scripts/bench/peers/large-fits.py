"""The peers of the benches of training: LightGBM and scikit-learn's net on the rows that the other side has written.

One JSON line in, one out. `load` reads a folder of columns (`train-0.f64`, ..., `train-y.i32`, and so for `test`); `trees` and
`net` fit on the train rows and tell how long it took and the AUC on the test rows.
"""

import json
import os
import sys
import time
import warnings

import lightgbm
import numpy
import sklearn
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import roc_auc_score
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler

warnings.filterwarnings("ignore", category=ConvergenceWarning)


def read_part(folder, part, columns):
    values = [numpy.fromfile(os.path.join(folder, f"{part}-{at}.f64")) for at in range(columns)]
    return numpy.column_stack(values), numpy.fromfile(os.path.join(folder, f"{part}-y.i32"), dtype=numpy.int32)


def fit_trees(request, train, test):
    settings = {
        "objective": "binary",
        "num_leaves": 31,
        "learning_rate": 0.1,
        "min_data_in_leaf": 20,
        "min_sum_hessian_in_leaf": 0,
        "max_bin": request["bins"],
        "num_threads": request["threads"],
        "verbosity": -1,
        "seed": 1,
    }
    begun = time.perf_counter()
    model = lightgbm.train(settings, lightgbm.Dataset(train[0], train[1]), num_boost_round=request["trees"])
    seconds = time.perf_counter() - begun
    return seconds, model.predict(test[0])


def fit_net(request, train, test):
    """Standardising is part of the fit on both sides."""
    hidden = [request["width"] // 2**at for at in range(request["layers"])]
    begun = time.perf_counter()
    scaler = StandardScaler()
    model = MLPClassifier(
        hidden_layer_sizes=hidden,
        batch_size=request["batch"],
        max_iter=request["epochs"],
        tol=0,
        n_iter_no_change=request["epochs"] + 1,
        random_state=1,
    )
    model.fit(scaler.fit_transform(train[0]), train[1])
    seconds = time.perf_counter() - begun
    return seconds, model.predict_proba(scaler.transform(test[0]))[:, 1]


def main():
    parts = None
    for line in sys.stdin:
        request = json.loads(line)
        if request["do"] == "load":
            parts = [read_part(request["folder"], part, request["columns"]) for part in ("train", "test")]
            versions = {"lightgbm": lightgbm.__version__, "scikit-learn": sklearn.__version__}
            answer = {"rows": len(parts[0][1]), "versions": versions}
        else:
            fit = {"trees": fit_trees, "net": fit_net}[request["do"]]
            seconds, shares = fit(request, *parts)
            answer = {"ms": seconds * 1000, "auc": float(roc_auc_score(parts[1][1], shares))}
        print(json.dumps(answer), flush=True)


main()
