"""What a notebook does with MLflow, by the unmodified client: MLFLOW_TRACKING_URI and MLFLOW_TRACKING_TOKEN say where.

Prints one line for each check, `ok NAME` or `FAILED NAME: why`, and ends with 1 when one failed. MILLRACE_REPORT names a file
for the same as JSON; MILLRACE_RECORD one for each request that the client made, and its answer, as JSON lines.
"""

import json
import math
import os
import sys
import tempfile
import traceback
import uuid

import requests

RECORD = os.environ.get("MILLRACE_RECORD")
# The tests replay what is written here, so it must not hold the key of whoever recorded it.
KEPT_HEADERS = {"content-type", "content-length", "transfer-encoding", "x-mlflow-client-version"}


def record_requests(path):
    """Notes what the client sends by standing between it and the network."""
    send = requests.Session.send

    def noted(session, request, **kwargs):
        response = send(session, request, **kwargs)
        body = request.body
        if hasattr(body, "read") or (body is not None and not isinstance(body, (bytes, str))):
            body = "<stream>"
        elif isinstance(body, bytes):
            body = body.decode("utf-8", "replace")
        line = {
            "method": request.method,
            "url": request.url,
            "headers": {k.lower(): v for k, v in request.headers.items() if k.lower() in KEPT_HEADERS},
            "body": body,
            "status": response.status_code,
            "answer": None if kwargs.get("stream") else response.text,
        }
        with open(path, "a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        return response

    requests.Session.send = noted


if RECORD:
    record_requests(RECORD)

import mlflow  # noqa: E402  (after the recorder)
from mlflow import MlflowClient  # noqa: E402
from mlflow.entities import Metric, Param, RunTag  # noqa: E402
from mlflow.exceptions import MlflowException  # noqa: E402

OWN = uuid.uuid4().hex[:8]
EXPERIMENT = f"interop {OWN}"
MODEL = f"interop-{OWN}"
CHECKS = []


def check(function):
    CHECKS.append(function)
    return function


def expect(seen, wanted):
    if seen != wanted:
        raise AssertionError(f"{seen!r} instead of {wanted!r}")


def refused(call, code):
    try:
        call()
    except MlflowException as error:
        expect(error.error_code, code)
        return str(error)
    raise AssertionError(f"it was taken, and {code} was expected")


@check
def default_experiment():
    with mlflow.start_run(run_name="without an experiment") as run:
        mlflow.log_metric("loss", 1.5)
    expect(run.info.experiment_id, "0")
    expect(mlflow.get_experiment("0").name, "Default")


@check
def experiment_made_and_found():
    made = mlflow.set_experiment(EXPERIMENT)
    again = mlflow.set_experiment(EXPERIMENT)
    expect(again.experiment_id, made.experiment_id)
    mlflow.set_experiment_tags({"team": "risk"})
    expect(mlflow.get_experiment(made.experiment_id).tags["team"], "risk")
    found = mlflow.search_experiments(filter_string=f"name = '{EXPERIMENT}'")
    expect([one.name for one in found], [EXPERIMENT])
    refused(lambda: MlflowClient().create_experiment(EXPERIMENT), "RESOURCE_ALREADY_EXISTS")


@check
def params_metrics_tags():
    with mlflow.start_run(tags={"kind": "plain"}) as run:
        mlflow.log_param("depth", 4)
        mlflow.log_params({"rate": 0.1, "name": "a 'quoted' name"})
        for step in range(5):
            mlflow.log_metric("acc", 0.5 + step / 10, step=step)
        mlflow.log_metrics({"auc": 0.9, "f1": 0.8})
        mlflow.set_tag("note", "first")
        mlflow.set_tags({"a": "1", "b": "2"})
    read = mlflow.get_run(run.info.run_id)
    expect(read.data.params, {"depth": "4", "rate": "0.1", "name": "a 'quoted' name"})
    expect(read.data.metrics, {"acc": 0.9, "auc": 0.9, "f1": 0.8})
    expect(read.data.tags["kind"], "plain")
    expect(read.data.tags["b"], "2")
    expect(read.info.status, "FINISHED")
    history = MlflowClient().get_metric_history(run.info.run_id, "acc")
    expect([(one.step, one.value) for one in history], [(s, 0.5 + s / 10) for s in range(5)])
    MlflowClient().delete_tag(run.info.run_id, "a")
    expect("a" in mlflow.get_run(run.info.run_id).data.tags, False)


@check
def not_numbers():
    with mlflow.start_run() as run:
        mlflow.log_metric("nan", float("nan"))
        mlflow.log_metrics({"up": float("inf"), "down": float("-inf")})
    metrics = mlflow.get_run(run.info.run_id).data.metrics
    expect(math.isnan(metrics["nan"]), True)
    expect(metrics["up"], float("inf"))
    expect(metrics["down"], float("-inf"))


@check
def batch():
    client = MlflowClient()
    run = client.create_run(mlflow.get_experiment_by_name(EXPERIMENT).experiment_id, run_name="batch")
    now = 1_700_000_000_000
    metrics = [Metric("m", float(i), now + i, i) for i in range(120)]
    client.log_batch(run.info.run_id, metrics, [Param("p", "1")], [RunTag("t", "x")])
    expect(len(client.get_metric_history(run.info.run_id, "m")), 120)
    expect(client.get_run(run.info.run_id).data.metrics["m"], 119.0)
    client.log_param(run.info.run_id, "p", "1")
    refused(lambda: client.log_param(run.info.run_id, "p", "2"), "INVALID_PARAMETER_VALUE")
    client.set_terminated(run.info.run_id, "FAILED")
    expect(client.get_run(run.info.run_id).info.status, "FAILED")


@check
def nested_runs():
    with mlflow.start_run(run_name="parent") as parent:
        with mlflow.start_run(run_name="child", nested=True) as child:
            mlflow.log_param("depth", 1)
    expect(mlflow.get_run(child.info.run_id).data.tags["mlflow.parentRunId"], parent.info.run_id)
    found = mlflow.search_runs(
        experiment_names=[EXPERIMENT],
        filter_string=f"tags.mlflow.parentRunId = '{parent.info.run_id}'",
        output_format="list",
    )
    expect([one.info.run_name for one in found], ["child"])


@check
def resumed_run():
    with mlflow.start_run() as run:
        mlflow.log_metric("before", 1)
    with mlflow.start_run(run_id=run.info.run_id):
        mlflow.log_metric("after", 2)
    expect(mlflow.get_run(run.info.run_id).data.metrics, {"before": 1.0, "after": 2.0})


@check
def searching():
    mlflow.set_experiment(f"{EXPERIMENT} search")
    for i in range(7):
        with mlflow.start_run(run_name=f"run {i}"):
            mlflow.log_param("kind", "even" if i % 2 == 0 else "odd")
            mlflow.log_metric("acc", i / 10)
            mlflow.set_tag("long name.with dots", str(i))

    def names(text, **more):
        found = mlflow.search_runs(
            experiment_names=[f"{EXPERIMENT} search"], filter_string=text, output_format="list", **more
        )
        return [one.info.run_name for one in found]

    expect(names("", order_by=["metrics.acc DESC"]), [f"run {i}" for i in range(6, -1, -1)])
    expect(names("metrics.acc > 0.25 and params.kind = 'even'", order_by=["metrics.acc ASC"]), ["run 4", "run 6"])
    expect(names("tags.`long name.with dots` = '3'"), ["run 3"])
    expect(names("attributes.run_name LIKE 'run%' AND metrics.acc <= 0.1", order_by=["metrics.acc"]), ["run 0", "run 1"])
    two = mlflow.search_runs(
        experiment_names=[f"{EXPERIMENT} search"], filter_string="metrics.acc < 0.15", output_format="list"
    )
    listed = ", ".join(f"'{one.info.run_id}'" for one in two)
    expect(names(f"attributes.run_id IN ({listed})", order_by=["attributes.run_name DESC"]), ["run 1", "run 0"])
    expect(names("tags.missing IS NULL and metrics.acc > 0.55"), ["run 6"])
    expect(names("params.missing != 'x'"), [])
    refused(lambda: names("metrics.acc > 'x' OR params.kind = 'even'"), "INVALID_PARAMETER_VALUE")
    client, place = MlflowClient(), mlflow.get_experiment_by_name(f"{EXPERIMENT} search").experiment_id
    page, seen = None, []
    while True:
        found = client.search_runs([place], max_results=3, order_by=["metrics.acc ASC"], page_token=page)
        seen += [one.info.run_name for one in found]
        page = found.token
        if not page:
            break
    expect(seen, [f"run {i}" for i in range(7)])
    mlflow.set_experiment(EXPERIMENT)


@check
def artifacts():
    with tempfile.TemporaryDirectory() as folder, mlflow.start_run() as run:
        path = os.path.join(folder, "a file.txt")
        with open(path, "w", encoding="utf-8") as file:
            file.write("first line\n")
        mlflow.log_artifact(path, "a folder")
        mlflow.log_text("second", "notes/deep/text.txt")
        mlflow.log_dict({"a": 1}, "facts.json")
        large = os.path.join(folder, "large.bin")
        with open(large, "wb") as file:
            file.write(os.urandom(3 * 1024 * 1024))
        mlflow.log_artifact(large)
        client = MlflowClient()
        listed = sorted((one.path, one.is_dir, one.file_size) for one in client.list_artifacts(run.info.run_id))
        expect(
            listed,
            [("a folder", True, None), ("facts.json", False, 12), ("large.bin", False, 3 * 1024 * 1024), ("notes", True, None)],
        )
        inner = [one.path for one in client.list_artifacts(run.info.run_id, "a folder")]
        expect(inner, ["a folder/a file.txt"])
        got = mlflow.artifacts.download_artifacts(run_id=run.info.run_id, artifact_path="large.bin", dst_path=folder + "/out")
        with open(got, "rb") as back, open(large, "rb") as sent:
            expect(back.read() == sent.read(), True)
        whole = mlflow.artifacts.download_artifacts(run_id=run.info.run_id, dst_path=folder + "/all")
        with open(os.path.join(whole, "a folder", "a file.txt"), encoding="utf-8") as file:
            expect(file.read(), "first line\n")
        expect(mlflow.artifacts.load_text(f"runs:/{run.info.run_id}/notes/deep/text.txt"), "second")


@check
def deleted_and_restored():
    client = MlflowClient()
    place = client.create_experiment(f"{EXPERIMENT} gone")
    run = client.create_run(place)
    client.delete_run(run.info.run_id)
    expect(client.get_run(run.info.run_id).info.lifecycle_stage, "deleted")
    refused(lambda: client.log_param(run.info.run_id, "a", "b"), "INVALID_PARAMETER_VALUE")
    client.restore_run(run.info.run_id)
    client.log_param(run.info.run_id, "a", "b")
    client.rename_experiment(place, f"{EXPERIMENT} renamed")
    client.delete_experiment(place)
    expect(client.get_experiment(place).lifecycle_stage, "deleted")
    client.restore_experiment(place)
    expect(client.get_experiment(place).name, f"{EXPERIMENT} renamed")


@check
def dataset_input():
    import numpy

    with mlflow.start_run() as run:
        mlflow.log_input(mlflow.data.from_numpy(numpy.array([[1.0, 2.0]]), name="points"), context="training")
    [used] = mlflow.get_run(run.info.run_id).inputs.dataset_inputs
    expect(used.dataset.name, "points")
    expect([(tag.key, tag.value) for tag in used.tags], [("mlflow.data.context", "training")])
    found = mlflow.search_runs(experiment_names=[EXPERIMENT], filter_string="datasets.name = 'points'", output_format="list")
    expect([one.info.run_id for one in found], [run.info.run_id])


class Twice(mlflow.pyfunc.PythonModel):
    def predict(self, model_input: list[float]) -> list[float]:
        return [2 * value for value in model_input]


@check
def model_logged_and_loaded():
    with mlflow.start_run() as run:
        info = mlflow.pyfunc.log_model(name="model", python_model=Twice(), registered_model_name=MODEL, pip_requirements=[])
    expect(str(info.registered_model_version), "1")
    expect(mlflow.pyfunc.load_model(info.model_uri).predict([1.0, 2.5]), [2.0, 5.0])
    expect(mlflow.pyfunc.load_model(f"models:/{MODEL}/1").predict([3.0]), [6.0])
    expect(mlflow.pyfunc.load_model(f"runs:/{run.info.run_id}/model").predict([4.0]), [8.0])
    found = mlflow.search_logged_models(
        experiment_ids=[run.info.experiment_id], filter_string="name = 'model'", output_format="list"
    )
    expect(info.model_id in [one.model_id for one in found], True)


@check
def registry():
    client = MlflowClient()
    client.update_registered_model(MODEL, description="Doubles numbers.")
    client.set_registered_model_tag(MODEL, "team", "risk")
    client.set_registered_model_alias(MODEL, "challenger", "1")
    expect(client.get_model_version_by_alias(MODEL, "challenger").version, "1")
    read = client.get_registered_model(MODEL)
    expect((read.description, read.tags, read.aliases), ("Doubles numbers.", {"team": "risk"}, {"challenger": "1"}))
    expect(mlflow.pyfunc.load_model(f"models:/{MODEL}@challenger").predict([1.0]), [2.0])
    client.update_model_version(MODEL, "1", "The first one.")
    client.set_model_version_tag(MODEL, "1", "checked", "yes")
    version = client.get_model_version(MODEL, "1")
    expect((version.description, version.tags, version.aliases), ("The first one.", {"checked": "yes"}, ["challenger"]))
    expect([one.name for one in client.search_registered_models(f"name = '{MODEL}'")], [MODEL])
    expect([one.version for one in client.search_model_versions(f"name='{MODEL}'")], ["1"])
    client.delete_registered_model_alias(MODEL, "challenger")
    refused(lambda: client.get_model_version_by_alias(MODEL, "challenger"), "INVALID_PARAMETER_VALUE")
    client.delete_model_version_tag(MODEL, "1", "checked")
    client.delete_registered_model_tag(MODEL, "team")
    client.rename_registered_model(MODEL, f"{MODEL}-renamed")
    client.delete_model_version(f"{MODEL}-renamed", "1")
    client.delete_registered_model(f"{MODEL}-renamed")
    refused(lambda: client.get_registered_model(f"{MODEL}-renamed"), "RESOURCE_DOES_NOT_EXIST")


@check
def bad_sources():
    client = MlflowClient()
    client.create_registered_model(f"{MODEL}-bad")
    for source in ["/etc", "file:///etc", "http://169.254.169.254/latest", "s3://bucket/x", "mlflow-artifacts:/../../x"]:
        refused(lambda: client.create_model_version(f"{MODEL}-bad", source), "INVALID_PARAMETER_VALUE")


def run(one):
    """Why a check does not hold; nothing where it does."""
    try:
        one()
        return ""
    except Exception as error:  # every check has its line, whatever went wrong in it
        traceback.print_exc(file=sys.stderr)
        while mlflow.active_run() is not None:
            mlflow.end_run("FAILED")
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
    held = sum(1 for check in seen if check["ok"])
    print(f"mlflow {mlflow.__version__}: {held} of {len(seen)} checks hold", flush=True)
    report = os.environ.get("MILLRACE_REPORT")
    if report:
        with open(report, "w", encoding="utf-8") as file:
            json.dump({"version": mlflow.__version__, "checks": seen}, file)
    return 0 if held == len(seen) else 1


if __name__ == "__main__":
    sys.exit(main())
