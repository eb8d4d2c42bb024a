"""Every code that an audit can give has its words, and no words are left without a code."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from grader.core.words import Entry, Language, Severity
from grader.verify.audit.wording import ENTRIES

ROOM = Path(__file__).parents[3] / "grader/verify"
SOURCES = [*(path for path in (ROOM / "audit").rglob("*.py") if path.parent.name != "wording"), ROOM / "auditor.py"]


def test_codes_and_words_belong_together() -> None:
    said = {code for path in SOURCES for code in re.findall(r'"(audit-[a-z0-9-]+)"', path.read_text("utf-8"))}
    assert said == {entry.code for entry in ENTRIES}
    assert len(ENTRIES) == len({entry.code for entry in ENTRIES})


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.code)
def test_both_languages_have_the_same_gaps(entry: Entry) -> None:
    gaps = {language: {name for _, name, _, _ in string.Formatter().parse(entry.message.text(language)) if name} for language in Language}
    assert gaps[Language.RU] == gaps[Language.EN]
    assert all(entry.why.text(language).endswith(".") for language in Language)
    assert entry.severity in (Severity.NOTE, Severity.WARNING)
