"""Every reason has words in both languages, and every gap in them has a fact."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import pytest

import grader.judge
from grader.core.measurement import QUALITY
from grader.core.run import Disturbance, Ending
from grader.core.verdict import NOT_AUDITED
from grader.core.words import Entry, Language, Severity, catalogue
from grader.judge import memory, reasons, size

CATALOGUE = catalogue(*reasons.ENTRIES)


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("entry", reasons.ENTRIES, ids=lambda entry: entry.code)
def test_an_entry_says_the_same_in_both_languages(entry: Entry) -> None:
    assert entry.severity is Severity.NOTE
    assert gaps(entry.message.ru) == gaps(entry.message.en)
    assert not gaps(entry.why.ru) | gaps(entry.why.en), "an explanation stands alone"
    for words in (entry.message, entry.why):
        assert words.en.isascii() or set(words.en) - set(string.printable) <= set("×⁶²⁰10")
        assert any("а" <= letter <= "я" for letter in words.text(Language.RU))
        assert "\n" not in words.ru + words.en


def test_every_code_that_the_judge_writes_has_an_entry_and_the_other_way_round() -> None:
    parts = [
        node.value
        for path in Path(grader.judge.__path__[0]).glob("*.py")
        if not path.name.startswith("reasons")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    composed = {f"size-{word}-{definition}" for word in ("fits", "off") for kind in size.DEFINITIONS.values() for definition in kind}
    composed |= {f"memory-{word}-{definition}" for word in ("fits", "off") for definition in memory.DEFINITIONS}
    composed |= {f"{name}-{word}" for word in ("fits", "off") for name in ("time", "speed-up")}
    composed |= {f"quality-{word}-{name.lower()}" for word in ("fits", "off") for name in QUALITY[1:]}
    composed |= {disturbance.value for disturbance in Disturbance} | {NOT_AUDITED.reason.code}
    assert composed <= CATALOGUE.keys()
    assert CATALOGUE.keys() - composed <= set(parts)


def test_no_reason_is_called_like_an_ending() -> None:
    assert not CATALOGUE.keys() & {ending.value for ending in Ending}
