"""What else the machine is doing."""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.finding import Finding
from grader.verify.doctor.probe import Needs, Probe
from grader.verify.doctor.wording import good, less

MARGIN = 0.5
"""Cores that may be busy with something else besides: the supervisor itself needs a part of one."""

QUIET = good(
    "machine-quiet",
    ru="машина не занята: средняя нагрузка {load}",
    en="the machine is idle: load average {load}",
    why_ru="Время измеряется без помех.",
    why_en="Times are measured undisturbed.",
)
BUSY = less(
    "machine-busy",
    ru="машина занята: средняя нагрузка {load}, ядер {cores}",
    en="the machine is busy: load average {load} on {cores} cores",
    why_ru="Время окажется разбросанным, и вместо вердикта выйдет «unsteady». Остановите то, что работает рядом; на машине для проверки не "
    "должно работать ничего другого.",
    why_en="Times will scatter, and verdicts will be `unsteady`. Stop whatever else is running: a grading machine should run nothing else.",
)
ENTRIES = (QUIET, BUSY)
COMMAND = "ps -eo pid,user,pcpu,comm --sort=-pcpu | head"


def check(probe: Probe, needs: Needs) -> Iterator[Finding]:
    """Compare the load of the last minute with the cores that measuring leaves over."""
    processor = probe.processor
    load = round(processor.load, 2)
    spare = max(processor.cores - needs.threads - MARGIN, MARGIN)
    if processor.load <= spare:
        yield Finding.of(QUIET, {"load": load})
    else:
        yield Finding.of(BUSY, {"load": load, "cores": processor.cores}, command=COMMAND)
