"""What the tests of the shipped submissions share: where things lie, and a run of one adapter in fresh processes."""

from __future__ import annotations

import json
import os
import shutil
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
        labels = pyarrow.parquet.read_table(DIGITS / "evaluation.parquet")["label"].to_numpy()
        return float(np.mean(np.array([int(each) for each in self.predictions]) == labels))


def run(adapter: Path, folder: Path, model: Path = MODEL, images: Path = DIGITS / "evaluation.parquet") -> Answer:
    """Compress a copy of `model`, delete the copy, then predict `images` in a second process from the artifact alone."""
    source, target = folder / "source", folder / "artifact"
    shutil.copytree(model, source)
    target.mkdir()
    _python("compress", adapter, source, target)
    shutil.rmtree(source)
    report = json.loads(_python("predict", adapter, target, images))
    return Answer(artifact=target, **report)


def _python(mode: str, adapter: Path, first: Path, second: Path) -> str:
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(first.parent / "home"), "OMP_NUM_THREADS": "1"}
    argv = [sys.executable, "-W", "ignore", str(ANSWER), mode, str(adapter), str(first), str(second)]
    done = subprocess.run(argv, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
