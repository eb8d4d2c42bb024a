"""`# grader: ignore[code] reason`."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from grader.intake.lint.silence import silences


def test_a_comment_holds_for_its_line() -> None:
    found = silences(["x = 1  # grader: ignore[no-warm-up] прогрев в другой ячейке", "y = 2"])
    assert found.reason("no-warm-up", 1) == "прогрев в другой ячейке"
    assert not found.reason("no-warm-up", 2)
    assert not found.reason("timed-once", 1)


def test_a_comment_that_stands_alone_holds_for_the_next_code() -> None:
    found = silences(["# grader: ignore[a-b, c] because", "", "# another", "x = 1", "y = 2"])
    assert (found.reason("a-b", 4), found.reason("c", 4)) == ("because", "because")
    assert not found.reason("c", 5)


def test_a_comment_without_a_reason_still_silences() -> None:
    found = silences(["x = 1  #grader:ignore[code]"])
    assert found.reason("code", 1) == "-"
    assert found.anywhere("code") == "-"
    assert not found.anywhere("other")


def test_a_comment_at_the_end_of_the_file_holds_for_itself() -> None:
    assert silences(["x = 1", "# grader: ignore[code] end"]).reason("code", 2) == "end"


def test_what_is_no_such_comment_silences_nothing() -> None:
    lines = ["grader: ignore[code]", "# grader: ignore", "# grader: ignore[]", "# grader ignore[code]", "# grader: ignore[CODE]"]
    assert not silences(lines).lines


@given(st.lists(st.text(max_size=60), max_size=8))
def test_any_lines_can_be_read(lines: list[str]) -> None:
    assert all(1 <= line <= len(lines) for line in silences(lines).lines)
