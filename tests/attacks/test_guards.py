"""Each guard of the channel and of the freezing is needed, as tests/verify/sandbox/test_guards.py shows of those of a box."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.attacks.guards import table
from tests.verify.sandbox.guards import outcomes
from tests.verify.support import Grading

NAMES = (
    "no answer before its question", "one deadline for a reply", "inputs that cannot be written", "no links followed",
    "one name for a file", "nothing beside the data", "plain names", "few directories", "few files", "size of an artifact",
)  # fmt: skip


@pytest.mark.sandbox
@pytest.mark.parametrize("name", NAMES)
def test_the_guard_is_needed(name: str, grading: Grading, record_property: Callable[[str, object], None]) -> None:
    guard = next(guard for guard in table(grading) if guard.name == name)
    found = outcomes(guard)
    record_property("got", found)
    *held, last = found.values()
    assert not any(held), found
    assert last, found


def test_none_is_forgotten(grading: Grading) -> None:
    assert tuple(guard.name for guard in table(grading)) == NAMES
