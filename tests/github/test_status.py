"""The first feedback, what is kept in a check run, and the sweep."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from grader.core.decision import read_pins
from grader.core.review import Conclusion
from grader.github import cached, sticky
from grader.github.port import Standing
from grader.github.post import post
from grader.github.pygithub import PyGitHub
from grader.github.status import announce
from grader.github.sweep import GRACE, MOST_TRIES, WITHIN, Why, act, due
from tests.github.conftest import HEAD, HURRY, NEXT, README, REPOSITORY, pull, review
from tests.github_double import BOT, Double
from tests.github_double.state import CheckRun

KEY, OTHER = "f" * 64, "0" * 64
URL = "https://github.com/course/model-compression/actions/runs/5"
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def standing(github: PyGitHub, number: int = 7) -> Standing:
    return next(each for each in github.open_pulls("lesson-3") if each.number == number)


def body(double: Double) -> str:
    (comment,) = [comment for comment in double.state.pull(7).comments if comment.author == BOT]
    return comment.body


def said(double: Double) -> list[tuple[str, str | None]]:
    return [(check.sent["status"], check.sent.get("conclusion")) for check in double.state.check_runs]


def test_first_feedback_waits_and_the_verdict_takes_its_place(double: Double, github: PyGitHub) -> None:
    double.state.pull(7).labels = ["grader: verified", "lesson 3"]
    announce(review(), github, run=5, progress=URL, standing=standing(github))
    assert sticky.waits(body(double))
    assert URL in body(double)
    assert said(double) == [("queued", None)]
    assert double.state.pull(7).labels == ["lesson 3"]
    assert len(double.exchanges) == 6  # one of them for the label
    post(review(conclusion=Conclusion.FAILURE), github, run=5)
    assert not sticky.waits(body(double))
    assert said(double) == [("completed", "failure")]


def test_a_verdict_on_the_same_commit_stays_until_there_is_another(double: Double, github: PyGitHub) -> None:
    post(review(body="the verdict"), github, run=5)
    announce(review(body="nothing yet"), github, run=6, progress=URL, standing=standing(github))
    assert body(double).endswith("the verdict")
    assert double.state.pull(7).labels == ["grader: verified"]
    assert said(double) == [("completed", "success"), ("queued", None)]
    post(review(body="another"), github, run=6)
    assert said(double) == [("completed", "success"), ("completed", "success")]


def test_first_feedback_of_a_died_run_is_replaced(double: Double, github: PyGitHub) -> None:
    announce(review(), github, run=5, progress=URL, standing=standing(github))
    announce(review(), github, run=6, progress=URL.replace("5", "6"), standing=standing(github))
    assert "runs/6" in body(double)
    assert len(double.state.check_runs) == 1


def test_nothing_is_said_of_a_commit_that_is_no_longer_the_last(double: Double, github: PyGitHub) -> None:
    double.state.push(7, NEXT, [README])
    assert announce(review(head_sha=HEAD), github, run=5, progress=URL, standing=standing(github)) is None
    post(review(head_sha=NEXT), github, run=9)
    assert announce(review(head_sha=NEXT), github, run=8, progress=URL, standing=standing(github)) is None
    assert said(double) == [("completed", "success")]


def test_a_team_cannot_make_a_verdict_look_as_if_it_waited(double: Double, github: PyGitHub) -> None:
    post(review(body="# Result\n\n> ⏳ Числа ещё не проверены: код ждёт"), github, run=5)
    assert not sticky.waits(body(double))


def test_what_is_kept_is_found_by_its_key_alone(double: Double, github: PyGitHub) -> None:
    post(review(), github, run=5, kept=cached.keep(KEY, "AAAA", {12: 0}))
    post(review(), github, run=6, kept=cached.keep(KEY, "BBBB", {}))
    assert cached.kept(github, 7, HEAD, KEY) == cached.Kept(key=KEY, packed="BBBB", lines={})
    assert cached.kept(github, 7, HEAD, OTHER) is None
    assert cached.kept(github, 8, HEAD, KEY) is None
    assert cached.graded_heads(github, 7) == [HEAD]


def test_a_check_run_of_another_app_is_not_ours(double: Double, github: PyGitHub) -> None:
    post(review(), github, run=5, kept=cached.keep(KEY, "AAAA", {12: 0}))
    with PyGitHub(REPOSITORY, double.token, url=double.url, pace=HURRY, login="other-app[bot]") as other:
        assert cached.kept(other, 7, HEAD, KEY) is None


def test_what_is_too_long_for_a_check_run_is_not_kept(double: Double, github: PyGitHub) -> None:
    post(review(), github, run=5, kept=cached.keep(KEY, "A" * 66_000, {}))
    assert "text" not in double.state.check_runs[0].sent["output"]


def queued(number: int, sha: str, run: int) -> CheckRun:
    sent = {"name": "grader", "head_sha": sha, "external_id": f"{number}/{run}", "status": "queued", "output": {"title": "", "summary": ""}}
    return CheckRun(id=run, sent=sent)


def test_the_sweep_finds_what_nobody_will_grade(double: Double, github: PyGitHub) -> None:
    state = double.state
    state.pulls += [pull(number, f"{number:040d}") for number in range(8, 14)]
    state.pull(9).base = "main"
    state.pull(10).draft = True
    state.pull(11).state = "closed"
    state.check_runs += [queued(12, f"{12:040d}", 3), queued(13, f"{13:040d}", 4)]
    state.runs = {"3": "completed", "4": "waiting"}
    post(review(), github, run=5)
    found = list(due(github, {"lesson-3"}, NOW))
    assert {(each.number, each.why) for each in found} == {(8, Why.NO_CHECK), (12, Why.DIED)}
    state.runs = {}
    assert {each.number for each in due(github, {"lesson-3"}, NOW)} == {8, 12, 13}


def test_code_that_runs_is_said_to_run_until_the_verdict_comes(double: Double, github: PyGitHub) -> None:
    announce(review(body="# Not yet"), github, run=5, progress=URL, standing=standing(github))
    double.state.runs = {"5": "in_progress"}
    assert list(due(github, {"lesson-3"}, NOW)) == []  # it waits for a machine
    double.state.at_work = ["5"]
    (found,) = due(github, {"lesson-3"}, NOW)
    assert found.why is Why.AT_WORK
    double.exchanges.clear()
    act(github, found, "main")
    assert len(double.exchanges) == 3
    assert sticky.waits(body(double))
    assert "is running on the course's machine now" in body(double)
    assert URL in body(double)
    assert body(double).endswith("# Not yet")
    assert said(double) == [("in_progress", None)]
    assert double.state.check_runs[0].sent["output"]["title"] == "Выполняется · Running"
    assert double.state.check_runs[0].sent["output"]["summary"] == "# Not yet"
    assert list(due(github, {"lesson-3"}, NOW)) == []
    post(review(), github, run=5)
    assert not sticky.waits(body(double))
    assert said(double) == [("completed", "success")]


def test_a_team_s_words_are_not_taken_for_our_own_note(double: Double, github: PyGitHub) -> None:
    announce(review(), github, run=5, progress=URL, standing=standing(github))
    note = body(double).split("\n\n")[1]
    assert sticky.started(f"# Result\n\n{note}") == f"# Result\n\n{note}"


@pytest.mark.parametrize("died", [False, True])
def test_what_always_fails_is_given_up_and_said_once(double: Double, github: PyGitHub, died: bool) -> None:
    if died:
        double.state.check_runs.append(queued(7, HEAD, 3))
        double.state.runs = {"3": "completed"}
    double.state.now = f"{NOW:%Y-%m-%dT%H:%M:%SZ}"
    now = NOW + GRACE
    for _ in range(MOST_TRIES):
        (found,) = due(github, {"lesson-3"}, now)
        assert found.why is (Why.DIED if died else Why.NO_CHECK)
        act(github, found, "main")
    (found,) = due(github, {"lesson-3"}, now)
    assert found.why is Why.HOPELESS
    for _ in range(2):
        act(github, found, "main")
    assert len(double.state.dispatches) == MOST_TRIES
    assert {each.inputs["commit"] for each in double.state.dispatches} == {HEAD[:12]}
    assert said(double) == [("completed", "neutral")]
    assert "For the instructor" in body(double)
    assert list(due(github, {"lesson-3"}, now)) == []
    post(review(), github, run=9)
    assert said(double) == [("completed", "success")]
    double.state.push(7, NEXT, [README])
    assert [each.why for each in due(github, {"lesson-3"}, now)] == [Why.NO_CHECK]


def test_tries_of_another_commit_or_of_long_ago_do_not_count(double: Double, github: PyGitHub) -> None:
    (found,) = due(github, {"lesson-3"}, NOW)
    for _ in range(MOST_TRIES):
        act(github, found, "main")
    assert [each.why for each in due(github, {"lesson-3"}, NOW + 2 * WITHIN)] == [Why.NO_CHECK]
    double.state.push(7, NEXT, [README])
    assert [each.why for each in due(github, {"lesson-3"}, NOW)] == [Why.NO_CHECK]


def test_a_push_is_left_to_its_own_event_for_a_while(double: Double, github: PyGitHub) -> None:
    pushed = standing(github).updated_at
    assert list(due(github, {"lesson-3"}, pushed + GRACE - timedelta(seconds=1))) == []
    assert [each.number for each in due(github, {"lesson-3"}, pushed + GRACE)] == [7]


def test_which_rows_decisions_mean_outlives_the_first_feedback(double: Double, github: PyGitHub) -> None:
    pins = f"<!-- grader rows 1001:10={'a' * 16} -->"
    post(review(body=f"{pins}\n\n# Result"), github, run=5)
    double.state.push(7, NEXT, [README])
    announce(review(head_sha=NEXT), github, run=6, progress=URL, standing=standing(github))
    assert sticky.waits(body(double))
    assert read_pins(body(double)) == {(1001, 10, ""): "a" * 16}
