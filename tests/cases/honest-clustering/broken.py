from pathlib import Path
from typing import Any


def compress(source: Path, target: Path) -> None:
    (target / "model.bin").write_bytes(b"weights")


def load(path: Path, device: str) -> bytes:
    return (path / "model.bin").read_bytes()


def predict(model: Any, inputs: list[dict[str, Any]]) -> list[str]:
    return [model.config.id2label[0] for _ in inputs]
