"""Image classification: one image in, one class out, accuracy."""

from __future__ import annotations

import io
import json
import struct
from collections.abc import Iterator, Mapping, Sequence
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
        """Read the evaluation set: pixels as `predict` will get them, labels as indices into the course's list.

        By pyarrow alone: `datasets` would take twice as much memory as all else of the supervisor.
        """
        if not self._file.is_file():
            raise BadInput(self._file, "the evaluation set is not there", code="missing")
        try:
            found = list(self._rows())
        except (ValueError, OSError) as error:  # pyarrow's errors are either
            raise BadInput(self._file, f"cannot be read as a parquet file of images: {error}", code="unreadable") from error
        if not found:
            raise BadInput(self._file, "cannot be read as a parquet file of images: it has no rows", code="unreadable")
        return found

    def _rows(self) -> Iterator[Example]:
        from pyarrow import parquet

        columns = (self._data.input, self._data.label)
        with parquet.ParquetFile(self._file) as file:
            schema = file.schema_arrow
            for column in columns:
                if column not in schema.names:
                    raise BadInput(self._file, f"has no column {column!r}; it has {', '.join(schema.names)}", code="column")
            names = _class_names(schema.metadata or {}, self._data.label)
            for batch in file.iter_batches(batch_size=64, columns=columns):
                for image, label in zip(*(batch.column(column).to_pylist() for column in columns), strict=True):
                    encoded = image.get("bytes") if isinstance(image, dict) else image
                    yield Example(image_bytes(encoded if isinstance(encoded, bytes) else b""), self._reference(names, label))

    def _reference(self, names: Sequence[str], label: object) -> int:
        name = names[label] if isinstance(label, int) and label in range(len(names)) else str(label)
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


def _class_names(metadata: Mapping[bytes, bytes], column: str) -> Sequence[str]:
    """Return the names of a column's classes, which `datasets` writes beside the table; none where the column holds them itself."""
    features = json.loads(metadata.get(b"huggingface", b"{}")).get("info", {}).get("features", {})
    return [str(name) for name in features.get(column, {}).get("names") or ()]


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
