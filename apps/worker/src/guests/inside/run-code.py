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
