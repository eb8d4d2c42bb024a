"""A fresh process around one adapter, as plain as can be.

    python answer.py compress ADAPTER SOURCE TARGET
    python answer.py predict ADAPTER ARTIFACT IMAGES     prints {"predictions": …, "modules": …, "distinct": …}

`modules` counts the loaded model's modules by class; `distinct` is the largest number of distinct values in one matrix.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType


def adapter(path: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location("adapter", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main(mode: str, code: str, first: Path, second: Path) -> None:
    module = adapter(code)
    if mode == "compress":
        module.compress(first, second)
        return
    import datasets

    images = datasets.Dataset.from_parquet(str(second), cache_dir=str(first.parent / "cache"))["image"]
    loaded = module.load(first, "cpu")
    predictions = [module.predict(loaded, [{"image": image}])[0] for image in images]
    model = loaded[0]
    report = {
        "predictions": predictions,
        "modules": Counter(f"{type(each).__module__}.{type(each).__name__}" for each in model.modules()),
        "distinct": max((len(each.unique()) for each in model.parameters() if each.dim() == 2), default=0),
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
