"""How pieces of evidence are worded."""

from __future__ import annotations

from collections.abc import Sequence

from grader.core.words import Entry, Severity, Words

#: What is seen, and what it means: each in Russian, then in English.
Texts = tuple[str, str, str, str]


def note(code: str, texts: Texts) -> Entry:
    """Word something that was seen."""
    return _entry(code, Severity.NOTE, texts)


def fault(code: str, texts: Texts) -> Entry:
    """Word something that a team should mend, or be able to explain."""
    return _entry(code, Severity.WARNING, texts)


def _entry(code: str, severity: Severity, texts: Sequence[str]) -> Entry:
    ru, en, why_ru, why_en = texts
    return Entry(code=code, severity=severity, message=Words(ru=ru, en=en), why=Words(ru=why_ru, en=why_en))
