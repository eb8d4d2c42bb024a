"""Image classification: one image in, one class out, accuracy."""

from __future__ import annotations

import io
import json
import struct
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from grader.core.errors import BadInput
from grader.core.measurement import Definition, Measurement
from grader.core.metric import Metric
from grader.core.run import Ending
from grader.course import DataSet
from grader.verify.endings import Ended
from grader.verify.statistics import proportion_interval
from grader.verify.tasks.task import Example

_INDEX = struct.Struct("<i")


class ImageClassification:
    """Accuracy over a parquet file with an image column and a class column."""

    name: ClassVar[str] = "image-classification"
    reply_bytes: ClassVar[int] = _INDEX.size
    adapter: ClassVar[str] = "image_classification.py"

    def __init__(self, data: DataSet, root: Path) -> None:
        """Describe the task; nothing is read yet."""
        self._data, self._file = data, root / data.evaluation
        self.spec = json.dumps({"labels": data.labels})

    def examples(self) -> Sequence[Example]:
        """Read the evaluation set: pixels as `predict` will get them, labels as indices into the course's list."""
        import datasets

        if not self._file.is_file():
            raise BadInput(self._file, "the evaluation set is not there", code="missing")
        datasets.disable_progress_bars()
        try:
            return self._examples()
        except (ValueError, datasets.exceptions.DatasetsError) as error:
            raise BadInput(self._file, f"cannot be read as a parquet file of images: {error}", code="unreadable") from error

    def _examples(self) -> list[Example]:
        import datasets

        with tempfile.TemporaryDirectory() as cache:
            rows = datasets.Dataset.from_parquet(str(self._file), cache_dir=cache, keep_in_memory=True)
            for column in (self._data.input, self._data.label):
                if column not in rows.column_names:
                    raise BadInput(self._file, f"has no column {column!r}; it has {', '.join(rows.column_names)}", code="column")
            images = rows.cast_column(self._data.input, datasets.Image(decode=False))[self._data.input]
            return [
                Example(image_bytes(image["bytes"] or b""), self._reference(rows.features, label))
                for image, label in zip(images, rows[self._data.label], strict=True)
            ]

    def _reference(self, features: dict[str, object], label: object) -> int:
        names = getattr(features[self._data.label], "names", None)
        name = names[label] if names is not None and isinstance(label, int) else str(label)
        if name not in self._data.labels:
            raise BadInput(self._file, f"the label {name!r} is not among the course's labels", code="label")
        return self._data.labels.index(name)

    def read(self, payload: bytes) -> int:
        """Read a class index."""
        index: int = _INDEX.unpack(payload)[0]
        if not 0 <= index < len(self._data.labels):
            raise Ended(Ending.WRONG_PREDICTION, error=f"class {index} of {len(self._data.labels)}")
        return index

    def score(self, predictions: Sequence[int], references: Sequence[int], population: int) -> tuple[Measurement, ...]:
        """Accuracy: the share of predictions that equal their reference."""
        right = sum(prediction == reference for prediction, reference in zip(predictions, references, strict=True))
        count = len(references)
        low, high = proportion_interval(right, count, population)
        accuracy = Measurement(
            metric=Metric.ACCURACY, definition=Definition.EVALUATION, unit=Metric.ACCURACY.unit,
            value=right / count, low=low, high=high, count=count,
        )  # fmt: skip
        return (accuracy,)


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
    header = json.dumps([{"image": {"image": [image.mode, *image.size, 0, len(pixels)]}}]).encode()
    return len(header).to_bytes(4, "little") + header + pixels
