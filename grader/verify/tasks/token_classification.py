"""Token classification: the words of a sentence in, one tag for each out; precision, recall and F1 of entities, accuracy of tokens."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from grader.core.errors import BadInput
from grader.core.measurement import Measurement
from grader.core.metric import Metric
from grader.course import DataSet
from grader.verify.tasks.classification import divided, ratios, resampled
from grader.verify.tasks.reading import INDEX, class_index, class_names, read_index, reading, request, rows
from grader.verify.tasks.task import Example, Prediction, Reference

if TYPE_CHECKING:
    from grader.verify.tasks.classification import Statistic

#: Tags as seqeval reads them in its default mode, and no space in them: they travel in one text.
_TAG = re.compile(r"O|[BIES]-\S+")
_FOUND = (Metric.PRECISION, Metric.RECALL, Metric.F1)


class TokenClassification:
    """Entities over a parquet file with a column of words and one of tags, as many in each row."""

    name: ClassVar[str] = "token-classification"
    adapter: ClassVar[str] = "token_classification.py"

    def __init__(self, data: DataSet, root: Path) -> None:
        """Describe the task; nothing is read yet."""
        self._data, self._file = data, root / data.evaluation
        self.spec = json.dumps({"reply": "tags", "labels": data.labels})

    def examples(self) -> Sequence[Example]:
        """Read the evaluation set: the words of each sentence as `predict` will get them, and its tags with spaces between them."""
        data, file = self._data, self._file
        if wrong := [label for label in data.labels if not _TAG.fullmatch(label)]:
            raise BadInput(file, f"the course's label {wrong[0]!r} is no tag: O, B-… and I-… are", code="tag")
        with reading(file):
            names = class_names(file, data.label)
            return [self._example(row, given, tags, names) for row, (given, tags) in enumerate(rows(file, data.input, data.label))]

    def _example(self, row: int, given: object, tags: object, names: Sequence[str]) -> Example:
        data, file = self._data, self._file
        if not isinstance(given, list) or not all(isinstance(word, str) for word in given):
            raise BadInput(file, f"row {row} of {data.input!r} is no list of words", code="no-words")
        if not given:
            raise BadInput(file, f"row {row} of {data.input!r} has no word", code="empty")
        if not isinstance(tags, list) or len(tags) != len(given):
            found = f"{len(tags)} tags" if isinstance(tags, list) else "no list of tags"
            raise BadInput(file, f"row {row} has {len(given)} words in {data.input!r} and {found} in {data.label!r}", code="length")
        wanted = [class_index(file, tag, names, data.labels, f"row {row} of {data.label!r}") for tag in tags]
        return Example(request({"tokens": given}), INDEX.size * len(given), " ".join(data.labels[index] for index in wanted))

    def read(self, payload: bytes) -> str:
        """Read the tags of a sentence."""
        labels = self._data.labels
        return " ".join(labels[read_index(payload[at : at + INDEX.size], len(labels))] for at in range(0, len(payload), INDEX.size))

    def score(self, predictions: Sequence[Prediction], references: Sequence[Reference], population: int) -> tuple[Measurement, ...]:
        """Precision, recall and F1 of whole entities, and the accuracy of tokens, all by seqeval in its default mode.

        It reads tags as conlleval does: an I- that follows no entity of its type begins one. On predictions that are sound
        IOB2 its strict mode says the same. Entities of all types count together; intervals come from drawing sentences again.
        """
        from seqeval.metrics import accuracy_score
        from seqeval.metrics.sequence_labeling import precision_recall_fscore_support

        wanted, predicted = [str(each).split() for each in references], [str(each).split() for each in predictions]
        values = precision_recall_fscore_support(wanted, predicted, average="micro", zero_division=0)
        count = len(wanted)
        return (
            *(
                resampled(metric, float(value), entities(metric, predicted, wanted), count, population)
                for metric, value in zip(_FOUND, values, strict=False)
            ),
            resampled(Metric.ACCURACY, float(accuracy_score(wanted, predicted)), tokens(predicted, wanted), count, population),
        )


def entities(metric: Metric, predicted: Sequence[list[str]], wanted: Sequence[list[str]]) -> Statistic:
    """Make the statistic of a metric over the entities of the sentences that are drawn."""
    import numpy as np
    from seqeval.metrics.sequence_labeling import get_entities

    found = [(set(get_entities(own)), set(get_entities(true))) for own, true in zip(predicted, wanted, strict=True)]
    counts = np.array([(len(own & true), len(own), len(true)) for own, true in found], np.float64)
    return lambda drawn: ratios(*(column[drawn].sum(axis=1) for column in counts.T))[metric]


def tokens(predicted: Sequence[list[str]], wanted: Sequence[list[str]]) -> Statistic:
    """Make the statistic of the share of tokens, in the sentences that are drawn, whose tag is right."""
    import numpy as np

    counts = np.array([(sum(map(str.__eq__, own, true)), len(true)) for own, true in zip(predicted, wanted, strict=True)], np.float64)
    return lambda drawn: divided(*(column[drawn].sum(axis=1) for column in counts.T))
