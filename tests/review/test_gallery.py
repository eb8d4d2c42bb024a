"""What people see at first, in every situation of the gallery."""

from __future__ import annotations

import re

import pytest

from grader.github.sticky import MAX_BYTES
from tests.review.gallery import SITUATIONS, page


@pytest.fixture(scope="module")
def comments() -> dict[str, str]:
    return {name: write() for name, write in SITUATIONS.items()}


def test_every_comment_is_a_page_in_which_everything_that_opens_closes(comments: dict[str, str]) -> None:
    for name, text in comments.items():
        assert len(text.encode()) <= MAX_BYTES
        shown = page(name, text)
        for tag in ("details", "table", "blockquote", "pre"):
            assert len(re.findall(rf"<{tag}[ >]", shown)) == shown.count(f"</{tag}>"), (name, tag)
        assert "&lt;details" not in shown


def test_nothing_is_said_to_have_run_before_it_has(comments: dict[str, str]) -> None:
    for name in ("first-feedback", "running"):
        assert "⏳ ждут запуска: 2 строки" in comments[name]
        assert "Баллы" not in comments[name]


def test_whoever_lacks_a_manifest_finds_it_ready_before_anything_else(comments: dict[str, str]) -> None:
    lines = comments["no-manifest"].splitlines()
    ready = next(number for number, line in enumerate(lines) if "Готовый файл" in line)
    assert ready < next(number for number, line in enumerate(lines) if "⚪" in line)


def test_of_many_rows_each_says_what_is_wrong_and_hides_the_rest(comments: dict[str, str]) -> None:
    text = comments["twelve-rows"].partition("In English")[0]
    assert text.count("Все числа этой строки") == 10
    assert text.count("❌ accuracy") == 10
    assert "Все числа этой строки" not in comments["differs"]


def test_the_two_languages_of_a_note_do_not_run_together(comments: dict[str, str]) -> None:
    noted = [text for text in comments.values() if text.splitlines()[2:3] and text.splitlines()[2].startswith(">")]
    assert len(noted) == 3
    for text in noted:
        assert re.search(r"(?m)^> .*[а-я].*\n>\n> .*[a-z]", text)
