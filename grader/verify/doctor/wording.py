"""How the checks word what they find: an entry of the catalogue for each grade."""

from __future__ import annotations

from grader.core.words import Entry, Severity, Words


def good(code: str, *, ru: str, en: str, why_ru: str, why_en: str) -> Entry:
    """Word something that is as it should be; the second pair says what it is good for."""
    return Entry(code=code, severity=Severity.NOTE, message=Words(ru=ru, en=en), why=Words(ru=why_ru, en=why_en))


def less(code: str, *, ru: str, en: str, why_ru: str, why_en: str) -> Entry:
    """Word something that lessens what the machine can promise; the second pair says by how much."""
    return Entry(code=code, severity=Severity.WARNING, message=Words(ru=ru, en=en), why=Words(ru=why_ru, en=why_en))


def bad(code: str, *, ru: str, en: str, why_ru: str, why_en: str) -> Entry:
    """Word something without which nothing can be graded here; the second pair says why."""
    return Entry(code=code, severity=Severity.ERROR, message=Words(ru=ru, en=en), why=Words(ru=why_ru, en=why_en))
