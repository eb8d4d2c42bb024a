"""No attack is forgotten, and no test that is named has gone."""

from __future__ import annotations

import subprocess
import sys
from collections import defaultdict

import pytest

from tests.attacks.catalogue import ABSENT, ELSEWHERE, LEFT, NUMBERS, number_of
from tests.verify.sandbox.modes import ROOT


@pytest.fixture(scope="module")
def collected() -> set[str]:
    files = sorted({test.partition("::")[0] for tests in ELSEWHERE.values() for test in tests})
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", "tests/attacks", *files]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    return {line for line in done.stdout.splitlines() if "::" in line}


def test_every_number_is_shown_or_says_why_not(collected: set[str]) -> None:
    shown = defaultdict(list, {number: list(tests) for number, tests in ELSEWHERE.items()})
    for test in collected:
        if number := number_of(test):
            shown[number].append(test)
    assert set(shown) | set(ABSENT) == set(NUMBERS)
    assert not set(shown) & set(ABSENT)
    assert set(LEFT) <= set(shown)


def test_tests_that_are_named_exist(collected: set[str]) -> None:
    assert {test for tests in ELSEWHERE.values() for test in tests} <= collected
