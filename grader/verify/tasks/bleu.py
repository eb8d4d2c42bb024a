"""BLEU as sacrebleu computes it by default, for the tasks that have it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from grader.core.measurement import Definition, Measurement
from grader.core.metric import Metric
from grader.verify.statistics import resampled_interval

if TYPE_CHECKING:
    from sacrebleu.metrics.bleu import BLEU

    from grader.verify.statistics import FloatArray, IntArray


def scorer(*, of_sentences: bool = False) -> BLEU:
    """Make what sacrebleu calls `case:mixed|eff:no|tok:13a|smooth:exp` in a signature; its version stands among those of the machine.

    The counts of a sentence are the same with an effective order; without one it warns of its scores.
    """
    from sacrebleu.metrics.bleu import BLEU

    return BLEU(tokenize="13a", smooth_method="exp", effective_order=of_sentences)


def bleu(predictions: Sequence[str], references: Sequence[str], population: int) -> Measurement:
    """Corpus BLEU, 0 to 100; its interval resamples sentences, by the counts that each adds to the corpus."""
    import numpy as np

    metric = scorer()
    value = metric.corpus_score(predictions, [references]).score
    apart = scorer(of_sentences=True)
    scores = [apart.sentence_score(got, [wanted]) for got, wanted in zip(predictions, references, strict=True)]
    counts = np.array([[each.sys_len, each.ref_len, *each.counts, *each.totals] for each in scores])

    def share(drawn: IntArray) -> FloatArray:
        sums = np.stack([column[drawn].sum(axis=1) for column in counts.T], axis=1).tolist()
        half = 2 + metric.max_ngram_order
        found = [metric.compute_bleu(row[2:half], row[half:], row[0], row[1], smooth_method=metric.smooth_method).score for row in sums]
        return np.minimum(np.array(found) / 100, 1.0)

    # as a share it has ends, 0 and 1; sacrebleu's best is 100.00000000000004
    low, high = resampled_interval(share, len(scores), population, min(value / 100, 1.0))
    return Measurement(
        metric=Metric.BLEU, definition=Definition.EVALUATION, unit=Metric.BLEU.unit,
        value=value, low=min(low * 100, value), high=max(high * 100, value), count=len(scores),
    )  # fmt: skip
