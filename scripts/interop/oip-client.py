"""What programs do with a served model, by the unmodified clients of Triton and MLflow.

MILLRACE_SCORING says where the scoring server is (host:port), MILLRACE_KEY holds the key, MILLRACE_MIXED and MILLRACE_NUMBERS
name a model of two classes with the features age (integer), rate (number), member (boolean), plan (text), and one of a number with x, y.
MILLRACE_ROWS names a file `{"mixed": {"rows": [...], "answers": [...]}, "numbers": {...}}`: rows of each, and what the native
protocol answered; without it the check that compares them fails.

Prints one line for each check, `ok NAME` or `FAILED NAME: why`, and ends with 1 when one failed. MILLRACE_REPORT names a file
for the same as JSON; MILLRACE_RECORD one for each request that Triton's client made, and its answer, as JSON lines.
"""

import base64
import gzip
import json
import os
import sys
import traceback
import zlib
from importlib.metadata import version as version_of

import geventhttpclient
import numpy as np
import tritonclient.http as triton
from tritonclient.http.auth import BasicAuth
from tritonclient.utils import InferenceServerException, triton_to_np_dtype

SERVER = os.environ["MILLRACE_SCORING"]
KEY = os.environ["MILLRACE_KEY"]
MIXED = os.environ["MILLRACE_MIXED"]
NUMBERS = os.environ["MILLRACE_NUMBERS"]
RECORD = os.environ.get("MILLRACE_RECORD")
# The tests replay what is written here, so it must not hold the key of whoever recorded it.
KEPT_HEADERS = {"inference-header-content-length", "content-encoding", "accept-encoding", "content-type"}
CHECKS = []


def record_requests(path):
    """Notes what the client sends by standing between it and the network."""
    send = geventhttpclient.HTTPClient.request

    def noted(client, method, uri, body=b"", headers=None):
        response = send(client, method, uri, body=body, headers=headers or {})
        sent = body.encode() if isinstance(body, str) else bytes(body or b"")
        answer = response.read()
        response.read = reader(answer)
        line = {
            "method": method,
            "path": uri if uri.startswith("/") else f"/{uri}",
            "headers": {k.lower(): str(v) for k, v in (headers or {}).items() if k.lower() in KEPT_HEADERS},
            "body": base64.b64encode(sent).decode(),
            "status": response.status_code,
            "answer": base64.b64encode(unpacked(answer, response.get("content-encoding"))).decode(),
        }
        with open(path, "a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        return response

    geventhttpclient.HTTPClient.request = noted


def unpacked(data, encoding):
    if encoding == "gzip":
        return gzip.decompress(data)
    return zlib.decompress(data) if encoding == "deflate" else data


def reader(data):
    """Read once what was read already, in pieces of any size."""
    at = 0

    def read(length=None):
        nonlocal at
        end = len(data) if length is None else at + length
        piece = data[at:end]
        at = min(end, len(data))
        return piece

    return read


if RECORD:
    record_requests(RECORD)


def check(one):
    CHECKS.append(one)
    return one


def client():
    made = triton.InferenceServerClient(SERVER)
    made.register_plugin(BasicAuth("anybody", KEY))
    return made


def tensor(name, values, datatype, binary, shape=None):
    array = np.array(values, dtype=triton_to_np_dtype(datatype))
    array = array.reshape(shape or [len(values)])
    made = triton.InferInput(name, list(array.shape), datatype)
    made.set_data_from_numpy(array, binary_data=binary)
    return made


ROWS = [
    {"age": 32, "rate": 1.0, "member": True, "plan": "größe"},
    {"age": 64, "rate": 0.25, "member": False, "plan": "x"},
    {"age": 8, "rate": float("nan"), "member": True, "plan": ""},
]


def mixed(rows, binary, rate="FP64", age="INT64", column=False):
    shape = [len(rows), 1] if column else None
    return [
        tensor("age", [row["age"] for row in rows], age, binary, shape),
        tensor("rate", [row["rate"] for row in rows], rate, binary, shape),
        tensor("member", [row["member"] for row in rows], "BOOL", binary, shape),
        tensor("plan", [row["plan"] for row in rows], "BYTES", binary, shape),
    ]


def answer_of(result):
    labels = [text.decode() if isinstance(text, bytes) else str(text) for text in result.as_numpy("label").tolist()]
    return labels, result.as_numpy("probabilities").tolist()


def same(seen, expected):
    assert seen == expected, f"{seen!r} instead of {expected!r}"


@check
def health():
    with client() as server:
        assert server.is_server_live() and server.is_server_ready()
        assert server.is_model_ready(MIXED)
        assert not server.is_model_ready("nothing")
        assert not server.is_model_ready(MIXED, "9999")


@check
def metadata():
    with client() as server:
        assert "binary_tensor_data" in server.get_server_metadata()["extensions"]
        told = server.get_model_metadata(MIXED)
        same([(one["name"], one["datatype"]) for one in told["inputs"]],
             [("age", "INT64"), ("rate", "FP64"), ("member", "BOOL"), ("plan", "BYTES")])
        same([one["name"] for one in told["outputs"]], ["label", "probabilities"])
        version = told["versions"][0]
        same(server.get_model_metadata(MIXED, version)["name"], MIXED)
        assert any(one["name"] == MIXED and one["state"] == "READY" for one in server.get_model_repository_index())


@check
def binary_and_json():
    with client() as server:
        first = answer_of(server.infer(MIXED, mixed(ROWS, True)))
        asked = [triton.InferRequestedOutput(name, binary_data=False) for name in ("label", "probabilities")]
        plain = [row if row["rate"] == row["rate"] else {**row, "rate": 0.0} for row in ROWS]
        same(answer_of(server.infer(MIXED, mixed(plain[:2], False), outputs=asked)), (first[0][:2], first[1][:2]))
        same(answer_of(server.infer(MIXED, mixed(ROWS, True, column=True))), first)


@check
def every_number_type():
    whole = [{"age": 32, "rate": 2.0, "member": True, "plan": "größe"}]
    with client() as server:
        expected = answer_of(server.infer(MIXED, mixed(whole, True)))
        for datatype in ("FP16", "FP32", "INT8", "INT16", "INT32", "INT64", "UINT8", "UINT16", "UINT32", "UINT64"):
            same(answer_of(server.infer(MIXED, mixed(whole, True, rate=datatype))), expected)
        for datatype in ("INT8", "INT32", "UINT16", "FP32"):
            same(answer_of(server.infer(MIXED, mixed(whole, True, age=datatype))), expected)


@check
def one_tensor_of_numbers():
    with client() as server:
        rows = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]
        one = server.infer(NUMBERS, [tensor("input-0", rows, "FP64", True, [3, 2])]).as_numpy("prediction")
        named = [tensor("x", [1, 3, 5], "FP64", True), tensor("y", [2, 4, 6], "FP64", False)]
        same(one.tolist(), server.infer(NUMBERS, named).as_numpy("prediction").tolist())
        same(one.shape, (3,))


@check
def compression():
    rows = ROWS * 40
    with client() as server:
        expected = answer_of(server.infer(MIXED, mixed(rows, True)))
        for name in ("gzip", "deflate"):
            result = server.infer(MIXED, mixed(rows, True), request_compression_algorithm=name,
                                  response_compression_algorithm=name)
            same(answer_of(result), expected)


@check
def id_and_version():
    with client() as server:
        version = server.get_model_metadata(MIXED)["versions"][0]
        told = server.infer(MIXED, mixed(ROWS, True), request_id="a-7", model_version=version).get_response()
        same((told["id"], told["model_name"], told["model_version"]), ("a-7", MIXED, version))


@check
def two_hundred_calls():
    with client() as server:
        for _ in range(4 if RECORD else 200):
            server.infer(MIXED, mixed(ROWS[:1], True))


def refused(work, words):
    try:
        work()
    except InferenceServerException as error:
        assert words in error.message(), error.message()
        return
    raise AssertionError(f"nothing was refused; expected: {words}")


@check
def errors():
    with client() as server:
        refused(lambda: server.infer("nothing", mixed(ROWS, True)), "nothing")
        refused(lambda: server.infer(MIXED, mixed(ROWS, True), model_version="9999"), "9999")
        refused(lambda: server.infer(MIXED, mixed(ROWS, True)[1:]), "age")
        refused(lambda: server.infer(MIXED, mixed(ROWS, True)[:3] + [tensor("plan", ["a"], "BYTES", True)]), "plan")
        asked = [triton.InferRequestedOutput("lable")]
        refused(lambda: server.infer(MIXED, mixed(ROWS, True), outputs=asked), "label")
        refused(lambda: server.infer(MIXED, mixed([ROWS[2]], False)), "null for a missing number")
    with triton.InferenceServerClient(SERVER) as stranger:
        refused(lambda: stranger.infer(MIXED, mixed(ROWS, True)), "API key")


def mlflow_client(model):
    """Its address has a place for a host and a port alone; the key and the path go with them."""
    from mlflow.pyfunc.scoring_server.client import ScoringServerClient

    host, port = SERVER.rsplit(":", 1)
    return ScoringServerClient(f"anybody:{KEY}@{host}", f"{port}/serve/{model}")


@check
def mlflow_scoring():
    import pandas

    server = mlflow_client(MIXED)
    server.ping()
    frame = pandas.DataFrame(ROWS[:2])
    with client() as other:
        expected, _ = answer_of(other.infer(MIXED, mixed(ROWS[:2], True)))
    same(server.invoke(frame).get_predictions()[0].tolist(), expected)
    same(len(mlflow_client(NUMBERS).invoke(pandas.DataFrame({"x": [1.0], "y": [2.0]})).get_predictions()), 1)
    try:
        server.invoke(frame.drop(columns=["age"]))
    except Exception as error:  # the client raises its own kind
        assert "age" in str(error), error
    else:
        raise AssertionError("a frame without a column was taken")


@check
def rows_of_the_native_protocol():
    """The same rows through every protocol give the same scores, to the last bit."""
    import pandas

    with open(os.environ["MILLRACE_ROWS"], encoding="utf-8") as file:
        given = json.load(file)
    rows, answers = given["mixed"]["rows"], given["mixed"]["answers"]
    names = sorted(answers[0]["probabilities"])
    expected = [(one["prediction"], [one["probabilities"][name] for name in names]) for one in answers]
    asked = [triton.InferRequestedOutput(name, binary_data=False) for name in ("label", "probabilities")]
    with client() as server:
        for binary in (True, False):
            result = server.infer(MIXED, mixed(rows, binary), outputs=None if binary else asked)
            order = json.loads(result.get_output("probabilities")["parameters"]["labels"])
            labels, numbers = answer_of(result)
            seen = [(label, [row[order.index(name)] for name in names]) for label, row in zip(labels, numbers)]
            different = sum(1 for one, two in zip(seen, expected) if one != two)
            same((len(seen), different), (len(rows), 0))
    predictions = mlflow_client(MIXED).invoke(pandas.DataFrame(rows)).get_predictions()[0].tolist()
    same(predictions, [label for label, _ in expected])
    # MLflow's protocol has labels without probabilities: numbers are compared where the answer is one.
    rows = given["numbers"]["rows"]
    expected = [one["prediction"] for one in given["numbers"]["answers"]]
    tensors = [tensor(name, [row[name] for row in rows], "FP64", True) for name in ("x", "y")]
    with client() as server:
        by_tensor = server.infer(NUMBERS, tensors).as_numpy("prediction").tolist()
    by_mlflow = mlflow_client(NUMBERS).invoke(pandas.DataFrame(rows)).get_predictions()[0].tolist()
    for seen in (by_tensor, by_mlflow):
        different = sum(1 for one, two in zip(seen, expected) if one != two)
        same((len(seen), different), (len(rows), 0))


def run(one):
    """Why a check does not hold; nothing where it does."""
    try:
        one()
        return ""
    except Exception as error:  # every check has its line, whatever went wrong in it
        traceback.print_exc(file=sys.stderr)
        return f"{type(error).__name__}: {error}"


def main():
    wanted = set(sys.argv[1:])
    seen = []
    for one in CHECKS:
        if wanted and one.__name__ not in wanted:
            continue
        why = run(one)
        seen.append({"name": one.__name__, "ok": why == "", "why": why})
        print(f"FAILED {one.__name__}: {why}" if why else f"ok {one.__name__}", flush=True)
    held = sum(1 for one in seen if one["ok"])
    version = version_of("tritonclient")
    print(f"tritonclient {version}: {held} of {len(seen)} checks hold", flush=True)
    report = os.environ.get("MILLRACE_REPORT")
    if report:
        with open(report, "w", encoding="utf-8") as file:
            json.dump({"version": version, "checks": seen}, file)
    return 0 if held == len(seen) else 1


if __name__ == "__main__":
    sys.exit(main())
