"""What the tests of the shipped submissions share: where things lie, and runs of adapters in fresh processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet

ROOT = Path(__file__).parent.parent.parent
COURSE = ROOT / "submissions" / "course"
DIGITS = COURSE / "data" / "digits"
MODEL = COURSE / "models" / "digits-vit"
IMAGES = DIGITS / "evaluation.parquet"
ORIGINAL = ROOT / "grader" / "worker" / "adapters" / "image_classification.py"
ANSWER = Path(__file__).parent / "answer.py"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one adapter made: its artifact, and what the model loaded from it said."""

    artifact: Path
    predictions: list[Any]
    modules: dict[str, int]
    distinct: int

    @property
    def accuracy(self) -> float:
        labels = pyarrow.parquet.read_table(IMAGES)["label"].to_numpy()
        return float(np.mean(np.array([int(each) for each in self.predictions]) == labels))


def run(folder: Path, **jobs: tuple[Path, Path, Path]) -> dict[str, Answer]:
    """For each job (adapter, model, images): compress a copy of the model, delete it, predict the images from the artifact alone."""
    folders = {name: folder / name for name in jobs}
    described = [
        {"adapter": str(adapter), "model": str(model), "images": str(images), "folder": str(folders[name])}
        for name, (adapter, model, images) in jobs.items()
    ]
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(folder / "home"), "OMP_NUM_THREADS": "1"}
    argv = [sys.executable, "-W", "ignore", str(ANSWER), json.dumps(described)]
    done = subprocess.run(argv, env=environment, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr
    return {
        name: Answer(artifact=made / "artifact", **json.loads((made / "report.json").read_text("utf-8"))) for name, made in folders.items()
    }
