"""Disk for the artifact that is measured."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from grader.core.finding import Finding
from grader.core.words import Facts
from grader.verify.doctor.probe import Needs, Probe
from grader.verify.doctor.wording import bad, good

ENOUGH = good(
    "disk-enough",
    ru="в {directory} свободно {free_mb} МБ",
    en="{free_mb} MB are free in {directory}",
    why_ru="Здесь лежит копия артефакта, пока его измеряют.",
    why_en="A copy of the artifact lies here while it is measured.",
)
SHORT = bad(
    "disk-short",
    ru="в {directory} свободно {free_mb} МБ, а артефакту позволено {need_mb} МБ",
    en="{free_mb} MB are free in {directory}, but an artifact may take {need_mb} MB",
    why_ru="Разрешённый артефакт не поместится, и запуск закончится сбоем на нашей стороне. Освободите место или укажите другой каталог в TMPDIR.",
    why_en="An artifact that is allowed would not fit, and its run would end in a failure on our side. Make room, or give another "
    "directory in TMPDIR.",
)
ENTRIES = (ENOUGH, SHORT)


def check(probe: Probe, needs: Needs) -> Iterator[Finding]:
    """Compare with what the course allows."""
    free, directory = probe.storage.disk_mb, probe.storage.temporary
    if free < needs.artifact_mb:
        facts: Facts = {"directory": directory, "free_mb": free, "need_mb": needs.artifact_mb}
        yield Finding.of(SHORT, facts, command=f"sudo du -xhd1 {shlex.quote(directory)} | sort -h | tail")
    else:
        yield Finding.of(ENOUGH, {"directory": directory, "free_mb": free})
