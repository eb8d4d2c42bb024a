"""Rows and headers as the course would write them: the fix, whether it is safe, and that it says the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.problem import Fix, Problem
from grader.core.table import Row
from grader.intake.canonical import with_fixes
from grader.intake.reader import read_document

HEAD = "| Модель | Метод | Размер весов | Размер в .gz (MB) | CPU (ms) | RAM (MB) | Качество |\n|---|---|---|---|---|---|---|\n"
GOOD = ["m", "int8", "40 MB", "30", "4.5", "300", "0.93 accuracy"]


def found(line: str, head: str = HEAD) -> list[Problem]:
    document = read_document((head + line).encode(), "README.md")
    return with_fixes(document.problems, document, (head + line).split("\n"), [row for table in document.results for row in table.rows])


def fix(line: str, head: str = HEAD) -> Fix | None:
    fixes = [problem.fix for problem in found(line, head) if problem.fix]
    assert len(fixes) < 2
    return fixes[0] if fixes else None


def written(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def values(line: str) -> dict[str, float]:
    (row,) = read(line)
    return {str(reading.metric): reading.value for reading in (*row.cells.values(), *row.quality)}


def read(line: str) -> list[Row]:
    return [row for table in read_document((HEAD + line).encode(), "README.md").results for row in table.rows]


@pytest.mark.parametrize(
    ("column", "cell", "new", "safe", "code"),
    [
        (2, "40", "40 MB", True, "unit-missing"),
        (2, "**40,50**", "**40.50 MB**", True, "unit-missing"),
        (2, "1.33Gb", "1361.92 MB", False, "row-form"),  # 1.33 is known to 10 MB, 1361.92 to 10 kB
        (3, "0.25 GB", "256 MB", False, "unit-mixed"),
        (4, "0.0045 s", "4.5 ms", True, "unit-mixed"),
        (4, "2 s (Intel Xeon)", "2000 ms (Intel Xeon)", False, "unit-mixed"),
        (4, "12000 мкс", "12.000 ms", True, "unit-mixed"),
        (6, "93.20%", "0.9320", None, None),  # without its name the number says nothing
        (6, "93.20% accuracy", "0.9320 accuracy", True, "row-form"),
        (6, "93,2 accuracy, 91 f1", "0.932 accuracy, 0.91 f1", True, "percent-missing"),
    ],
)
def test_a_cell_is_put_into_the_course_s_unit(column: int, cell: str, new: str, safe: bool | None, code: str | None) -> None:
    line, right = (written([*GOOD[:column], text, *GOOD[column + 1 :]]) for text in (cell, new))
    if code is None:
        assert fix(line) is None
        return
    assert fix(line) == Fix(text=right, safe=bool(safe))
    assert [problem.code for problem in found(line) if problem.fix] == [code]
    assert values(right) == pytest.approx(values(line))
    assert fix(right) is None


def test_a_row_in_the_course_s_units_is_left_alone() -> None:
    assert found(written(GOOD)) == []


def test_cells_in_each_other_s_place_are_offered_the_other_way_round() -> None:
    swapped = written([*GOOD[:4], "300 MB", "4.5 ms", GOOD[6]])
    assert fix(swapped) == Fix(text=written([*GOOD[:4], "4.5 ms", "300 MB", GOOD[6]]), safe=False)
    assert fix(written([*GOOD[:5], "4.5 ms", GOOD[6]])) is None  # one alone may be any mistake


def test_a_misspelt_header_is_spelt_right_where_that_changes_nothing() -> None:
    head = HEAD.replace("Качество", "Качесвто")
    line = written([*GOOD[:6], "0.93 accuracy"])
    assert fix(line, head) == Fix(text=HEAD.split("\n")[0], safe=True)


def test_an_uncertainty_a_range_and_a_bound_are_not_touched() -> None:
    for cell in ("2 ± 0.1 s", "<5 s", "1-2 s"):
        assert fix(written([*GOOD[:4], cell, *GOOD[5:]])) is None


CELL = st.one_of(
    st.builds(
        "{}{}{}".format,
        st.floats(0.01, 5000).map(lambda value: f"{value:.3g}"),
        st.sampled_from(["", " "]),
        st.sampled_from(["", "MB", "Gb", "KB", "s", "ms", "мкс", "%", "GB (T4)"]),
    ),
    st.sampled_from(["-", "", "1,024", "93,2%", "0.9 f1", "WER 12%"]),
)


@given(st.lists(CELL, min_size=5, max_size=5))
def test_a_safe_fix_says_the_same_and_fixes_come_to_an_end(cells: list[str]) -> None:
    line = written(["m", "int8", *cells])
    if offered := fix(line):
        again = fix(offered.text)
        if offered.safe:
            assert values(offered.text) == pytest.approx(values(line))
            assert again is None
        elif again:  # two cells changed places, and can be read now
            assert fix(again.text) is None
