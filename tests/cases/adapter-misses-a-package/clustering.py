from pathlib import Path
from typing import Any

import faiss_clusters  # type: ignore[import-not-found]


def compress(source: Path, target: Path) -> None:
    faiss_clusters.kmeans(source, target)


def load(path: Path, device: str) -> object:
    return None


def predict(model: object, inputs: list[dict[str, Any]]) -> list[int]:
    return [0 for _ in inputs]
