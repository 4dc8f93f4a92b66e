"""Holds the manifests of an exported folder against what their readers take: the strict schemas of Kubernetes, and the types
of KServe's own SDK, which come from the OpenAPI document of its InferenceService. A field with a wrong name is an error.

MILLRACE_FOLDER holds the manifests; what was found goes to MILLRACE_REPORT.
"""

import ast
import copy
import importlib.metadata
import importlib.resources
import importlib.util
import json
import os
import pathlib

import jsonschema
import yaml
from kubernetes_validate import utils
from referencing import Registry, Resource

PLAIN = {"str": str, "int": int, "bool": bool, "float": (int, float), "object": object}
QUANTITIES = {"ResourceQuantity", "IntstrIntOrString"}
CONTAINER = "kserve-container"


def kserve_models():
    """Name of a model to its fields as they stand in a manifest, each with its type. Read, not imported: no server is needed."""
    [package] = importlib.util.find_spec("kserve").submodule_search_locations
    models = {}
    for file in (pathlib.Path(package) / "models").glob("*.py"):
        for node in ast.parse(file.read_text(encoding="utf8")).body:
            if not isinstance(node, ast.ClassDef):
                continue
            literals = {
                part.targets[0].id: ast.literal_eval(part.value)
                for part in node.body
                if isinstance(part, ast.Assign) and getattr(part.targets[0], "id", "") in ("openapi_types", "attribute_map")
            }
            if len(literals) == 2:
                types, names = literals["openapi_types"], literals["attribute_map"]
                models[node.name] = {names[key]: kind for key, kind in types.items()}
    return models


def kubernetes_problems(kind, value):
    """Of a type that KServe takes from Kubernetes: `V1Container` is `container-v1.json`."""
    folder = f"kubernetes-json-schema/v{utils.latest_version()}-local-strict"
    schemas = importlib.resources.files("kubernetes_validate").joinpath(folder)
    name = kind.removeprefix("V1").lower()
    for file in (f"{name}-v1.json", f"{name}-meta-v1.json"):
        if schemas.joinpath(file).is_file():
            schema = utils.schema_contents(f"{folder}/{file}", utils.latest_version())
            shared = Resource.from_contents(utils.schema_contents(f"{folder}/_definitions.json", utils.latest_version()))
            registry = shared @ (Resource.from_contents(schema) @ Registry())
            checker = jsonschema.validators.Draft202012Validator(schema, registry=registry)
            return [f"{error.json_path[2:]}: {error.message}" for error in checker.iter_errors(value)]
    return [f"nothing is known of the type {kind}"]


def problems(models, kind, value, place):
    """Every field that the type does not have, and every value that does not fit."""
    if kind in PLAIN:
        fits = isinstance(value, PLAIN[kind]) and (kind == "bool" or not isinstance(value, bool))
        return [] if fits else [f"{place}: {value!r} is no {kind}"]
    if kind in QUANTITIES:
        return [] if isinstance(value, (str, int, float)) else [f"{place}: {value!r} is no quantity"]
    if kind.startswith("list["):
        return [found for at, item in enumerate(value) for found in problems(models, kind[5:-1], item, f"{place}[{at}]")]
    if kind.startswith("dict(str, "):
        return [found for key, item in value.items() for found in problems(models, kind[10:-1], item, f"{place}.{key}")]
    if kind not in models:
        return [f"{place}: {found}" for found in kubernetes_problems(kind, value)]
    fields = models[kind]
    return [
        found
        for key, item in value.items()
        for found in (
            problems(models, fields[key], item, f"{place}.{key}") if key in fields else [f"{place}.{key}: no such field"]
        )
    ]


def kubernetes_check(manifest, version):
    try:
        utils.validate(manifest, version, strict=True)
        return ""
    except utils.ValidationError as error:
        return f"{'.'.join(str(part) for part in error.path)}: {error.message}"
    except utils.SchemaNotFoundError as error:
        return error.message


def kserve_check(models, manifest):
    found = problems(models, "V1beta1InferenceService", manifest, "InferenceService")
    names = [container["name"] for container in manifest["spec"]["predictor"]["containers"]]
    if names != [CONTAINER]:  # what its documentation asks of a predictor with a container of its own
        found.append(f"containers are called {names}, expected one that is called {CONTAINER}")
    return "; ".join(found)


def misspelt(manifest):
    """The same with a field that nobody has: whoever takes it, checks nothing."""
    wrong = copy.deepcopy(manifest)
    wrong["spec"]["replicaz"] = 1
    return wrong


def check_all(folder):
    models = kserve_models()
    for file in sorted(folder.glob("*.yaml")):
        manifest = yaml.safe_load(file.read_text(encoding="utf8"))
        if manifest["apiVersion"].startswith("serving.kserve.io/"):
            yield f"kserve {file.name}", kserve_check(models, manifest)
            yield f"kserve {file.name}, misspelt", "" if kserve_check(models, misspelt(manifest)) else "was taken"
            continue
        for version in dict.fromkeys(utils.all_versions()):
            yield f"kubernetes {version} {file.name}", kubernetes_check(manifest, version)
        taken = kubernetes_check(misspelt(manifest), utils.latest_version()) == ""
        yield f"kubernetes {file.name}, misspelt", "was taken" if taken else ""


checks = [
    {"name": name, "ok": why == "", "why": why} for name, why in check_all(pathlib.Path(os.environ["MILLRACE_FOLDER"]))
]
version = f"{importlib.metadata.version('kubernetes-validate')}, kserve {importlib.metadata.version('kserve')}"
pathlib.Path(os.environ["MILLRACE_REPORT"]).write_text(json.dumps({"version": version, "checks": checks}), encoding="utf8")
