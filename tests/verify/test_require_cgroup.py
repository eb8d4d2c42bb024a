"""A grading machine without a writable control group measures nothing, and that is ours; a student's own machine does without."""

from __future__ import annotations

import pytest

from grader.core.measurement import Definition
from grader.core.metric import Metric
from grader.core.run import Ending, Owner, Phase
from grader.core.words import Language
from grader.verify.sandbox import groups
from grader.verify.sandbox.cgroup_v1 import CgroupV1
from grader.verify.sandbox.cgroup_v2 import CgroupV2
from tests.verify.support import Grading, adapter, measured, message

pytestmark = pytest.mark.sandbox


@pytest.fixture(autouse=True)
def no_group(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: str, policy: object) -> None:
        raise OSError(30, "Read-only file system", "/sys/fs/cgroup")

    monkeypatch.setattr(CgroupV1, "make", refuse)
    monkeypatch.setattr(CgroupV2, "make", refuse)


def test_where_a_group_is_required_nothing_runs_without_one(grading: Grading) -> None:
    end = grading.end(adapter(), require_cgroup=True)
    assert (end.ending, end.ending.owner, end.phase) == (Ending.SANDBOX_UNAVAILABLE, Owner.OURS, Phase.BUILD)
    assert "Read-only file system" in str(end.facts["detail"])
    assert groups.HINT in str(end.facts["detail"])
    for language in Language:
        assert "grader doctor" in message(end, language)


def test_the_original_is_held_to_it_too(grading: Grading) -> None:
    end = grading.end(None, require_cgroup=True)
    assert (end.ending, end.phase) == (Ending.SANDBOX_UNAVAILABLE, Phase.LOAD)


def test_elsewhere_the_watchdog_looks_after_it_and_the_rest_is_not_seen(grading: Grading) -> None:
    run = grading.rows(adapter()).runs.rows[0]
    assert run.end.ending is Ending.DONE
    found = measured(run)
    assert (Metric.RAM_MB, Definition.OVER_IMPORTS) in found
    assert (Metric.RAM_MB, Definition.BESIDE) not in found
