"""Every rule: cases that it must see, at the marked line, and cases that it must leave alone; words in both languages."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from grader.core.words import Entry, Severity
from grader.intake.lint.lint import lint
from grader.intake.lint.rules import RULE_ENTRIES, RULES
from tests.intake.lint.support import case, marked

CASES = Path(__file__).parent / "cases"
BAD = sorted(CASES.glob("*/bad*"))
GOOD = sorted(CASES.glob("*/good*"))


def name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@pytest.mark.parametrize("path", BAD, ids=name)
def test_a_rule_sees_the_fault_at_its_line(path: Path) -> None:
    project = case(path)
    found = [problem for problem in lint(project, RULES) if problem.code == path.parent.name]
    places = {(place.path, place.line) for problem in found for place in (problem.place, *problem.also)}
    assert found, "nothing was seen"
    assert not marked(project) or places == marked(project)


@pytest.mark.parametrize("path", GOOD, ids=name)
def test_a_rule_leaves_good_code_alone(path: Path) -> None:
    assert path.parent.name not in {problem.code for problem in lint(case(path), RULES)}


@pytest.mark.parametrize("entry", RULE_ENTRIES, ids=lambda entry: entry.code)
def test_a_rule_has_cases_words_and_examples(entry: Entry) -> None:
    assert [path for path in BAD if path.parent.name == entry.code], "a case that it must see"
    assert [path for path in GOOD if path.parent.name == entry.code] or entry.severity is Severity.PRAISE, "a case that it must leave alone"
    for words in (entry.message, entry.why):
        assert words.ru.strip() and words.en.strip() and words.ru != words.en
    if entry.severity is not Severity.PRAISE:
        assert entry.wrong and entry.right and entry.right.count("\n") <= 6
        ast.parse(entry.right)


def test_every_case_belongs_to_a_rule() -> None:
    assert {path.name for path in CASES.iterdir()} <= {entry.code for entry in RULE_ENTRIES}
