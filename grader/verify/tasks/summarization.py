"""Summarization: one text in, a short one out, ROUGE and BLEU."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from grader.core.measurement import Definition, Measurement
from grader.core.metric import Metric
from grader.course import DataSet
from grader.verify.tasks.bleu import bleu
from grader.verify.tasks.classification import resampled
from grader.verify.tasks.reading import read_text
from grader.verify.tasks.task import Example, Prediction, Reference
from grader.verify.tasks.texts import SPEC, text_examples

if TYPE_CHECKING:
    from grader.verify.statistics import FloatArray, IntArray

#: What `rouge-score` calls each of them; without stemming, as `evaluate` prints them.
TYPES = {"rouge1": Definition.ROUGE1, "rouge2": Definition.ROUGE2, "rougeL": Definition.ROUGEL}


class Summarization:
    """ROUGE and BLEU over a parquet file with a column of texts and one of summaries.

    ROUGE sees Latin letters and digits alone: a summary in Russian has no word for it, and is refused as a reference.
    """

    name: ClassVar[str] = "summarization"
    adapter: ClassVar[str] = "text_to_text.py"
    spec = SPEC

    def __init__(self, data: DataSet, root: Path) -> None:
        """Describe the task; nothing is read yet."""
        self._data, self._file = data, root / data.evaluation

    def examples(self) -> Sequence[Example]:
        """Read the evaluation set, as it is written."""
        return text_examples(self._file, self._data.input, self._data.label, tokens)

    def read(self, payload: bytes) -> str:
        """Read a text."""
        return read_text(payload)

    def score(self, predictions: Sequence[Prediction], references: Sequence[Reference], population: int) -> tuple[Measurement, ...]:
        """ROUGE-1, ROUGE-2 and ROUGE-L, each the mean F-measure of the summaries, 0 to 1; BLEU of all together."""
        from rouge_score.rouge_scorer import RougeScorer

        scorer = RougeScorer(list(TYPES))
        texts = [(str(wanted), str(got)) for got, wanted in zip(predictions, references, strict=True)]
        scores = [scorer.score(wanted, got) for wanted, got in texts]
        rouge = [_mean(definition, [each[kind].fmeasure for each in scores], population) for kind, definition in TYPES.items()]
        return (*rouge, bleu([got for _, got in texts], [wanted for wanted, _ in texts], population))


def tokens(text: str) -> Sequence[str]:
    """Return what ROUGE sees of a text."""
    from rouge_score.tokenize import tokenize  # not the scorer, which loads nltk

    found: Sequence[str] = tokenize(text, None)
    return found


def _mean(definition: Definition, scores: Sequence[float], population: int) -> Measurement:
    """Take the mean; summaries are what was sampled."""
    import numpy as np

    values = np.array(scores, dtype=np.float64)

    def mean(drawn: IntArray) -> FloatArray:
        found: FloatArray = values[drawn].mean(axis=1)
        return found

    return resampled(Metric.ROUGE, float(values.mean()), mean, len(scores), population, definition)
