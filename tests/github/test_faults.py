"""Whatever goes wrong once, a second run brings everything to the same end, and nothing that was posted is posted twice."""

from __future__ import annotations

import pytest

from tests.github.faults import FAULTS, OPERATIONS, trial

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize(("method", "operation"), OPERATIONS)
def test_after_any_fault_a_second_run_converges(method: str, operation: str, fault: str) -> None:
    done = trial(method, operation, fault)
    assert done.stands == done.expected
    if method == "POST":
        assert done.said, "a POST must not be repeated by itself"
    if done.said:
        assert done.hint
