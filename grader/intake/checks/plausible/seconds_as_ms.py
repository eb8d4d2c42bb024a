"""Seconds in a column of milliseconds.

False alarms: beside rows of the same model, none has been seen to be honestly faster by 250 times and more. Alone, a time is
asked about if memory of today could not even have read the weights in it (8 TB/s on a GPU, 1 TB/s on a CPU): a model that is
almost only a table of embeddings, or that skips most of its weights, does without; hence a note.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.metric import Kind, Metric
from grader.core.problem import Problem
from grader.core.table import Reading
from grader.core.words import Entry, Facts, Severity, Words
from grader.intake.digits import scale, shown
from grader.intake.sight import Sight, Subject

_WHY = Words(
    ru="`time.time()` и `perf_counter()` возвращают секунды, и без умножения на 1000 в столбец миллисекунд попадает число в тысячу раз меньше. "
    "Другая частая причина - время на GPU без `torch.cuda.synchronize()`: измерен запуск ядер, а не их работа.",
    en="`time.time()` and `perf_counter()` return seconds; without multiplying by 1000, a column of milliseconds gets a number a thousand times too "
    "small. Another common cause is a GPU timed without `torch.cuda.synchronize()`: that measures starting the kernels, not their work.",
)
ENTRY = Entry(
    code="seconds-as-ms",
    severity=Severity.WARNING,
    message=Words(
        ru="Время {cell} в сотни раз меньше, чем у той же модели в строке {line} ({other}). Не секунды ли это в столбце миллисекунд?",
        en="The time {cell} is hundreds of times below that of the same model on line {line} ({other}). Are these seconds in a column of milliseconds?",
    ),
    why=_WHY,
)
IMPLAUSIBLE = Entry(
    code="time-implausible",
    severity=Severity.NOTE,
    message=Words(
        ru="За {cell} модель размером {size} трудно даже прочитать из памяти. Проверьте единицу (не секунды ли это?) и что измерен весь инференс.",
        en="A model of {size} can hardly be read from memory in {cell}. Please check the unit (perhaps seconds?) and that all of the inference was timed.",
    ),
    why=_WHY,
)
ENTRIES = (ENTRY, IMPLAUSIBLE)

#: A thousand, give or take a factor of four for what the method really changed.
FEWEST, MOST = 250, 4000
#: MB per ms that memory can deliver at the very most.
BANDWIDTH = {Metric.CPU_MS: 1000, Metric.GPU_MS: 8000, Metric.LATENCY_MS: 8000}
#: Seconds of more than this would be a minute and more for one inference.
LONGEST = 60


def check(sight: Sight) -> Iterator[Problem]:
    """Hold every time against those of the same model and against its size."""
    for subject in sight.subjects:
        for metric, reading in subject.row.cells.items():
            if metric.kind is not Kind.TIME or reading.value >= LONGEST or scale(reading) > 1 or reading.value <= 0:
                continue
            if slow := _slow(subject, reading):
                facts: Facts = {"cell": shown(reading), "line": slow[0], "other": shown(slow[1])}
                yield Problem.of(ENTRY, sight.place(subject.row, reading), facts)
            elif (size := _unreadable(subject, reading)) is not None:
                yield Problem.of(IMPLAUSIBLE, sight.place(subject.row, reading), {"cell": shown(reading), "size": shown(size)})


def _slow(subject: Subject, reading: Reading) -> tuple[int, Reading] | None:
    """Find a row of the same model, with its line, that took about a thousand times as long."""
    for row in (*subject.originals, *subject.beside):
        other = row.cells.get(reading.metric)
        if other and row.latency_unit == subject.row.latency_unit and FEWEST <= other.value / reading.value <= MOST:
            return row.line, other
    return None


def _unreadable(subject: Subject, reading: Reading) -> Reading | None:
    """Return the size of the model if its weights cannot be read in the time; a time per token or sample may be a share."""
    size = subject.row.cells.get(Metric.SIZE_MB)
    if size is None or subject.row.latency_unit is not None:
        return None
    return size if reading.value * BANDWIDTH[reading.metric] < size.value else None
