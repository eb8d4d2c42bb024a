from __future__ import annotations

import re
import unicodedata
from html.parser import HTMLParser

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.review import escape, markdown
from grader.review.blocks import Code, Fold, Text

NASTY = st.text(st.sampled_from("`|\\<>&[]()!@#*_~$:-\"'/ab1 \t\n\r\x1b\u202e\u200b\u0301é☃"), max_size=60)
ANY = NASTY | st.text(max_size=60)


class Elements(HTMLParser):
    """The elements of a rendered document, and its text outside of code."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.closed: list[str] = []
        self.outside = ""
        self.inside = ""
        self._code = 0
        rendered = cmarkgfm.github_flavored_markdown_to_html(source, Options.CMARK_OPT_UNSAFE)
        self.feed(rendered)
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.found.append(tag)
        self._code += tag == "code"

    def handle_endtag(self, tag: str) -> None:
        self.closed.append(tag)
        self._code -= tag == "code"

    def handle_data(self, data: str) -> None:
        if self._code:
            self.inside += data
        else:
            self.outside += data


@settings(deadline=None)  # a shared machine may be slow, and that is no failure
@given(ANY, ANY)
def test_a_quoted_text_is_nothing_but_code_wherever_it_stands(one: str, two: str) -> None:
    both = escape.cell(one) + escape.cell(two)
    for before, after, scaffold in (
        ("", "", ["p"]),
        ("- ", "", ["ul", "li"]),
        ("#### ❌ ", " · word", ["h4"]),
        ("| a | b |\n| --- | --- |\n| ", " | c |", ["table", "thead", "tr", "th", "th", "tbody", "tr", "td", "td"]),
    ):
        for quoted in (both, f"{escape.cell(one)} · {escape.cell(two)}"):
            seen = Elements(before + quoted + after)
            assert [tag for tag in seen.found if tag != "code"] == scaffold
            assert re.fullmatch(r"[❌ ·wordabc\n]*", seen.outside)


@settings(deadline=None)  # a shared machine may be slow, and that is no failure
@given(ANY)
def test_a_title_of_a_fold_holds_nothing_but_code(text: str) -> None:
    seen = Elements(markdown.write(Fold(title=f"✅ {escape.cell(text)}: 3", blocks=(Text(text="inside"),))))
    assert seen.found == ["details", "summary", "code", "p"]
    assert seen.outside.split() == ["✅", ":", "3", "inside"]


@settings(deadline=None)  # a shared machine may be slow, and that is no failure
@given(ANY)
def test_a_fence_holds_all_its_lines(text: str) -> None:
    seen = Elements(markdown.write(Code(text=text)) + "\n\nafter")
    assert seen.found == ["pre", "code", "p"]
    assert seen.outside.strip() == "after"
    assert seen.inside.strip("\n") == escape.block(text).strip("\n")


@settings(deadline=None)  # a shared machine may be slow, and that is no failure
@given(ANY, st.integers(2, 100))
def test_terminal_text_is_one_short_line_without_hidden_characters(text: str, limit: int) -> None:
    shown = escape.terminal(text, limit)
    assert 0 < len(shown) <= max(limit, 2)
    assert not {unicodedata.category(char) for char in shown} & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@settings(deadline=None)  # a shared machine may be slow, and that is no failure
@given(ANY)
def test_escaping_twice_changes_nothing(text: str) -> None:
    assert escape.block(escape.block(text)) == escape.block(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text, 50 %", "`plain text, 50 %`"),
        ("a|b`c", "`a¦bˋc`"),
        ("@all #1 <b>", "`@all #1 <b>`"),
        ("\x1b[31mred", "`␛[31mred`"),
        ("two\nlines", "`two␊lines`"),
        ("abc\u202etxt", "`abc⟨U+202E⟩txt`"),
        ("a\u200bb\ufeff", "`a⟨U+200B⟩b⟨U+FEFF⟩`"),
        ("a\u3164b", "`a⟨U+3164⟩b`"),
        ("a\xa0b", "`a b`"),
        ("z" + "\u0301" * 40, "`z" + "\u0301" * 3 + "`"),
        ("", '`""`'),
        ("x" * 100, "`" + "x" * 79 + "…`"),
    ],
)
def test_what_a_reader_sees(text: str, shown: str) -> None:
    assert escape.cell(text) == shown


def test_a_log_keeps_its_end_and_every_state_of_a_progress_bar() -> None:
    tail = escape.log_tail("start\n" + "x" * 50 + "\r10 %\r\n\x1b[32mdone\n", limit=30)
    assert tail.startswith("…x")
    assert tail.endswith("x\n10 %\n␛[32mdone")
