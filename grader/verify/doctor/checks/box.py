"""Whether a box starts at all, and how long it takes."""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.finding import Finding
from grader.verify.doctor.probe import Needs, Probe
from grader.verify.doctor.wording import bad, good

STARTS = good(
    "box-starts",
    ru="песочница запускается и завершается за {milliseconds} мс",
    en="a box starts and ends in {milliseconds} ms",
    why_ru="Медиана пяти запусков `/usr/bin/true`.",
    why_en="The median of five starts of `/usr/bin/true`.",
)
FAILS = bad(
    "box-fails",
    ru="песочница не работает: {failure}",
    en="a box does not work: {failure}",
    why_ru="Запустить код без песочницы нельзя, поэтому не запускается ничего. Сначала исправьте остальное, отмеченное знаком ✗; если такого "
    "нет, смотрите, что говорит сам bubblewrap.",
    why_en="Code is never run without a box, so nothing runs. First fix whatever else is marked ✗; if there is nothing, see what "
    "bubblewrap itself says.",
)
ENTRIES = (STARTS, FAILS)
COMMAND = "bwrap --unshare-all --ro-bind / / true"


def check(probe: Probe, _: Needs) -> Iterator[Finding]:
    """Tell both where the first boxes ran and a later one failed."""
    trial = probe.trial
    if trial.milliseconds is not None:
        yield Finding.of(STARTS, {"milliseconds": round(trial.milliseconds, 1)})
    if trial.failure:
        yield Finding.of(FAILS, {"failure": trial.failure}, command=COMMAND if probe.bubblewrap.path else None)
