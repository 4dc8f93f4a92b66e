"""Model cards in the hands of huggingface_hub: what it reads of their metadata.

One JSON line in, one out. `facts` tells the version. `read` takes the card out of a release and tells each field.
"""

import json
import sys
import tarfile

import huggingface_hub
from huggingface_hub import ModelCard


def read(request):
    with tarfile.open(request["bundle"]) as bundle:
        text = bundle.extractfile("card.md").read().decode("utf-8")
    data = ModelCard(text).data
    results = [
        {
            "task": one.task_type,
            "dataset": one.dataset_name,
            "split": one.dataset_split,
            "type": one.metric_type,
            "name": one.metric_name,
            "value": one.metric_value,
        }
        for one in data.eval_results or []
    ]
    fields = {name: data.get(name) for name in ("library_name", "pipeline_tag", "tags", "metrics", "model_name")}
    return {**fields, "results": results}


def main():
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if request["do"] == "facts":
                found = {"versions": f"huggingface_hub {huggingface_hub.__version__}"}
            else:
                found = read(request)
        except Exception as error:  # every failure is told, none ends the program
            found = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(found), flush=True)


main()
