# Lies beside the module. Runs notebook.ipynb with nbclient, parameters in a cell of their own, writes it as it was executed
# to out/notebook.ipynb, and tells in state.json how it ended. Argument: seconds a cell may run.
import json, os, re, sys, traceback

here = os.environ["MILLRACE_FOLDER"]
CELL_SECONDS = int(sys.argv[1])


def tell(state):
    path = os.path.join(here, "state.json")
    with open(path + ".part", "w", encoding="utf-8") as file:
        json.dump(state, file)
    os.replace(path + ".part", path)


def fail(kind, message, trace, cell=None, line=None, package=None, kinds=()):
    print(trace, file=sys.stderr, flush=True)
    error = {"type": kind, "kinds": [kind, *kinds], "message": message[:2000], "line": line, "cell": cell}
    tell({"at": "failed", "error": {**error, "package": package, "errno": None, "trace": trace[-20000:]}})
    return 1


def plain(text):
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def line_of(trace):
    """The last line of the author's own cells in a traceback of IPython, which says it in one way or another."""
    found = re.findall(r"(?:Cell In ?\[\d+\], line |<ipython-input[^>]*> in [^\n]*line )(\d+)", trace)
    found = found or re.findall(r"^-+> (\d+) ", trace, re.M)
    return int(found[-1]) if found else None


def with_parameters(book, new_cell):
    with open(os.path.join(here, "params.json"), encoding="utf-8") as file:
        params = json.load(file)
    tags = lambda cell: cell.get("metadata", {}).get("tags", [])
    book.cells = [cell for cell in book.cells if "injected-parameters" not in tags(cell)]
    for number, cell in enumerate(book.cells, 1):
        cell.metadata["millrace_cell"] = number
    if not params:
        return
    lines = ["# Parameters"] + [f"{name} = {value!r}" for name, value in params.items()]
    cell = new_cell("\n".join(lines), metadata={"tags": ["injected-parameters"]})
    cell.pop("id", None)
    if (book.nbformat, book.nbformat_minor) >= (4, 5):
        cell["id"] = "injected-parameters"
    at = next((place for place, cell in enumerate(book.cells) if "parameters" in tags(cell)), -1)
    book.cells.insert(at + 1, cell)


def main():
    tell({"at": "started"})
    try:
        import ipykernel
        import nbformat
        from jupyter_client import AsyncKernelManager
        from nbclient import NotebookClient
        from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
    except ModuleNotFoundError as error:
        return fail("ModuleNotFoundError", str(error), str(error), package=error.name)
    os.environ["PYTHONPATH"] = os.path.join(here, "lib")
    book = nbformat.read(os.path.join(here, "notebook.ipynb"), as_version=4)
    with_parameters(book, nbformat.v4.new_code_cell)

    class Client(NotebookClient):
        at = None

        async def async_execute_cell(self, cell, cell_index, **options):
            self.at = cell.metadata.get("millrace_cell", "of parameters")
            return await super().async_execute_cell(cell, cell_index, **options)

        def process_message(self, msg, cell, cell_index):
            if msg["msg_type"] == "stream":
                stream = sys.stdout if msg["content"].get("name") == "stdout" else sys.stderr
                stream.write(plain(msg["content"]["text"]))
                stream.flush()
            return super().process_message(msg, cell, cell_index)

    address = os.path.join(here, "tmp", "kernel")
    # A socket of the file system: the fence may have no loopback. Its path has room for a hundred letters.
    way = {"transport": "ipc", "ip": address} if len(address) < 80 else {}
    manager = AsyncKernelManager(kernel_name="python3", **way)
    client = Client(book, km=manager, timeout=CELL_SECONDS, resources={"metadata": {"path": here}})
    try:
        client.execute()
    except CellTimeoutError as error:
        words = f"cell {client.at} ran longer than {CELL_SECONDS} s"
        return fail("CellTimeoutError", words, words, cell=number(client.at))
    except CellExecutionError as error:
        trace = plain(str(error.traceback or error))
        kind = error.ename or "Error"
        package = re.search(r"No module named '([^']+)'", error.evalue or "")
        known = {"package": package.group(1)} if package and kind == "ModuleNotFoundError" else {}
        return fail(kind, plain(error.evalue or ""), trace, cell=number(client.at), line=line_of(trace), **known)
    except DeadKernelError as error:
        return fail("DeadKernelError", "the kernel ended by itself", str(error), cell=number(client.at))
    except Exception as error:
        return fail(type(error).__name__, str(error), traceback.format_exc(), cell=number(client.at))
    for cell in book.cells:
        cell.metadata.pop("millrace_cell", None)
        # When a cell ran is of no use to whoever reads it, and would make equal runs differ.
        cell.metadata.pop("execution", None)
    with open(os.path.join(here, "out", "notebook.ipynb"), "w", encoding="utf-8") as file:
        nbformat.write(book, file)
    tell({"at": "done"})
    return 0


def number(at):
    return at if isinstance(at, int) else None


sys.exit(main())
