"""Whatever is killed, and whenever: run again, it brings everything to the same end. The whole table: `python -m tests.github.kills`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.github.kills import FILES, Killing, Stage, Zygote

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def killing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Killing]:
    with Zygote() as zygote:
        stage = Stage(tmp_path_factory.mktemp("kills") / "stage", zygote)
        with stage.double:
            yield Killing(stage)
        assert stage.double.breaches == []


def test_a_job_that_is_killed_after_any_of_its_writes_and_run_again_converges(killing: Killing) -> None:
    """Between two writes GitHub does not change, so that other moments are the same to a second run."""
    points = [point for point in killing.points() if point.writes and point.moment == "after"]
    assert [point.request.partition(" ")[2] for point in points] == [
        "issues/create-comment", "checks/create", "issues/update-comment", "pulls/create-review", "issues/add-labels", "checks/update",
        "reactions/create-for-issue-comment", "git/create-blob", "git/create-blob", "git/create-tree", "git/create-commit",
        "git/update-ref", "issues/create-comment", "reactions/create-for-issue-comment",
    ]  # fmt: skip
    assert {str(trial.point): trial.word for point in points if (trial := killing.trial(point)).word != "same"} == {}


def test_a_machine_that_dies_costs_nothing_once_it_is_graded_anew(killing: Killing) -> None:
    found, wanted = killing.machine_dies()
    assert found == wanted


@pytest.mark.parametrize("step", FILES)
def test_a_step_that_is_killed_before_it_writes_leaves_nothing_that_harms(step: str, killing: Killing) -> None:
    killed, wrong = killing.files(step, every={"intake": 12, "review": 3}.get(step, 1))
    assert killed > 0
    assert wrong == []
