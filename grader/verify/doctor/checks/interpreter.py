"""Python and its packages, seen from inside a box."""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.finding import Finding
from grader.verify.doctor.probe import Needs, Probe
from grader.verify.doctor.trial import PACKAGES
from grader.verify.doctor.wording import bad, good

RUNS = good(
    "interpreter-runs",
    ru="Python {version} работает в песочнице и видит те же пакеты",
    en="Python {version} runs in the box and sees the same packages",
    why_ru="Код команды увидит среду курса.",
    why_en="A team's code will see the course environment.",
)
BLIND = bad(
    "interpreter-blind",
    ru="в песочнице не видны пакеты: {packages}",
    en="packages not visible in the box: {packages}",
    why_ru="В песочнице видна только среда, из которой запущен grader. Пакеты, установленные в ~/.local или доступные через PYTHONPATH, туда не "
    "попадают: поставьте их в саму среду.",
    why_en="Only the environment that grader runs from is visible in the box. Packages in ~/.local or on PYTHONPATH are not: install them "
    "into the environment itself.",
)
ENTRIES = (RUNS, BLIND)
COMMAND = "python3 -m venv .venv && .venv/bin/pip install -c constraints.txt -e '.[verify]'"


def check(probe: Probe, _: Needs) -> Iterator[Finding]:
    """Compare what is seen inside with what is installed outside."""
    inside = probe.trial.inside
    if inside is None:
        return
    lost = lost_packages(inside.packages, probe.missing)
    if lost:
        yield Finding.of(BLIND, {"packages": ", ".join(lost)}, command=COMMAND)
    else:
        yield Finding.of(RUNS, {"version": inside.python})


def lost_packages(seen: tuple[str, ...], missing: tuple[str, ...]) -> list[str]:
    """Packages that are there outside and not inside."""
    return [name for name in PACKAGES if name not in seen and name not in missing]
