"""The steps around commands, with files and environment as the workflow gives them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from grader import steps
from grader.core.decision import Decisions
from grader.core.errors import BadInput
from grader.core.measurement import Definition
from grader.core.metric import Metric
from grader.core.submission import Submission
from grader.steps import CARD, RUNS, SUBMISSION
from grader.wire import artifact
from tests.cli.support import ROOT, grader
from tests.github.conftest import HEAD, REPOSITORY, pull
from tests.github_double import BOT, Comment, Double, State
from tests.judge.build import COURSE, claim, measured, row, run, runs, submission


@pytest.fixture
def double() -> Iterator[Double]:
    with Double(State(repository=REPOSITORY, pulls=[pull()], permissions={"prof": "admin"})) as double:
        yield double
    assert double.breaches == []


@pytest.fixture
def environment(double: Double) -> dict[str, str]:
    return {"GITHUB_REPOSITORY": REPOSITORY, "GITHUB_TOKEN": double.token, "GITHUB_API_URL": double.url, "GITHUB_REF_NAME": "trunk"}


def event(path: Path, comment: Comment) -> Path:
    body = {
        "action": "created",
        "issue": {"number": 7, "pull_request": {}},
        "comment": {"id": comment.id, "body": comment.body, "user": {"login": comment.author}},
    }
    path.write_text(json.dumps(body), "utf-8")
    return path


def handed_in() -> Submission:
    one = submission(row(claim(Metric.SIZE_MB, "5.0")))
    return replace(one, pull_request=replace(one.pull_request, repository=REPOSITORY, number=7, head_sha=HEAD))


def test_a_comment_is_carried_out_and_its_merge_left_to_the_next_job(tmp_path: Path, double: Double, environment: dict[str, str]) -> None:
    comment = double.state.comment(7, "prof", "/points 8 fine work\n/merge")
    handled = steps.answer_command(event(tmp_path / "event.json", comment), COURSE, environment)
    assert (handled.words, handled.comment, handled.merge) == (("points", "merge"), comment.id, 7)
    assert [(each.ref, each.inputs) for each in double.state.dispatches] == [("trunk", {"pr": "7", "again": ""})]


def test_an_event_that_is_too_large_is_refused(tmp_path: Path, environment: dict[str, str]) -> None:
    (tmp_path / "event.json").write_bytes(b" " * (1 << 21))
    with pytest.raises(BadInput, match="more than"):
        steps.answer_command(tmp_path / "event.json", COURSE, environment)


def test_the_decisions_of_the_thread_reach_the_card(tmp_path: Path, double: Double, environment: dict[str, str]) -> None:
    artifact.write(handed_in(), tmp_path / SUBMISSION)
    artifact.write(replace(runs(run(measured(Metric.SIZE_MB, Definition.FOLDER, 10.0))), head_sha=HEAD), tmp_path / RUNS)
    assert not steps.judge_runs(tmp_path, COURSE).rows[0].mergeable
    double.state.comment(7, "prof", "/accept 50 объяснено")
    assert steps.read_thread(tmp_path, environment) == artifact.read(Decisions, tmp_path / "decisions.json")
    card = steps.judge_runs(tmp_path, COURSE)
    assert card.rows[0].mergeable
    assert [decision.reason for decision in card.decisions] == ["объяснено"]


def test_a_merge_that_is_refused_is_answered_once(tmp_path: Path, double: Double, environment: dict[str, str]) -> None:
    comment = double.state.comment(7, "prof", "/merge")
    nameless = replace(handed_in(), team=None)
    artifact.write(nameless, tmp_path / SUBMISSION)
    steps.judge_runs(tmp_path, COURSE)
    assert (tmp_path / CARD).exists()
    for _ in range(2):
        steps.merge_commanded(tmp_path, comment.id, COURSE, environment)
    (reply,) = [each.body for each in double.state.pull(7).comments if each.author == BOT]
    assert reply.startswith(f"<!-- grader reply={comment.id} -->")
    assert [reaction.content for reaction in comment.reactions] == ["confused"]


def test_the_command_line_hands_on_what_is_to_be_merged(tmp_path: Path, double: Double, environment: dict[str, str]) -> None:
    comment = double.state.comment(7, "prof", "/merge")
    path, output = event(tmp_path / "event.json", comment), tmp_path / "output"
    done = grader("ci", "command", cwd=ROOT, GITHUB_EVENT_PATH=str(path), GITHUB_OUTPUT=str(output), **environment)
    assert (done.status, done.out) == (0, "commands: merge\n"), done.err
    assert output.read_text("utf-8").split() == ["merge=true", "pr=7", f"comment={comment.id}"]
