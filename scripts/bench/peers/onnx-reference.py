"""Exported models in the hands of ONNX itself: its checker, and its runtime for Python.

One JSON line in, one out. `facts` tells versions. `answer` checks a file with full_check and asks it rows: cells by column name,
numbers or texts, null where one is missing. It answers with numbers row after row, and labels where the model has classes.
"""

import json
import sys

import numpy
import onnx
import onnxruntime


def cells_of(values, kind):
    if "string" in kind:
        return numpy.array([["" if value is None else str(value)] for value in values], dtype=object)
    numbers = [float("nan") if value is None else float(value) for value in values]
    return numpy.array(numbers, dtype=numpy.float64).reshape(-1, 1)


def answer(request):
    model = onnx.load(request["file"])
    onnx.checker.check_model(model, full_check=True)
    facts = {entry.key: entry.value for entry in model.metadata_props}
    session = onnxruntime.InferenceSession(request["file"], providers=["CPUExecutionProvider"])
    feeds = {one.name: cells_of(request["columns"][one.name], one.type) for one in session.get_inputs()}
    found = session.run(None, feeds)
    classes = json.loads(facts["classes"]) if "classes" in facts else None
    labels = None if classes is None else [str(label) for label in found[0]]
    numbers = found[0] if classes is None else found[1]
    return {"classes": classes, "labels": labels, "numbers": numpy.asarray(numbers, dtype=float).tolist()}


def main():
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if request["do"] == "facts":
                found = {"versions": f"onnx {onnx.__version__}, onnxruntime {onnxruntime.__version__}"}
            else:
                found = answer(request)
        except Exception as error:  # every failure is told, none ends the program
            found = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(found), flush=True)


main()
