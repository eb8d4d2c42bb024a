"""Adapters, each in processes of its own, as plain as can be: `python answer.py JOBS`.

JOBS is a list in JSON of {"adapter", "model", "images", "folder"}. Of each, one process compresses a copy of the model into
`folder/artifact`, and once the copy has gone another predicts the images from that alone into `folder/report.json`:
{"predictions": …, "modules": …, "distinct": …}. `modules` counts the loaded model's modules by class; `distinct` is the largest number of
distinct values in one matrix. The processes are forked from one that has the libraries and nothing else: importing them takes longest.
"""

from __future__ import annotations

import importlib.util
import json
import multiprocessing
import shutil
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import datasets
import transformers

#: found by their names, when they are asked for
LIBRARIES = (transformers.AutoImageProcessor, transformers.AutoModelForImageClassification, transformers.ViTForImageClassification)


def load_adapter(path: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location("adapter", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def compress(adapter: str, source: Path, artifact: Path) -> None:
    load_adapter(adapter).compress(source, artifact)


def predict(adapter: str, artifact: Path, images: str, report: Path) -> None:
    module = load_adapter(adapter)
    asked = datasets.Dataset.from_parquet(images, cache_dir=str(artifact.parent / "cache"))["image"]
    loaded = module.load(artifact, "cpu")
    predictions = [module.predict(loaded, [{"image": image}])[0] for image in asked]
    model = loaded[0]
    said = {
        "predictions": predictions,
        "modules": Counter(f"{type(each).__module__}.{type(each).__name__}" for each in model.modules()),
        "distinct": max((len(each.unique()) for each in model.parameters() if each.dim() == 2), default=0),
    }
    report.write_text(json.dumps(said))


def alone(act: Callable[..., None], *arguments: object) -> None:
    process = multiprocessing.get_context("fork").Process(target=act, args=arguments)
    process.start()
    process.join()
    if process.exitcode:
        sys.exit(f"{act.__name__} of {arguments[0]} ended with {process.exitcode}")


def main(jobs: str) -> None:
    for job in json.loads(jobs):
        folder = Path(job["folder"])
        source, artifact = folder / "source", folder / "artifact"
        shutil.copytree(job["model"], source)
        artifact.mkdir()
        alone(compress, job["adapter"], source, artifact)
        shutil.rmtree(source)
        alone(predict, job["adapter"], artifact, job["images"], folder / "report.json")


if __name__ == "__main__":
    main(sys.argv[1])
