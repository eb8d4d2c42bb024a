"""How the words of an ending become an entry of the catalogue."""

from __future__ import annotations

from grader.core.run import Ending, Owner
from grader.core.words import Entry, Severity, Words


def entry(ending: Ending, ru: str, en: str, why_ru: str, why_en: str) -> Entry:
    """Make the entry of an ending; whose it is says how much it matters."""
    severity = {Owner.THEIRS: Severity.ERROR, Owner.OURS: Severity.WARNING, Owner.NOBODY: Severity.NOTE}[ending.owner]
    return Entry(code=ending.value, severity=severity, message=Words(ru=ru, en=en), why=Words(ru=why_ru, en=why_en))
