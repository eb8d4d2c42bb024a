"""A small share of the crash run of `tests/bench/bench_fuzz.py`, and what that run once found."""

from __future__ import annotations

import pytest

from grader.intake.columns import LONGEST_HEADER, nearest, read_header
from grader.intake.numbers import Fault, read_amounts
from grader.intake.vocabulary.columns import KNOWN
from tests.bench.bench_fuzz import read


def test_random_documents_crash_nothing() -> None:
    assert sum(map(read, range(1_000))) > 100


@pytest.mark.parametrize("text", ["1e024,5", "1e24,5 MB", "2 ± 1e1,5"])
def test_digits_behind_an_exponent_make_no_number(text: str) -> None:
    assert read_amounts(text) is Fault.UNREADABLE


def test_prose_is_no_header_and_is_compared_with_none_at_length() -> None:
    assert read_header("Размер весов (MB) " + "и ещё " * LONGEST_HEADER).part is None
    assert nearest("x" * 500) in KNOWN
    assert nearest("Рамзер весво") == "Размер весов"
