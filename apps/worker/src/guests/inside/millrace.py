"""What a step of Millrace reads and writes: inputs, params, output, metric, output_file, keep_model."""
import json
import os
import shutil

_here = os.environ["MILLRACE_FOLDER"]


def _read(name):
    with open(os.path.join(_here, name), encoding="utf-8") as file:
        return json.load(file)


def _has(package):
    import importlib.util

    return importlib.util.find_spec(package) is not None


params = _read("params.json")
_ports = _read("ports.json")
_asked = _ports.get("model") or {}
target = _asked.get("target")
features = _asked.get("features")


class _Inputs:
    """The connected tables, by the names of the inputs."""

    _framed = False
    _listed = False

    def __iter__(self):
        return iter(_ports["inputs"])

    def __len__(self):
        return len(_ports["inputs"])

    def __contains__(self, name):
        return name in _ports["inputs"]

    def keys(self):
        return list(_ports["inputs"])

    def path(self, name):
        """Path of the Parquet file of an input."""
        if name not in self:
            there = ", ".join(self) or "nothing"
            raise LookupError(f"nothing is connected to the input {name!r}; connected: {there}")
        return os.path.join(_here, "in", f"{name}.parquet")

    def __getitem__(self, name):
        """An input as a pandas DataFrame."""
        path = self.path(name)
        import pandas

        self._framed = True
        return pandas.read_parquet(path)

    def rows(self, name):
        """An input as a list of dicts, one a row."""
        path = self.path(name)
        self._listed = True
        lines = path[: -len("parquet")] + "jsonl"
        if os.path.exists(lines):
            with open(lines, encoding="utf-8") as file:
                return [json.loads(line) for line in file]
        import pyarrow.parquet

        return pyarrow.parquet.read_table(path).to_pylist()


inputs = _Inputs()


def output(name, table):
    """Gives a table to an output: a pandas or polars DataFrame, a pyarrow Table, or a list of dicts."""
    if name not in _ports["outputs"]:
        there = ", ".join(_ports["outputs"])
        raise LookupError(f"there is no output {name!r} for tables; there is: {there}")
    base = os.path.join(_here, "out", name)
    for ending in ("parquet", "jsonl"):
        if os.path.exists(f"{base}.{ending}"):
            os.remove(f"{base}.{ending}")
    if hasattr(table, "to_parquet"):
        table.to_parquet(base + ".parquet", index=False)
    elif hasattr(table, "write_parquet"):
        table.write_parquet(base + ".parquet")
    elif type(table).__module__.startswith("pyarrow"):
        import pyarrow.parquet

        pyarrow.parquet.write_table(table, base + ".parquet")
    else:
        _output_rows(base, table)


def _output_rows(base, table):
    rows = list(table)
    if not all(isinstance(row, dict) for row in rows):
        kind = type(table).__name__
        raise TypeError(f"a table is a DataFrame, a pyarrow Table or a list of dicts, not {kind}")
    if _has("pyarrow"):
        import pyarrow
        import pyarrow.parquet

        names = list(dict.fromkeys(key for row in rows for key in row))
        columns = {name: [row.get(name) for row in rows] for name in names}
        pyarrow.parquet.write_table(pyarrow.table(columns), base + ".parquet")
        return
    with open(base + ".jsonl", "w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(row, default=str) + "\n")


def metric(name, value):
    """Keeps a figure of this run; a later one of the same name stands in its place."""
    path = os.path.join(_here, "metrics.json")
    figures = _read("metrics.json") if os.path.exists(path) else {}
    figures[str(name)] = float(value)
    with open(path + ".part", "w", encoding="utf-8") as file:
        json.dump(figures, file)
    os.replace(path + ".part", path)


def output_file(path):
    """Lets a file come out at the port File."""
    shutil.copyfile(path, os.path.join(_here, "out", "file"))
    with open(os.path.join(_here, "out", "file.json"), "w", encoding="utf-8") as file:
        json.dump({"name": os.path.basename(path)}, file)


def keep_model(model, reads=None, classes=None):
    """Hands over the estimator that a step Python model trains. `reads`: what it is asked with, frame, rows or matrix."""
    if not _asked:
        raise LookupError("only the step Python model keeps a model")
    if not callable(getattr(model, "predict", None)):
        raise TypeError(f"a model has a method predict, {type(model).__name__} has none")
    if reads is None:
        reads = "rows" if inputs._listed and not inputs._framed or not _has("pandas") else "frame"
    if reads not in ("frame", "rows", "matrix"):
        raise ValueError(f"reads is frame, rows or matrix, not {reads!r}")
    known = getattr(model, "classes_", None) if classes is None else classes
    _remove_models()
    if _asked["keep"] == "onnx":
        _keep_onnx(model, reads)
        facts = {"by": "skl2onnx"}
    else:
        text, by = _pickled(model)
        _write_file("out/model.pkl", text)
        facts = {"by": by, "reads": reads, "shares": callable(getattr(model, "predict_proba", None))}
    facts["classes"] = None if known is None else [_class_text(one) for one in known]
    facts["type"] = type(model).__name__
    facts["versions"] = versions()
    _write_file("out/model.json", json.dumps(facts).encode())


def versions():
    """Versions of the packages that are imported by now."""
    import sys

    named = {}
    for name, module in sorted(sys.modules.items()):
        version = getattr(module, "__version__", None)
        if "." not in name and not name.startswith("_") and isinstance(version, str) and len(named) < 100:
            if "site-packages" in (getattr(module, "__file__", None) or ""):
                named[name] = version
    return named


def _remove_models():
    for name in ("model.pkl", "model.json", "model.onnx"):
        path = os.path.join(_here, "out", name)
        if os.path.exists(path):
            os.remove(path)


def _write_file(name, data):
    path = os.path.join(_here, name)
    with open(path + ".part", "wb") as file:
        file.write(data)
    os.replace(path + ".part", path)


def _class_text(one):
    """A class as its cell of the target is written: true and false as there."""
    return str(one).lower() if type(one).__name__ in ("bool", "bool_") else str(one)


def _pickled(model):
    import pickle

    try:
        return pickle.dumps(model, protocol=5), "pickle"
    except Exception as error:
        why = error
    words = "define its classes and functions at the top of the code, or install cloudpickle"
    if _has("cloudpickle"):
        import cloudpickle

        try:
            return cloudpickle.dumps(model, protocol=5), "cloudpickle"
        except Exception as error:
            why, words = error, "leave out of it what only this process has: files, locks, connections"
    raise TypeError(f"{type(model).__name__} cannot be pickled ({why}): {words}") from why


def _keep_onnx(model, reads):
    from skl2onnx import convert_sklearn
    from skl2onnx.common.data_types import FloatTensorType, StringTensorType

    texts = set(_asked["texts"])
    by_name = bool(texts) or reads == "frame" and "ColumnTransformer" in str(model)
    if by_name:
        kinds = [(name, (StringTensorType if name in texts else FloatTensorType)([None, 1])) for name in features]
    else:
        kinds = [("features", FloatTensorType([None, len(features)]))]
    options = {id(model): {"zipmap": False}} if hasattr(model, "predict_proba") else None
    _write_file("out/model.onnx", convert_sklearn(model, initial_types=kinds, options=options).SerializeToString())
