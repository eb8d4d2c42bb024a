"""What people call metrics and outcomes when they type a command: the names of files, of headers, and of the review, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from grader.core.decision import METHOD
from grader.core.metric import Metric
from grader.core.outcome import Outcome
from grader.course.headers import HEADERS

_METRICS: Mapping[Metric, tuple[str, ...]] = {
    Metric.SIZE_MB: ("размер", "размер весов", "вес", "size", "weights"),
    Metric.GZ_MB: ("размер в gzip", "размер в gz", "размер в .gz", "gzip", "gz", ".gz", "size in gzip", "gzipped size", "size in .gz"),
    Metric.CPU_MS: ("cpu", "cpu, ms", "cpu, мс", "время на cpu", "время cpu", "time on cpu", "cpu time", "time cpu", "latency cpu"),
    Metric.GPU_MS: ("gpu", "gpu, ms", "gpu, мс", "время на gpu", "время gpu", "time on gpu", "gpu time", "time gpu", "latency gpu"),
    Metric.LATENCY_MS: ("время", "время инференса", "time", "latency"),
    Metric.RAM_MB: ("озу", "ram"),
    Metric.VRAM_MB: ("память gpu", "видеопамять", "gpu memory", "vram"),
    Metric.ACCURACY: ("accuracy", "acc", "аккуратность"),
    Metric.F1: ("f1", "f1-score", "f1 score", "f1-мера"),
    Metric.PRECISION: ("precision",),
    Metric.RECALL: ("recall", "полнота"),
    Metric.WER: ("wer",),
    Metric.CER: ("cer",),
    Metric.PPL: ("ppl", "perplexity", "перплексия"),
    Metric.BLEU: ("bleu",),
    Metric.ROUGE: ("rouge",),
    Metric.NISQA: ("nisqa",),
    Metric.LOSS: ("loss", "лосс"),
}
#: `not-claimed` is none of them: a cell without a claim has nothing to decide.
_OUTCOMES: Mapping[Outcome, tuple[str, ...]] = {
    Outcome.CONFIRMED: ("confirmed", "ok", "верно", "подтверждено"),
    Outcome.OFF: ("off", "differs", "расходится", "неверно"),
    Outcome.UNSTEADY: ("unsteady", "неустойчиво"),
    Outcome.NOT_CHECKABLE: ("not-checkable", "not checkable", "не проверить", "не проверяется"),
    Outcome.NOT_APPLICABLE: ("not-applicable", "not applicable", "неприменимо", "не применимо"),
    Outcome.BROKEN_THEIRS: ("broken-theirs", "code stopped", "код остановился"),
    Outcome.BROKEN_OURS: ("broken-ours", "our fault", "сбой у нас"),
}


def _all_metrics() -> dict[str, Metric]:
    headers = {words: Metric(name) for name, words in HEADERS.items() if name in set(Metric)}
    typed = {name: metric for metric, names in _METRICS.items() for name in (metric.value, *names)}
    return {**typed, **{text.casefold(): metric for words, metric in headers.items() for text in (words.ru, words.en)}}


METRICS: Mapping[str, Metric] = _all_metrics()
#: Of the cell that is about no metric.
METHOD_NAMES: Mapping[str, str] = {text.casefold(): METHOD for text in (HEADERS[METHOD].ru, HEADERS[METHOD].en)}
OUTCOMES: Mapping[str, Outcome] = {name: outcome for outcome, names in _OUTCOMES.items() for name in names}
