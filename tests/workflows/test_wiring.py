"""Every job's steps in order, as processes, from the event to the posted review: the wiring of the workflows itself.

The sandbox is real, and so are git and HTTP; only the course's original model is one that starts at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.demo.course import git
from grader.steps import replay_bundle
from tests.github_double import BOT, Pull
from tests.verify.support import DATA, MODEL, TASK, THRESHOLD
from tests.workflows.scene import HOME, LESSON, REPOSITORY, ROW, TEAM, Scene


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    tmp_path.chmod(0o755)
    scene = Scene(tmp_path)
    with scene.double:
        yield scene
    assert scene.double.breaches == []


def sticky(pull: Pull) -> str:
    (comment,) = [comment for comment in pull.comments if comment.author == BOT]
    return comment.body


def check(scene: Scene, sha: str) -> dict[str, Any]:
    (check,) = [check for check in scene.double.state.check_runs if check.sent["head_sha"] == sha]
    return check.sent


def results(run: Any) -> dict[str, str]:
    return {name: job.result for name, job in run.jobs.items()}


DONE = {"intake": "success", "feedback": "success", "verify": "success", "review": "success", "evidence": "success"}
UNRUN = {**DONE, "feedback": "skipped", "verify": "skipped", "evidence": "skipped"}
NOTHING = {**UNRUN, "review": "skipped"}


@pytest.mark.sandbox
@pytest.mark.slow
def test_from_the_event_to_the_review_and_then_a_push_of_readme_alone(scene: Scene) -> None:
    pull = scene.open(row=ROW.replace("| 1.0 |", "| 0.5 |"))
    waiting: list[str] = []

    def look() -> None:
        waiting.append(sticky(pull))
        waiting.append(check(scene, pull.head_sha)["status"])

    first = scene.grade(before={"verify": look})
    assert results(first) == DONE, {name: job.said for name, job in first.jobs.items()}
    assert "⏳" in waiting[0]
    assert f"/{REPOSITORY}/actions/runs/1" in waiting[0]
    assert waiting[1] == "queued"
    assert "⏳" not in sticky(pull)
    assert check(scene, pull.head_sha)["conclusion"] == "failure"
    assert pull.labels == ["grader: differs"]
    assert first.jobs["verify"].calls == []
    assert sticky(pull).partition("\n\n")[2][:200] in first.jobs["review"].summary
    assert len(first.calls) <= 15, first.calls
    replay = replay_bundle(first.artifacts[first.names["evidence"]] / "evidence.tar.gz")
    assert (replay.runs_equal, replay.card_equal, replay.differences) == (True, True, ())
    assert replay.measurements == replay.computed + 2  # neither score nor compressed size can be computed from samples
    measured_at = pull.head_sha

    scene.write(1, {"README.md": (scene.fork(1) / "README.md").read_text("utf-8") + "More words.\n"})
    scene.push()
    wordy = scene.grade(scene.event(action="synchronize"))
    assert results(wordy) == UNRUN, {name: job.said for name, job in wordy.jobs.items()}
    assert check(scene, pull.head_sha)["conclusion"] == "failure"
    assert len(wordy.calls) <= 8, wordy.calls

    scene.write(1, {"README.md": (scene.fork(1) / "README.md").read_text("utf-8").replace("| 0.5 |", "| 1.0 |")})
    scene.push()
    second = scene.grade(scene.event(action="synchronize"))
    assert results(second) == UNRUN, {name: job.said for name, job in second.jobs.items()}
    assert "1 of 1 rows were measured" in second.jobs["intake"].said
    assert check(scene, pull.head_sha)["conclusion"] == "success"
    assert pull.labels == ["grader: verified"]
    assert len(second.calls) <= 8, second.calls  # one label on, one off
    assert f"All measurements are from commit `{measured_at:.7}`" in sticky(pull)

    scene.write(1, {f"{HOME}/threshold.py": (scene.fork(1) / HOME / "threshold.py").read_text("utf-8") + "# faster\n"})
    scene.push()
    third = scene.grade(scene.event(action="synchronize"), dead="verify")
    assert results(third) == {**DONE, "verify": "failure", "evidence": "skipped"}, third.jobs["review"].said
    assert "не сообщила результат" in sticky(pull)
    assert "did not report" in sticky(pull)
    assert check(scene, pull.head_sha)["conclusion"] == "neutral"
    assert "❌" not in sticky(pull)


SECOND = ROW.replace("Кластеризация", "Прунинг")
TWO_ROWS = f"""team: {TEAM}
homework: 3
task: {TASK}
data: {DATA}
rows:
  - model: local:{MODEL}
    method: clustering
    code: threshold.py
  - model: local:{MODEL}
    method: pruning
    code: threshold.py
"""


@pytest.mark.sandbox
@pytest.mark.slow
def test_two_machines_share_the_rows_and_one_that_dies_costs_only_its_own(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    scene = Scene(tmp_path, machines=2)
    with scene.double:
        files = {f"{HOME}/submission.yml": TWO_ROWS, f"{HOME}/threshold.py": THRESHOLD.read_text("utf-8")}
        pull = scene.open(row=f"{ROW}\n{SECOND}", files=files)
        first = scene.grade(dead="verify:1")
        assert results(first) == {**DONE, "verify": "failure"}, {name: job.said for name, job in first.jobs.items()}
        assert first.jobs["intake"].outputs["groups"] == '["0","1"]'
        assert set(first.jobs["verify"].outputs) == {"runs_0", "samples_0"}
        assert "1 rows reported, 1 lost (failure)" in first.jobs["review"].said
        assert sticky(pull).count("did not report") == 1
        assert check(scene, pull.head_sha)["conclusion"] == "neutral"

        again = scene.grade({"inputs": {"pr": "1"}})
        assert results(again) == DONE, {name: job.said for name, job in again.jobs.items()}
        assert again.jobs["intake"].outputs["groups"] == '["1"]'
        assert "2 rows reported, 0 lost" in again.jobs["review"].said
        assert "Where it was measured (README lines" in sticky(pull)
        assert [each.sent["conclusion"] for each in scene.double.state.check_runs] == ["neutral", "success"]
        replay = replay_bundle(again.artifacts[again.names["evidence"]] / "evidence.tar.gz")
        assert (replay.runs_equal, replay.card_equal) == (True, True)
    assert scene.double.breaches == []


@pytest.mark.sandbox
@pytest.mark.slow
def test_a_head_that_moves_while_its_code_runs_gets_its_own_verdict_from_the_sweep(scene: Scene) -> None:
    pull = scene.open()
    old = pull.head_sha

    def move() -> None:
        scene.write(1, {f"{HOME}/threshold.py": (scene.fork(1) / HOME / "threshold.py").read_text("utf-8") + "# other\n"})
        scene.push(force=True)

    run = scene.grade(before={"review": move})
    assert results(run) == DONE, {name: job.said for name, job in run.jobs.items()}
    assert f"newer commit {pull.head_sha:.7}" in sticky(pull)
    assert f"head={old}" in sticky(pull)
    assert check(scene, old)["conclusion"] == "success"
    assert pull.labels == []

    swept = scene.run("sweep.yml", "schedule", {"schedule": "*/20 * * * *"})
    assert results(swept) == {"sweep": "success"}, swept.jobs["sweep"].said
    (dispatched,) = scene.double.state.dispatches
    started = {"pr": "1", "commit": pull.head_sha[:12]}
    assert (dispatched.workflow, dispatched.ref, dispatched.inputs) == ("grade.yml", "main", started)
    again = scene.grade({"inputs": dict(dispatched.inputs)})
    assert results(again) == DONE, {name: job.said for name, job in again.jobs.items()}
    assert "newer commit" not in sticky(pull)
    assert check(scene, pull.head_sha)["conclusion"] == "success"
    assert pull.labels == ["grader: verified"]

    scene.run("sweep.yml", "schedule", {"schedule": "*/20 * * * *"})
    assert len(scene.double.state.dispatches) == 1


@pytest.mark.slow
def test_a_run_that_died_after_its_first_feedback_is_found_by_the_sweep(scene: Scene) -> None:
    scene.open()
    scene.grade(dead="review", before={"verify": lambda: None})
    scene.double.state.runs["1"] = "in_progress"
    scene.run("sweep.yml", "schedule", {})
    assert scene.double.state.dispatches == []
    scene.double.state.runs["1"] = "completed"
    swept = scene.run("sweep.yml", "schedule", {})
    assert [each.inputs["pr"] for each in scene.double.state.dispatches] == ["1"]
    assert "ended without a verdict" in swept.jobs["sweep"].said


@pytest.mark.slow
def test_a_title_without_a_team_is_reviewed_and_once_mended_graded(scene: Scene) -> None:
    pull = scene.open(title="my homework", files={})
    run = scene.grade()
    assert results(run) == UNRUN, {name: job.said for name, job in run.jobs.items()}
    assert check(scene, pull.head_sha)["conclusion"] == "action_required"
    assert len(run.calls) <= 15
    body_only = scene.grade(scene.event(action="edited", changes={"body": {"from": "x"}}))
    assert set(results(body_only).values()) == {"skipped"}
    pull.title = f"{TEAM} HW-3"
    mended = scene.grade(scene.event(action="edited", changes={"title": {"from": "my homework"}}))
    assert results(mended) == UNRUN
    assert f"`{TEAM}`" in sticky(pull)


@pytest.mark.slow
def test_a_branch_that_was_renamed_or_changed_is_graded_as_it_is_now(scene: Scene) -> None:
    """GitHub moves pull requests along with a lesson branch that is renamed; the course file still has its old name."""
    pull, renamed = scene.open(files={}), "lesson-3-renamed"
    git(scene.bare, "branch", "--move", LESSON, renamed)
    pull.base = renamed
    run = scene.grade(scene.event(action="edited", changes={"base": {"ref": {"from": LESSON}}}))
    assert results(run) == UNRUN, {name: job.said for name, job in run.jobs.items()}
    assert f"`{renamed}`" in sticky(pull)
    assert check(scene, pull.head_sha)["conclusion"] == "action_required"


@pytest.mark.slow
def test_of_two_pull_requests_of_a_team_the_newer_counts_and_the_older_says_so(scene: Scene) -> None:
    older, newer = scene.open(1, files={}), scene.open(2, files={})
    scene.open(3, title="badgers HW-3", files={})
    for number in (1, 2):
        assert results(scene.grade(scene.event(number))) == UNRUN
    assert "newer one for the same homework, #2" in sticky(older)
    assert "newer one" not in sticky(newer)


@pytest.mark.slow
def test_drafts_wait_closed_ones_are_left_and_a_deleted_fork_is_graded_all_the_same(scene: Scene) -> None:
    pull = scene.open(files={})
    pull.draft = True
    assert set(results(scene.grade()).values()) == {"skipped"}
    assert scene.run("sweep.yml", "schedule", {}).jobs["sweep"].result == "success"
    assert scene.double.state.dispatches == []
    pull.draft, pull.state = False, "closed"
    closed = scene.grade({"inputs": {"pr": "1"}})
    assert results(closed) == NOTHING
    assert "closed" in closed.jobs["intake"].said
    pull.state, pull.orphan = "open", True
    assert results(scene.grade()) == UNRUN
    assert len(pull.comments) == 1


@pytest.mark.slow
def test_an_event_that_a_force_push_has_overtaken_leaves_the_work_to_the_newer_one(scene: Scene) -> None:
    pull = scene.open(files={})
    stale = scene.event()
    scene.push(force=True)
    overtaken = scene.grade(stale)
    assert results(overtaken) == NOTHING
    assert "moved on" in overtaken.jobs["intake"].said
    assert pull.comments == []
    assert results(scene.grade(scene.event(action="synchronize"))) == UNRUN
    assert f"head={pull.head_sha}" in sticky(pull)


@pytest.mark.slow
def test_three_hundred_files_and_binary_ones(scene: Scene) -> None:
    files: dict[str, str | bytes] = {f"notes/{number}.txt": f"{number}\n" for number in range(300)}
    pull = scene.open(files={**files, "weights.bin": bytes(range(256)) * 400}, row=ROW.replace("0.00166 MB", "1.66 KB"))
    run = scene.grade()
    assert results(run) == UNRUN, {name: job.said for name, job in run.jobs.items()}
    assert len(pull.files) == 302
    assert [file.filename for file in pull.files if file.patch is None] != []
    assert f"head={pull.head_sha}" in sticky(pull)
    assert len(run.calls) <= 15


@pytest.mark.slow
def test_a_step_that_fails_ends_its_job_and_the_sweep_finds_what_is_left(scene: Scene) -> None:
    pull = scene.open(files={})
    event = scene.event()
    del event["pull_request"]["head"]["sha"]
    assert results(scene.grade(event)) == {**NOTHING, "intake": "failure"}
    scene.run("sweep.yml", "schedule", {})
    assert [each.inputs["pr"] for each in scene.double.state.dispatches] == ["1"]
    assert results(scene.grade({"inputs": {"pr": "1"}})) == UNRUN
    assert check(scene, pull.head_sha)["conclusion"] == "action_required"


def comment_event(scene: Scene, author: str, body: str) -> dict[str, Any]:
    comment = scene.double.state.comment(1, author, body)
    user = {"login": author, "type": "User"}
    shown = {"id": comment.id, "body": body, "user": user}
    issue = {"number": 1, "pull_request": {"url": "https://api.github.com/repos/course/model-compression/pulls/1"}}
    return {"action": "created", "issue": issue, "comment": shown, "sender": user}


@pytest.mark.slow
def test_a_comment_has_it_graded_again(scene: Scene) -> None:
    scene.open(files={})
    scene.double.state.permissions["teacher"] = "write"
    talk = scene.run("command.yml", "issue_comment", comment_event(scene, "teacher", "see you on Monday"))
    assert set(results(talk).values()) == {"skipped"}
    run = scene.run("command.yml", "issue_comment", comment_event(scene, "teacher", "/grade"))
    assert results(run) == {"command": "success", "merge": "skipped"}, run.jobs["command"].said
    (dispatched,) = scene.double.state.dispatches
    assert dispatched.inputs["pr"] == "1"
    assert results(scene.grade({"inputs": dict(dispatched.inputs)})) == UNRUN


@pytest.mark.sandbox
@pytest.mark.slow
def test_a_comment_merges_what_was_measured_without_measuring_it_again(scene: Scene) -> None:
    pull = scene.open()
    scene.double.state.permissions["teacher"] = "write"
    assert results(scene.grade()) == DONE
    run = scene.run("command.yml", "issue_comment", comment_event(scene, "teacher", "/merge"))
    said = {name: job.said for name, job in run.jobs.items()}
    assert results(run) == {"command": "success", "merge": "success"}, said
    assert "1 of 1 rows were measured" in said["merge"]
    merged = git(scene.bare, "show", f"{LESSON}:README.md")
    assert ROW in merged, (said, [comment.body for comment in pull.comments])

    assert pull.merged
    again = scene.run("command.yml", "issue_comment", comment_event(scene, "teacher", "/merge"))
    assert results(again) == {"command": "success", "merge": "success"}, again.jobs["merge"].said
    assert git(scene.bare, "show", f"{LESSON}:README.md") == merged
    assert "everything verified is already in" in pull.comments[-1].body
