"""The packages that measuring needs, in the environment of the supervisor."""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.finding import Finding
from grader.verify.doctor.probe import Needs, Probe
from grader.verify.doctor.trial import PACKAGES
from grader.verify.doctor.wording import bad, good

FOUND = good(
    "packages-found",
    ru="пакеты на месте: {packages}",
    en="packages: {packages}",
    why_ru="Они нужны, чтобы читать наборы данных, запускать модели и считать интервалы.",
    why_en="They read the data sets, run the models and compute the intervals.",
)
MISSING = bad(
    "packages-missing",
    ru="не установлены пакеты: {packages}",
    en="packages are not installed: {packages}",
    why_ru="Без них `grader check` работает, а `grader run` и проверка — нет. Ставьте из каталога репозитория.",
    why_en="`grader check` works without them; `grader run` and grading do not. Install from the repository's directory.",
)
ENTRIES = (FOUND, MISSING)
COMMAND = "pip install -c constraints.txt -e '.[verify]'"


def check(probe: Probe, _: Needs) -> Iterator[Finding]:
    """Look at which are missing."""
    if probe.missing:
        yield Finding.of(MISSING, {"packages": ", ".join(probe.missing)}, command=COMMAND)
    else:
        yield Finding.of(FOUND, {"packages": ", ".join(PACKAGES)})
