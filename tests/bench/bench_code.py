"""Code: seconds to read a 5 MB notebook with pictures and apply every rule to it, beside `json.loads` of the same file.

Run with `python -m tests.bench code`. The aim: at most 0.5 s.
"""

from __future__ import annotations

import base64
import json
import random
import time
from collections.abc import Callable

from grader.intake.lint.lint import lint
from grader.intake.lint.project import Project, Sheet
from grader.intake.lint.read import read_source
from grader.intake.lint.rules import RULES

MEGABYTES, CELLS = 5.0, 40
CELL = """
# измеряем вариант {n}
import time
import numpy as np
import torch
from transformers import AutoModelForImageClassification, AutoImageProcessor

MODEL_{n} = "google/vit-base-patch16-{n}"
processor_{n} = AutoImageProcessor.from_pretrained(MODEL_{n})
model_{n} = AutoModelForImageClassification.from_pretrained(MODEL_{n}).to("cuda").eval()


def measure_{n}(model, batch, repeats=50):
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        with torch.no_grad():
            output = model(**batch)
        times.append((time.perf_counter() - start) * 1000)
    return np.mean(times), torch.cuda.memory_allocated() / 1024**2


def evaluate_{n}(model, data):
    right = 0
    for example in data:
        batch = processor_{n}(example["image"], return_tensors="pt").to("cuda")
        predicted = model(**batch).logits.argmax(-1).item()
        right += int(predicted == example["label"])
    return right / len(data)


ms_{n}, vram_{n} = measure_{n}(model_{n}, batch)
print(f"{{ms_{n}:.2f}} ms, {{vram_{n}:.1f}} MB, accuracy {{evaluate_{n}(model_{n}, test):.4f}}")
results["variant {n}"] = {{"ms": ms_{n}, "vram": vram_{n}, "size": 330.3}}
"""


def notebook(megabytes: float = MEGABYTES, cells: int = CELLS) -> bytes:
    """Return a notebook of about so many megabytes, all but some tens of kilobytes of them pictures."""
    chance = random.Random(0)
    picture = int(megabytes * 1e6 / cells / 4 * 3)
    pictures = (base64.b64encode(chance.randbytes(picture)).decode() for _ in range(cells))
    written = [
        {
            "cell_type": "code", "execution_count": n, "metadata": {}, "source": CELL.format(n=n).strip().splitlines(keepends=True),
            "outputs": [
                {"output_type": "stream", "name": "stdout", "text": [f"{n}.25 ms, 661.0 MB, accuracy 0.{n}\n"]},
                {"output_type": "display_data", "metadata": {}, "data": {"image/png": png}},
            ],
        }
        for n, png in enumerate(pictures, 1)
    ]  # fmt: skip
    return json.dumps({"cells": written, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1, ensure_ascii=False).encode()


def shortest(call: Callable[[], object], times: int = 5) -> float:
    """Return the seconds of the shortest of several runs."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        found.append(time.perf_counter() - start)
    return min(found)


def judged(data: bytes) -> object:
    """Read a notebook and apply every rule."""
    return lint(Project(sheets=(Sheet(read_source(data, "hw.ipynb")),)), RULES)


def main() -> None:
    """Print the times and their ratio."""
    data = notebook()
    whole, reading, parsing = (
        shortest(call) for call in (lambda: judged(data), lambda: read_source(data, "hw.ipynb"), lambda: json.loads(data))
    )
    size = f"{len(data) / 1e6:.1f} MB, {CELLS} cells, {len(RULES)} rules"
    print(f"  {size}: {whole:.3f} s (reading {reading:.3f} s), json.loads {parsing:.3f} s, ratio {whole / parsing:.1f}")


if __name__ == "__main__":
    main()
