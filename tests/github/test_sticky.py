from __future__ import annotations

import html
import re

import cmarkgfm
from hypothesis import given
from hypothesis import strategies as st

from grader.core.review import LineComment
from grader.github.port import Comment
from grader.github.sticky import Mark, code_span, compose, find, fit
from tests.github.conftest import HEAD, NEXT

BOT = "github-actions[bot]"
marks = st.builds(Mark, head_sha=st.from_regex(r"[0-9a-f]{40}", fullmatch=True), run=st.integers(0, 10**15))
pieces = st.sampled_from(
    ["```\n", "````python\n", "~~~\n", "<details>\n", "</details>\n", "`<details>` as text\n", "| ж | я |\n", "word ", "\n"]
)
markdown = st.lists(pieces, max_size=200).map("".join)


@given(marks, st.text())
def test_a_mark_is_read_back(mark: Mark, text: str) -> None:
    assert Mark.read(f"{mark}\n{text}") == Mark.read(f"{mark}\r\n{text}") == mark


def test_only_the_whole_first_line_is_a_mark() -> None:
    mark = str(Mark(head_sha=HEAD, run=1))
    for body in ("", f"\n{mark}", f"> {mark}", f"{mark} tail", mark.replace("a", "g"), mark.upper()):
        assert Mark.read(body) is None


def test_ours_are_found_by_author_and_mark_oldest_first() -> None:
    mark = Mark(head_sha=HEAD, run=1)
    thread = [
        Comment(id=3, author=BOT, body=f"{mark}\nlater", url=""),
        Comment(id=1, author="student", body=f"{mark}\npasted", url=""),
        Comment(id=2, author=BOT, body=f"{mark}\nfirst", url=""),
        Comment(id=4, author=BOT, body="another workflow", url=""),
    ]
    assert [comment.id for comment, _ in find(thread, BOT)] == [2, 3]


@given(marks, marks)
def test_the_present_commit_outranks_every_run(one: Mark, other: Mark) -> None:
    head = one.head_sha
    if other.head_sha == head:
        assert (one.rank(head) > other.rank(head)) == (one.run > other.run)
    else:
        assert one.rank(head) > other.rank(head)


def test_a_comment_without_a_line_keeps_its_place_and_text() -> None:
    folded = (LineComment(path="a`b\n# c.py", line=3, body="look\n"),)
    text = compose(Mark(head_sha=HEAD, run=1), "body\n", folded, HEAD)
    assert text.endswith("### Замечания к другим строкам · Remarks on other lines\n\n**``a`b # c.py:3``**\n\nlook")
    assert "newer commit" in compose(Mark(head_sha=HEAD, run=1), "body", (), NEXT)


@given(markdown, st.integers(700, 2000))
def test_a_cut_fits_and_reads_well(text: str, limit: int) -> None:
    result = fit(text, limit)
    assert len(result.encode()) <= limit
    if len(text.encode()) <= limit:
        assert result == text
        return
    kept, _, note = result.rpartition("\n---\n")
    assert text.startswith(kept)
    assert "review.md" in note
    rendered = cmarkgfm.github_flavored_markdown_to_html(result, cmarkgfm.cmark.Options.CMARK_OPT_UNSAFE)
    assert "is in <code>review.md</code>" in rendered  # not swallowed by a fence
    assert rendered.count("<details>") <= rendered.count("</details>") + kept.count("`<details>`")


def test_a_cut_keeps_as_much_as_it_can() -> None:
    text = "| row |\n" * 20_000
    assert len(fit(text).encode()) > 59_000


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(lambda text: text.strip(" ") == text))
def test_a_code_span_shows_any_text_as_it_is(text: str) -> None:
    rendered = cmarkgfm.github_flavored_markdown_to_html(f"**{code_span(text)}**")
    shown = re.search(r"<code>(.*)</code>", rendered, re.DOTALL)
    assert shown
    assert html.unescape(shown[1]) == "".join(letter if letter.isprintable() else " " for letter in text)
