"""Whether a box stands still while another is measured."""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.finding import Finding
from grader.verify.doctor.probe import Needs, Probe
from grader.verify.doctor.wording import bad, good

STILL = good(
    "box-freezes",
    ru="песочница замораживается и продолжает работу",
    en="a box freezes and goes on",
    why_ru="Пока измеряется одна модель, другая не может незаметно работать.",
    why_en="While one model is measured, the other cannot work unnoticed.",
)
RESTLESS = bad(
    "box-restless",
    ru="песочница не замораживается",
    en="a box does not freeze",
    why_ru="Пока измеряется одна модель, другая могла бы занимать процессор, и время ничего бы не значило. Посмотрите, что пишет ядро.",
    why_en="While one model is measured, the other could use the processor, and times would mean nothing. See what the kernel says.",
)
ENTRIES = (STILL, RESTLESS)


def check(probe: Probe, _: Needs) -> Iterator[Finding]:
    """Look at whether a program that writes all the time fell silent, and then went on."""
    if probe.trial.freezes is not None:
        yield Finding.of(STILL) if probe.trial.freezes else Finding.of(RESTLESS, command="sudo dmesg | tail -n 30")
