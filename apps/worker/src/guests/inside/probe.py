# Tells of the environment it runs in, as JSON: what a worker announces, and what a fence has to show. Arguments: packages.
import json, os, sys
from importlib import metadata


def paths():
    seen = []
    named = [sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix, *sys.path]
    folders = [path for path in map(os.path.abspath, named) if os.path.isdir(path)]
    # Of the folder that holds an interpreter nothing else is needed.
    for path in folders + [sys.executable, os.path.realpath(sys.executable)]:
        if not any(path == one or path.startswith(one.rstrip("/") + "/") for one in seen):
            seen.append(path)
    return seen


packages = {}
for name in sys.argv[1:]:
    try:
        packages[name] = metadata.version(name)
    except metadata.PackageNotFoundError:
        pass
version = ".".join(str(part) for part in sys.version_info[:3])
print(json.dumps({"python": sys.executable, "version": version, "packages": packages, "folders": paths()}))
