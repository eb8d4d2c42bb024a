"""Labels: GitHub makes those that lack at their first use, without a colour that means anything."""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.finding import Finding
from grader.core.words import Severity, Words
from grader.github.doctor.probe import Place, Settings, entry

GOOD = entry(
    Severity.NOTE, "labels-there",
    Words(ru="метки на месте: {count}", en="the labels are there: {count}"),
    Words(ru="Бот ставит и снимает только метки, которые начинаются с `grader: `.", en="The bot sets and removes only labels that begin with `grader: `."),
)  # fmt: skip
MISSING = entry(
    Severity.WARNING, "labels-missing",
    Words(ru="нет меток: {names}", en="labels are missing: {names}"),
    Words(
        ru="GitHub создаст их при первой надобности, но все одного цвета.",
        en="GitHub will make them when they are first needed, but all of one colour.",
    ),
)  # fmt: skip
ENTRIES = (GOOD, MISSING)


def check(place: Place, settings: Settings) -> Iterator[Finding]:
    """Compare the labels."""
    present = {label["name"].casefold() for label in settings.setting("labels?per_page=100") or []}
    missing = [name for name in place.labels if name.casefold() not in present]
    if missing:
        command = " && ".join(f"gh label create '{name}' --repo {place.repository}" for name in missing)
        yield Finding.of(MISSING, {"names": ", ".join(missing)}, command=command)
    else:
        yield Finding.of(GOOD, {"count": len(place.labels)})
