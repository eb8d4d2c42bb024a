"""Core dumps that go through a program of the host."""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.finding import Finding
from grader.verify.doctor.probe import Needs, Probe
from grader.verify.doctor.wording import less

PIPED = less(
    "dumps-piped",
    ru="дамп упавшей программы передаётся программе на самой машине: {pattern}",
    en="the memory of a crashed program goes to a program of the host: {pattern}",
    why_ru="Предел RLIMIT_CORE такой дамп не остановит: каждое падение занимает диск и процессор, пока измеряется следующее.",
    why_en="RLIMIT_CORE does not stop such a dump: each crash takes up disk and processor while the next thing is measured.",
)
ENTRIES = (PIPED,)


def check(probe: Probe, _: Needs) -> Iterator[Finding]:
    """Speak only of a pipe."""
    pattern = probe.kernel.core_pattern
    if pattern.startswith("|"):
        yield Finding.of(PIPED, {"pattern": pattern}, command="sudo sysctl -w kernel.core_pattern=core")
