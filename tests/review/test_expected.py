"""Whole reviews, kept as files. After a wanted change, rewrite and read them:

GRADER_REWRITE_EXPECTED=1 .venv/bin/pytest tests/review/test_expected.py
"""

from __future__ import annotations

import os
from pathlib import Path

import cmarkgfm
import pytest

from grader.core.verdict import Card
from grader.core.words import Language
from grader.review.reviewing import review
from tests.review import samples

EXPECTED = Path(__file__).parent / "expected"
CASES: dict[str, tuple[Card, tuple[Language, ...]]] = {
    "four-rows.ru-en": (samples.FOUR_ROWS, (Language.RU, Language.EN)),
    "four-rows.en": (samples.FOUR_ROWS, (Language.EN,)),
    "broken.en-ru": (samples.BROKEN, (Language.EN, Language.RU)),
    "no-manifest.ru": (samples.NO_MANIFEST, (Language.RU,)),
    "methods.ru-en": (samples.METHODS, (Language.RU, Language.EN)),
}


@pytest.mark.parametrize("name", CASES)
def test_the_whole_review_reads_as_kept(name: str) -> None:
    card, languages = CASES[name]
    made = review(card, samples.CATALOGUE, languages, samples.LINES)
    comments = "".join(f"\n<!-- comment on {one.path}:{one.line} -->\n\n{one.body}" for one in made.comments)
    text = f"<!-- {made.title} | {made.conclusion} | {', '.join(made.labels)} -->\n\n{made.body}{comments}"
    path = EXPECTED / f"{name}.md"
    if os.environ.get("GRADER_REWRITE_EXPECTED"):
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")


def test_every_expected_file_belongs_to_a_case() -> None:
    assert {path.name for path in EXPECTED.iterdir()} == {f"{name}.md" for name in CASES}


def test_tables_are_tables_to_github() -> None:
    made = review(samples.FOUR_ROWS, samples.CATALOGUE, [Language.EN], samples.LINES)
    rendered = cmarkgfm.github_flavored_markdown_to_html(made.body)
    assert rendered.count("<table>") == len(samples.FOUR_ROWS.rows) + 1
    assert "| ---" not in rendered
