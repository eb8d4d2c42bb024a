"""Text classification: one text in, one class out; accuracy, and macro precision, recall and F1."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from grader.core.measurement import Measurement
from grader.core.metric import Metric
from grader.course import DataSet
from grader.verify.tasks.classification import accuracy, divided, ratios, resampled
from grader.verify.tasks.reading import INDEX, class_index, class_names, read_index, reading, request, rows
from grader.verify.tasks.task import Example, Prediction, Reference
from grader.verify.tasks.texts import text

if TYPE_CHECKING:
    from grader.verify.statistics import FloatArray, IntArray
    from grader.verify.tasks.classification import Statistic


class TextClassification:
    """Accuracy and macro averages over a parquet file with a column of texts and a class column."""

    name: ClassVar[str] = "text-classification"
    adapter: ClassVar[str] = "text_classification.py"

    def __init__(self, data: DataSet, root: Path) -> None:
        """Describe the task; nothing is read yet."""
        self._data, self._file = data, root / data.evaluation
        self.spec = json.dumps({"reply": "label", "labels": data.labels})

    def examples(self) -> Sequence[Example]:
        """Read the evaluation set: each text as `predict` will get it, labels as indices into the course's list."""
        data, file = self._data, self._file
        with reading(file):
            names = class_names(file, data.label)
            return [
                Example(
                    request({"text": text(file, data.input, row, given)}),
                    INDEX.size,
                    class_index(file, label, names, data.labels, f"row {row} of {data.label!r}"),
                )
                for row, (given, label) in enumerate(rows(file, data.input, data.label))
            ]

    def read(self, payload: bytes) -> int:
        """Read a class index."""
        return read_index(payload, len(self._data.labels))

    def score(self, predictions: Sequence[Prediction], references: Sequence[Reference], population: int) -> tuple[Measurement, ...]:
        """Accuracy, and precision, recall and F1 as scikit-learn averages them by `macro`.

        That is over the classes among the references and the predictions, each with the same weight; a class that was never
        predicted has a precision of 0. Intervals come from drawing examples again.
        """
        from sklearn.metrics import precision_recall_fscore_support

        count = len(references)
        right = sum(prediction == reference for prediction, reference in zip(predictions, references, strict=True))
        averages = precision_recall_fscore_support(references, predictions, average="macro", zero_division=0)
        return (
            accuracy(right, count, population),
            *(
                resampled(metric, float(value), macro(metric, predictions, references), count, population)
                for metric, value in zip((Metric.PRECISION, Metric.RECALL, Metric.F1), averages, strict=False)
            ),
        )


def macro(metric: Metric, predictions: Sequence[Prediction], references: Sequence[Reference]) -> Statistic:
    """Make the statistic that averages a metric over the classes which occur among the examples that are drawn."""
    import numpy as np

    classes, places = np.unique([*references, *predictions], return_inverse=True)
    wanted, predicted = places.reshape(2, -1)

    def average(drawn: IntArray) -> FloatArray:
        resamples = len(drawn)
        first = np.arange(resamples)[:, None] * len(classes)  # of each resample's counts, which lie one behind the other

        def counted(of: IntArray, weights: IntArray | None = None) -> FloatArray:
            found = np.bincount((first + of[drawn]).ravel(), None if weights is None else weights[drawn].ravel(), resamples * len(classes))
            return found.reshape(resamples, -1).astype(np.float64)

        right, predictions, references = counted(wanted, wanted == predicted), counted(predicted), counted(wanted)
        each, occurring = ratios(right, predictions, references)[metric], (predictions + references > 0).sum(axis=1)
        return divided(each.sum(axis=1), occurring.astype(np.float64))

    return average
