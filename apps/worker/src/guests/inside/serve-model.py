# Run as a guest beside the module millrace: loads out of model.pkl the estimator of serve.json once and answers blocks of
# rows until file 3 is closed. A message is two lengths (32 bits, little-endian), a header of JSON and a body of doubles.
# Asked: {"rows", "columns": [{"name", "values"?}]}, numbers in the body, column by column. Answered: {"width"} and numbers
# row by row, or {"labels"}, or {"error"}.
import array, ast, json, linecache, os, pickle, struct, sys, types

import millrace
from millrace_errors import CODE, describe

here = os.environ["MILLRACE_FOLDER"]
asks = open(3, "rb", buffering=1 << 20, closefd=False)
answers = open(3, "wb", buffering=1 << 20, closefd=False)


def hear():
    start = asks.read(8)
    if len(start) < 8:
        return None
    lengths = struct.unpack("<II", start)
    return json.loads(asks.read(lengths[0])), asks.read(lengths[1])


def say(header, body=b""):
    text = json.dumps(header).encode()
    for part in (struct.pack("<II", len(text), len(body)), text, body):
        answers.write(part)
    answers.flush()


def is_plain(node):
    """What a module is made of without doing anything: imports, functions, classes, and names for plain values."""
    if isinstance(node, (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return True
    try:
        return isinstance(node, ast.Assign) and ast.literal_eval(node.value) is not NotImplemented
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False


def define():
    """Makes __main__ what the code of the step made it, but for what it did: a pickle names classes of it."""
    with open(os.path.join(here, CODE), encoding="utf-8") as file:
        source = file.read()
    linecache.cache[CODE] = (len(source), None, source.splitlines(True), CODE)
    module = types.ModuleType("__main__")
    module.__file__ = CODE
    sys.modules["__main__"] = module
    tree = ast.parse(source, CODE)
    for node in tree.body:
        if is_plain(node):
            try:
                exec(compile(ast.Module([node], []), CODE, "exec"), module.__dict__)
            except Exception as error:
                print(f"line {node.lineno} of the code: {error}", file=sys.stderr, flush=True)


def numbers_in(body, at, rows):
    part = body[at : at + 8 * rows]
    if "numpy" in sys.modules or millrace._has("numpy"):
        import numpy

        return numpy.frombuffer(part, dtype="<f8").copy()
    return array.array("d", part)


def table_of(reads, asked, body):
    rows, at, cells = asked["rows"], 0, {}
    for column in asked["columns"]:
        if "values" in column:
            cells[column["name"]] = column["values"]
        else:
            cells[column["name"]] = numbers_in(body, at, rows)
            at += 8 * rows
    if reads == "frame":
        import pandas

        return pandas.DataFrame(cells)
    if reads == "rows":
        plain = [[None if cell != cell else cell for cell in map(as_plain, column)] for column in cells.values()]
        return [dict(zip(cells, row)) for row in zip(*plain)] if cells else [{} for _ in range(rows)]
    numeric = [cells[column["name"]] for column in asked["columns"] if "values" not in column]
    if millrace._has("numpy"):
        import numpy

        return numpy.column_stack(numeric)
    return [list(row) for row in zip(*numeric)]


def as_plain(cell):
    return float(cell) if isinstance(cell, float) else cell


def flat(answer, rows):
    """Numbers row by row, and how many a row has."""
    if millrace._has("numpy"):
        import numpy

        numbers = numpy.ascontiguousarray(numpy.asarray(answer), dtype="<f8")
        if numbers.ndim not in (1, 2) or numbers.shape[0] != rows:
            raise ValueError(f"the model answered {numbers.shape} for {rows} rows")
        return numbers.tobytes(), 1 if numbers.ndim == 1 else numbers.shape[1]
    lines = [list(row) if hasattr(row, "__iter__") else [row] for row in answer]
    width = len(lines[0]) if lines else 1
    if len(lines) != rows or any(len(line) != width for line in lines):
        raise ValueError(f"the model answered {len(lines)} rows of unlike length for {rows} rows")
    return array.array("d", [float(cell) for line in lines for cell in line]).tobytes(), width


def answer(model, facts, asked, body):
    table = table_of(facts["reads"], asked, body)
    if facts["asks"] == "labels":
        return {"labels": [millrace._class_text(one) for one in model.predict(table)]}, b""
    told = model.predict_proba(table) if facts["asks"] == "shares" else model.predict(table)
    numbers, width = flat(told, asked["rows"])
    return {"width": width}, numbers


def main():
    try:
        define()
        with open(os.path.join(here, "serve.json"), encoding="utf-8") as file:
            facts = json.load(file)
        with open(os.path.join(here, "model.pkl"), "rb") as file:
            model = pickle.load(file)
    except BaseException as error:
        say({"error": describe(error)})
        return 1
    say({"versions": millrace.versions()})
    while True:
        heard = hear()
        if heard is None:
            return 0
        try:
            said = answer(model, facts, *heard)
        except BaseException as error:
            said = ({"error": describe(error)},)
        say(*said)


sys.exit(main())
