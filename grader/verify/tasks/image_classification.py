"""Image classification: one image in, one class out, accuracy."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from grader.core.measurement import Measurement
from grader.course import DataSet
from grader.verify.tasks.classification import accuracy
from grader.verify.tasks.reading import INDEX, class_index, class_names, read_index, reading, request, rows
from grader.verify.tasks.task import Example, Prediction, Reference


class ImageClassification:
    """Accuracy over a parquet file with an image column and a class column."""

    name: ClassVar[str] = "image-classification"
    adapter: ClassVar[str] = "image_classification.py"

    def __init__(self, data: DataSet, root: Path) -> None:
        """Describe the task; nothing is read yet."""
        self._data, self._file = data, root / data.evaluation
        self.spec = json.dumps({"reply": "label", "labels": data.labels})

    def examples(self) -> Sequence[Example]:
        """Read the evaluation set: pixels as `predict` will get them, labels as indices into the course's list."""
        with reading(self._file):
            names = class_names(self._file, self._data.label)
            return [
                Example(
                    image_bytes(encoded_image(image)),
                    INDEX.size,
                    class_index(self._file, label, names, self._data.labels, f"row {row} of {self._data.label!r}"),
                )
                for row, (image, label) in enumerate(rows(self._file, self._data.input, self._data.label))
            ]

    def read(self, payload: bytes) -> int:
        """Read a class index."""
        return read_index(payload, len(self._data.labels))

    def score(self, predictions: Sequence[Prediction], references: Sequence[Reference], population: int) -> tuple[Measurement, ...]:
        """Accuracy: the share of predictions that equal their reference."""
        right = sum(prediction == reference for prediction, reference in zip(predictions, references, strict=True))
        return (accuracy(right, len(references), population),)


def encoded_image(cell: object) -> bytes:
    """Return the image file in a cell, as `datasets` writes it or bare; nothing where there is none."""
    encoded = cell.get("bytes") if isinstance(cell, dict) else cell
    return encoded if isinstance(encoded, bytes) else b""


def image_bytes(encoded: bytes) -> bytes:
    """Turn an image file into the request that the shim understands: the pixels, and how to read them.

    Decoding happens here, once, on the course's own files: what is timed is the model, not the PNG.

    Raises:
        ValueError: it is no image, or a damaged one.
    """
    from PIL import Image

    try:
        with Image.open(io.BytesIO(encoded)) as file:
            image = file.convert()  # a palette does not travel with the pixels
    except (OSError, SyntaxError) as error:  # Pillow's way of calling a PNG broken
        raise ValueError(f"an image cannot be decoded: {error}") from error
    pixels = image.tobytes()
    return request({"image": {"image": [image.mode, *image.size, 0, len(pixels)]}}, pixels)
