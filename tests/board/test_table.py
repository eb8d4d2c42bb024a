"""Lines that get into the table of a README, and everything around them that stays."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.board.table import NoTable, cells, fault_of_line, merged_readme, results_table
from grader.core.record import RecordRow
from tests.board.build import DELIMITER, HEADER, line, read, readmes, record, row, rows

README = f"# Lesson\n\n{HEADER}\n{DELIMITER}\n{line('theirs', 5, 1.0)}\n\nafter"


def lines_of(text: str) -> list[str]:
    return re.split(r"\r\n|\n|\r", text)


@given(text=readmes(), new=rows)
def test_merging_twice_is_merging_once(text: str, new: tuple[RecordRow, ...]) -> None:
    once = merged_readme(text, None, new, read)
    assert merged_readme(once, record(*new), new, read) == once


@given(text=readmes(), old=rows, new=rows)
def test_replacing_twice_is_replacing_once(text: str, old: tuple[RecordRow, ...], new: tuple[RecordRow, ...]) -> None:
    before = merged_readme(text, None, old, read)
    once = merged_readme(before, record(*old), new, read)
    both = tuple({one.key: one for one in (*old, *new)}.values())
    assert merged_readme(once, record(*both), new, read) == once
    assert Counter(lines_of(once)) + Counter({"": 1}) >= Counter(one.line for one in both)


@given(text=readmes(), ours=rows, theirs=rows)
def test_two_teams_in_either_order_give_the_same_lines(text: str, ours: tuple[RecordRow, ...], theirs: tuple[RecordRow, ...]) -> None:
    one = merged_readme(merged_readme(text, None, ours, read), None, theirs, read)
    other = merged_readme(merged_readme(text, None, theirs, read), None, ours, read)
    assert Counter(lines_of(one)) == Counter(lines_of(other))


@given(text=readmes(), old=rows, new=rows)
def test_every_other_byte_stays(text: str, old: tuple[RecordRow, ...], new: tuple[RecordRow, ...]) -> None:
    """What stood before the new lines and after them is the whole of the old text, cut at the end of its table."""
    table = results_table(text, read)
    parts = re.split(r"(\r\n|\n|\r)", text)
    before, after = "".join(parts[: 2 * table.end_line - 1]), "".join(parts[2 * table.end_line - 1 :])
    merged = merged_readme(text, None, old, read)
    assert merged.startswith(before)
    assert merged.endswith(after)
    replaced = merged_readme(merged, record(*old), new, read)
    assert replaced.startswith(before)
    assert replaced.endswith(after)
    added = lines_of(replaced.removeprefix(before)[: len(replaced) - len(before) - len(after)])
    both = {one.key: one.line for one in (*old, *new)}
    assert added[1:] == list(both.values())  # in the order of their first merging


@given(text=readmes(), new=rows.filter(bool))
def test_the_reader_finds_what_was_merged(text: str, new: tuple[RecordRow, ...]) -> None:
    merged = merged_readme(text, None, new, read)
    found = {lines_of(merged.removeprefix("\ufeff"))[one.line - 1] for one in results_table(merged, read).rows}
    assert {one.line for one in new} <= found


def test_a_replaced_line_keeps_its_place() -> None:
    first = merged_readme(README, None, [row(number=1), row(number=2), row(number=3)], read)
    second = merged_readme(first, record(row(number=1), row(number=2), row(number=3)), [row(number=2, size=9.0), row(number=4)], read)
    assert second == first.replace(line("vit", 2, 2.0), line("vit", 2, 9.0)).replace("\n\nafter", f"\n{line('vit', 4, 2.0)}\n\nafter")


def test_a_line_that_somebody_aligned_is_found_again() -> None:
    text = merged_readme(README, None, [row()], read).replace("| vit |", "| vit    |")
    merged = merged_readme(text, record(row()), [row(size=9.0)], read)
    assert merged == text.replace("| vit    | Clustering, 32 clusters | 2.0 |", "| vit | Clustering, 32 clusters | 9.0 |")


def test_a_line_that_somebody_took_out_does_not_come_back_by_itself() -> None:
    assert merged_readme(README, record(row()), [row()], read) == README
    assert line("vit", 32, 9.0) in merged_readme(README, record(row()), [row(size=9.0)], read)


def test_the_very_line_of_another_team_is_not_ours() -> None:
    text = merged_readme(README, None, [row("theirs", 5, 1.0)], read)
    assert text.count(line("theirs", 5, 1.0)) == 2


def test_a_row_of_another_table_with_the_same_text_is_left_alone() -> None:
    text = merged_readme(README, None, [row()], read) + f"\n\n{HEADER}\n{DELIMITER}\n{row().line}\n"
    assert merged_readme(text, record(row()), [row(size=9.0)], read).endswith(f"{row().line}\n")


@pytest.mark.parametrize("text", ["", "# Lesson\n", "| a | b |\n|---|---|\n", f"```\n{HEADER}\n{DELIMITER}\n```\n", f"{HEADER}\n"])
def test_without_a_results_table_nothing_can_be_merged(text: str) -> None:
    with pytest.raises(NoTable):
        merged_readme(text, None, [row()], read)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (row().line, None),
        ("a | b | c | d", None),
        ("| `a\\|b` | b | c | d |", None),
        ("|\ta | b | c | d |  ", None),
        ("| a | b | c |", "merge-line-cells"),
        ("| a | b | c | d | e |", "merge-line-cells"),
        ("| a | b \\| c | d |", "merge-line-cells"),
        ("", "merge-line-cells"),
        ("| a | b | c | <!-- d |", "merge-line-comment"),
        ("| a | b | c | d --> |", "merge-line-comment"),
        ("| a | b | c | d |\n| e |", "merge-line-control"),
        ("| a | b | c | d |\r", "merge-line-control"),
        ("| a | b | c | d\u2028 |", "merge-line-control"),
        ("| a | b | c | \u202ed |", "merge-line-control"),
        ("| a | b | c | \x1b[31md |", "merge-line-control"),
        ("| a | b | c | \ufffd |", "merge-line-control"),
    ],
)
def test_a_line_is_one_row_of_the_table_and_nothing_else(text: str, fault: str | None) -> None:
    found = fault_of_line(text, 4)
    assert (found and found.code) == fault


@given(st.lists(st.text(st.characters(exclude_characters="|\\\n\r", exclude_categories=["Cs"]), max_size=8), min_size=1, max_size=6))
def test_cells_come_back_from_a_row(texts: list[str]) -> None:
    assert cells(f"| {' | '.join(texts)} |") == [text.strip() for text in texts]
