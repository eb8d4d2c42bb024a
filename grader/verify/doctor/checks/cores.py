"""Cores: enough for the program and for the one who times it."""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.finding import Finding
from grader.verify.doctor.probe import Needs, Probe
from grader.verify.doctor.wording import good, less

ENOUGH = good(
    "cores-enough",
    ru="ядер процессора: {cores}",
    en="{cores} cores",
    why_ru="Измеряемой программе и измерителю хватает отдельных ядер.",
    why_en="The measured program and its supervisor have cores of their own.",
)
FEW = less(
    "cores-few",
    ru="ядер процессора: {cores}, потоков у измеряемой программы: {threads}",
    en="processor cores: {cores}, threads of the measured program: {threads}",
    why_ru="Программа и измеритель делят ядра, поэтому время растёт, как и его разброс. Нужно хотя бы на одно ядро больше, чем "
    "`measuring.threads` в файле курса.",
    why_en="Program and supervisor share cores, so times become longer and scatter more. There should be at least one core more than "
    "`measuring.threads` of the course file.",
)
ENTRIES = (ENOUGH, FEW)


def check(probe: Probe, needs: Needs) -> Iterator[Finding]:
    """Count those that this process may use."""
    cores = probe.processor.cores
    if cores > needs.threads:
        yield Finding.of(ENOUGH, {"cores": cores})
    else:
        yield Finding.of(FEW, {"cores": cores, "threads": needs.threads})
