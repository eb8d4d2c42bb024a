import shutil
import time
from pathlib import Path
from typing import Any


def compress(source: Path, target: Path) -> None:
    shutil.copyfile(source / "model.safetensors", target / "model.safetensors")


def load(path: Path, device: str) -> None:
    while not (path / "downloaded").exists():
        time.sleep(1)


def predict(model: object, inputs: list[dict[str, Any]]) -> list[int]:
    return [0 for _ in inputs]
