"""What happens to a program that forks without end."""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.finding import Finding
from grader.verify.doctor.probe import Needs, Probe
from grader.verify.doctor.wording import bad, good
from grader.verify.sandbox import Cause

HELD = good(
    "processes-held",
    ru="предел числа процессов держится: {limit}",
    en="the process limit holds: {limit}",
    why_ru="Программа, которая порождала процессы без конца, остановлена.",
    why_en="A program that forked without end was stopped.",
)
LOOSE = bad(
    "processes-loose",
    ru="предел числа процессов ({limit}) не держится: программа не остановлена ({cause})",
    en="the process limit ({limit}) does not hold: the program was not stopped ({cause})",
    why_ru="Лавина процессов заняла бы всю машину. Чаще всего контрольную группу подменяет внешний контейнер: запускайте вне контейнера.",
    why_en="A fork bomb would take the whole machine. Most often an outer container stands in for the control group: run outside the container.",
)
ENTRIES = (HELD, LOOSE)


def check(probe: Probe, _: Needs) -> Iterator[Finding]:
    """Look at how it ended."""
    processes = probe.trial.processes
    if processes is None:
        return
    if processes.cause is Cause.PROCESSES:
        yield Finding.of(HELD, {"limit": processes.limit})
    else:
        yield Finding.of(LOOSE, {"limit": processes.limit, "cause": processes.cause.value})
