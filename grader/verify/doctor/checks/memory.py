"""Memory that is free for the boxes."""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.finding import Finding
from grader.verify.doctor.probe import Needs, Probe
from grader.verify.doctor.wording import bad, good, less

ENOUGH = good(
    "memory-enough",
    ru="свободной памяти {free_mb} МБ",
    en="{free_mb} MB of memory are free",
    why_ru="Хватает на две песочницы разом: исходная и сжатая модели измеряются по очереди, но загружены одновременно.",
    why_en="Enough for two boxes at once: the original and the candidate take turns and are loaded at the same time.",
)
TIGHT = less(
    "memory-tight",
    ru="свободной памяти {free_mb} МБ, а две песочницы вправе занять {need_mb} МБ",
    en="{free_mb} MB of memory are free, but two boxes may take {need_mb} MB",
    why_ru="Большие модели могут не поместиться: тогда запуск закончится сбоем на нашей стороне. Закройте лишнее или уменьшите "
    "`limits.memory_mb` в файле курса.",
    why_en="Large models may not fit: such a run then ends in a failure on our side. Close what is not needed, or lower "
    "`limits.memory_mb` in the course file.",
)
SHORT = bad(
    "memory-short",
    ru="свободной памяти {free_mb} МБ, а одной песочнице положено {need_mb} МБ",
    en="{free_mb} MB of memory are free, but one box is entitled to {need_mb} MB",
    why_ru="Машина не может дать команде обещанного. Закройте лишнее, возьмите машину побольше или уменьшите `limits.memory_mb` в файле курса.",
    why_en="The machine cannot give a team what was promised. Close what is not needed, use a larger machine, or lower `limits.memory_mb` in "
    "the course file.",
)
ENTRIES = (ENOUGH, TIGHT, SHORT)
COMMAND = "ps -eo pid,user,rss,comm --sort=-rss | head"


def check(probe: Probe, needs: Needs) -> Iterator[Finding]:
    """Compare with what the course allows."""
    free = probe.storage.memory_mb
    if free < needs.memory_mb:
        yield Finding.of(SHORT, {"free_mb": free, "need_mb": needs.memory_mb}, command=COMMAND)
    elif free < 2 * needs.memory_mb:
        yield Finding.of(TIGHT, {"free_mb": free, "need_mb": 2 * needs.memory_mb}, command=COMMAND)
    else:
        yield Finding.of(ENOUGH, {"free_mb": free})
