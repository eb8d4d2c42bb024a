"""Where measurements come from, as far as it is not this commit and one machine."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.core.measurement import Machine
from grader.core.verdict import Card
from grader.core.words import Language
from grader.review.reviewing import review
from tests.review import samples

EARLIER = "9" * 40
OTHER = replace(samples.MACHINE, cpu="Beacon 3")


def body(card: Card, language: Language = Language.EN) -> str:
    return review(card, samples.CATALOGUE, [language], samples.LINES).body


def with_first(*, machine: Machine | None = None, commit: str = "") -> Card:
    first, *others = (replace(row, end=samples.DONE) for row in samples.HONEST.rows)
    return replace(samples.HONEST, rows=(replace(first, machine=machine, commit=commit), *others))


@pytest.mark.parametrize("language", Language)
def test_what_an_earlier_commit_measured_says_so(language: Language) -> None:
    assert "♻️" not in body(samples.HONEST, language)
    some = body(with_first(commit=EARLIER), language)
    assert "`9999999`" in some
    assert str(samples.HONEST.rows[0].line) in next(line for line in some.splitlines() if "♻️" in line)
    every = replace(samples.HONEST, rows=tuple(replace(row, end=samples.DONE, commit=EARLIER) for row in samples.HONEST.rows))
    assert {Language.RU: "Все измерения", Language.EN: "All measurements"}[language] in body(every, language)


def test_each_further_machine_is_named_with_its_rows() -> None:
    text = body(with_first(machine=OTHER))
    assert f"README lines {samples.HONEST.rows[0].line}" in text
    assert "Beacon 3" in text
    assert "Lantern 9" in text
    assert "Beacon 3" not in body(samples.HONEST)


def test_many_lines_are_counted() -> None:
    rows = tuple(replace(samples.HONEST.rows[0], end=samples.DONE, line=line, commit=EARLIER) for line in range(50, 70))
    told = body(replace(samples.HONEST, rows=(*rows, replace(samples.HONEST.rows[0], end=samples.DONE))))
    assert "61 and 8 more" in told
