# Lies beside the module. Runs step.py as a program and writes into state.json how it ended.
import json, linecache, os, sys, types

from millrace_errors import CODE, describe

here = os.environ["MILLRACE_FOLDER"]


def tell(state):
    path = os.path.join(here, "state.json")
    with open(path + ".part", "w", encoding="utf-8") as file:
        json.dump(state, file)
    os.replace(path + ".part", path)


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
