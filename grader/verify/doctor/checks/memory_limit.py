"""What happens to a program that takes twice the memory it may have."""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.finding import Finding
from grader.verify.doctor.probe import Needs, Probe
from grader.verify.doctor.wording import bad, good, less
from grader.verify.sandbox import Cause

HELD = good(
    "memory-held",
    ru="предел памяти держится: из {limit} МиБ программа получила {peak}",
    en="the memory limit holds: allowed {limit} MiB, a program got {peak}",
    why_ru="Программа пыталась взять вдвое больше.",
    why_en="The program tried to take twice as much.",
)
PASSED = less(
    "memory-passed",
    ru="предел памяти замечен с опозданием: из {limit} МиБ программа успела взять {peak}",
    en="the memory limit was noticed late: allowed {limit} MiB, a program could take {peak}",
    why_ru="Без контрольных групп память проверяется раз в 20 мс, и быстрая программа успевает взять больше.",
    why_en="Without control groups memory is checked every 20 ms, and a quick program can take more in between.",
)
LOOSE = bad(
    "memory-loose",
    ru="предел памяти не держится: программа взяла вдвое больше {limit} МиБ и не была остановлена ({cause})",
    en="the memory limit does not hold: a program took twice {limit} MiB and was not stopped ({cause})",
    why_ru="Программа могла бы занять всю память машины. Чаще всего контрольную группу подменяет внешний контейнер: запускайте вне контейнера.",
    why_en="A program could take all the memory of the machine. Most often an outer container stands in for the control group: run outside the container.",
)
ENTRIES = (HELD, PASSED, LOOSE)


def check(probe: Probe, _: Needs) -> Iterator[Finding]:
    """Look at how it ended, and how far it came."""
    memory = probe.trial.memory
    if memory is None:
        return
    if memory.cause is not Cause.MEMORY:
        yield Finding.of(LOOSE, {"limit": memory.limit, "cause": memory.cause.value})
    elif memory.peak is not None and memory.peak > memory.limit:
        yield Finding.of(PASSED, {"limit": memory.limit, "peak": memory.peak})
    else:
        yield Finding.of(HELD, {"limit": memory.limit, "peak": memory.limit if memory.peak is None else memory.peak})
