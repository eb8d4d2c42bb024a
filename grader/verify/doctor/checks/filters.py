"""The filter of system calls."""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.finding import Finding
from grader.verify.doctor.probe import Needs, Probe
from grader.verify.doctor.wording import bad

MISSING = bad(
    "filters-missing",
    ru="ядро не умеет фильтровать системные вызовы (seccomp)",
    en="the kernel has no system call filters (seccomp)",
    why_ru="Без фильтра песочница не запускается. Нужно ядро с CONFIG_SECCOMP_FILTER; оно есть во всех обычных дистрибутивах.",
    why_en="No box starts without a filter. The kernel needs CONFIG_SECCOMP_FILTER, which those of all ordinary distributions have.",
)
ENTRIES = (MISSING,)


def check(probe: Probe, _: Needs) -> Iterator[Finding]:
    """Speak only of its absence: that it works is seen in the box."""
    if not probe.kernel.filters:
        yield Finding.of(MISSING)
