/** Tells of the environment it runs in, as JSON: what a worker announces, and what a fence has to show. */
export const probeText = `
import json, os, sys
from importlib import metadata

def folders():
    seen = []
    named = [sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix]
    real = [os.path.dirname(os.path.realpath(sys.executable)), os.path.dirname(sys.executable)]
    for path in named + real + sys.path:
        path = os.path.abspath(path)
        if os.path.isdir(path) and not any(path == one or path.startswith(one.rstrip("/") + "/") for one in seen):
            seen.append(path)
    return seen

packages = {}
for name in sys.argv[1:]:
    try:
        packages[name] = metadata.version(name)
    except metadata.PackageNotFoundError:
        pass
version = ".".join(str(part) for part in sys.version_info[:3])
print(json.dumps({"python": sys.executable, "version": version, "packages": packages, "folders": folders()}))
`;

/** Run as a guest: whether the fence holds. Arguments: files that must not be there. */
export const fenceProbeText = `
import os, socket, sys

seen = [path for path in sys.argv[1:] if os.path.exists(path)]
if seen:
    sys.exit("a guest can see " + seen[0])
others = [name for name in os.listdir("/proc") if name.isdigit()] if os.path.isdir("/proc") else []
if len(others) > 3:
    sys.exit("a guest can see other processes")
ours = [os.path.join("/proc", name) for name in (os.listdir("/proc") if os.path.isdir("/proc") else []) if name[0].isalpha()]
for top in [path for path in ours if not os.path.islink(path)]:
    for path in [top] + [os.path.join(folder, name) for folder, _, names in os.walk(top) for name in names]:
        if os.path.isfile(path) and os.access(path, os.W_OK):
            sys.exit("a guest can write to " + path)
try:
    socket.create_connection(("192.0.2.1", 9), 0.2)
    sys.exit("a guest can reach the network")
except socket.timeout:
    sys.exit("a guest can send to the network")
except OSError:
    pass
open("held", "w").write("yes")
`;

/** The module millrace: what code of others reads and writes with. Needs no package by itself. */
export const moduleText = String.raw`
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
`;

/** Lies beside the module. Runs step.py as a program and writes into state.json how it ended, with the line of the author's code. */
export const runnerText = `
import json, linecache, os, sys, traceback, types

here = os.environ["MILLRACE_FOLDER"]
CODE = "step.py"


def tell(state):
    path = os.path.join(here, "state.json")
    with open(path + ".part", "w", encoding="utf-8") as file:
        json.dump(state, file)
    os.replace(path + ".part", path)


def describe(error):
    line = getattr(error, "lineno", None) if isinstance(error, SyntaxError) and error.filename == CODE else None
    trace = error.__traceback__
    for frame, number in traceback.walk_tb(trace):
        if frame.f_code.co_filename == CODE:
            line = number
    while trace is not None and trace.tb_frame.f_code.co_filename != CODE:
        trace = trace.tb_next
    text = "".join(traceback.format_exception(type(error), error, trace))
    print(text, file=sys.stderr, flush=True)
    return {
        "type": type(error).__name__,
        "kinds": [kind.__name__ for kind in type(error).__mro__],
        "message": str(error)[:2000],
        "line": line,
        "package": getattr(error, "name", None) if isinstance(error, ImportError) else None,
        "errno": getattr(error, "errno", None) if isinstance(error, OSError) else None,
        "trace": text[-20000:],
    }


def main():
    tell({"at": "started"})
    with open(os.path.join(here, CODE), encoding="utf-8") as file:
        source = file.read()
    linecache.cache[CODE] = (len(source), None, source.splitlines(True), CODE)
    module = types.ModuleType("__main__")
    module.__file__ = CODE
    sys.modules["__main__"] = module
    sys.argv = [CODE]
    try:
        exec(compile(source, CODE, "exec"), module.__dict__)
    except SystemExit as end:
        if end.code not in (None, 0):
            tell({"at": "failed", "error": describe(end)})
            return 1
    except BaseException as error:
        tell({"at": "failed", "error": describe(error)})
        return 1
    sys.stdout.flush()
    tell({"at": "done"})
    return 0


sys.exit(main())
`;
