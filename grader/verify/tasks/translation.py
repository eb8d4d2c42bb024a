"""Translation: one text in, one text out, BLEU."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from grader.core.measurement import Measurement
from grader.course import DataSet
from grader.verify.tasks.bleu import bleu
from grader.verify.tasks.reading import read_text
from grader.verify.tasks.task import Example, Prediction, Reference
from grader.verify.tasks.texts import SPEC, text_examples


class Translation:
    """BLEU over a parquet file with a column for each language."""

    name: ClassVar[str] = "translation"
    adapter: ClassVar[str] = "text_to_text.py"
    spec = SPEC

    def __init__(self, data: DataSet, root: Path) -> None:
        """Describe the task; nothing is read yet."""
        self._data, self._file = data, root / data.evaluation

    def examples(self) -> Sequence[Example]:
        """Read the evaluation set, as it is written."""
        return text_examples(self._file, self._data.input, self._data.label)

    def read(self, payload: bytes) -> str:
        """Read a text."""
        return read_text(payload)

    def score(self, predictions: Sequence[Prediction], references: Sequence[Reference], population: int) -> tuple[Measurement, ...]:
        """BLEU of all sentences together."""
        return (bleu([str(each) for each in predictions], [str(each) for each in references], population),)
