"""The rows of a whole class stand in one table; a single pull request brings few of them."""

from __future__ import annotations

import pytest

from grader.intake.intake import MOST_ROWS
from tests.intake.handed_in import BASE_README, CLUSTERED, README, HandedIn


def rows(count: int, family: str) -> str:
    return "".join(f"| owner/{family}-{number} | Прунинг 30 % | 2.5 | 2.1 | 5.1 | - | 30 | - | 0.9 |\n" for number in range(count))


def test_a_table_of_a_large_class_is_read() -> None:
    others = rows(600, "theirs")
    handed = HandedIn(base={"README.md": (BASE_README + others).encode()}, change={"README.md": README.replace(
        BASE_README, BASE_README + others).encode()})  # fmt: skip
    submission = handed.taken_in()
    assert [row.method_text for row in submission.rows] == ["Оригинал", "Кластеризация, 32 кластера"]
    assert [problem.code for problem in submission.problems] == []


@pytest.mark.parametrize("count", [MOST_ROWS, MOST_ROWS + 1])
def test_more_rows_than_anybody_could_measure_are_not_taken(count: int) -> None:
    text = README.replace(CLUSTERED, CLUSTERED + rows(count - 2, "ours"))
    submission = HandedIn(change={"README.md": text.encode()}).taken_in()
    assert len(submission.rows) == (count if count <= MOST_ROWS else 0)
    assert ("table-too-large" in [problem.code for problem in submission.problems]) == (count > MOST_ROWS)
