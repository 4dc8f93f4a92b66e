"""What a step of Millrace reads and writes: inputs, params, output, metric, output_file."""
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


class _Inputs:
    """The connected tables, by the names of the inputs."""

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

        return pandas.read_parquet(path)

    def rows(self, name):
        """An input as a list of dicts, one a row."""
        path = self.path(name)
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
