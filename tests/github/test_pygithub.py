"""The client itself: pages, patience, and errors that a person can act on."""

from __future__ import annotations

import subprocess
import sys

import pytest

from grader.core.errors import GitHubError
from grader.core.review import LineComment
from grader.github.connect import connect
from grader.github.port import Unanchored
from grader.github.post import post
from grader.github.pygithub import PyGitHub
from tests.github.conftest import BASE, HEAD, HURRY, REPOSITORY, review
from tests.github_double import Double, File, bad_gateway, secondary_limit, too_many_requests


def test_a_pull_request_is_read_in_one_request(double: Double, github: PyGitHub) -> None:
    found = github.pull_request(7)
    assert (found.repository, found.number, found.title, found.author) == (REPOSITORY, 7, "ml_masters HW-3", "student-1")
    assert (found.base_branch, found.base_sha, found.head_sha) == ("lesson-3", BASE, HEAD)
    assert double.calls() == ["pulls/get"]


def test_long_lists_are_read_to_their_end(double: Double, github: PyGitHub) -> None:
    for count in range(230):
        double.state.comment(7, f"student-{count}", f"comment {count}")
    double.state.pull(7).files = [File(filename=f"file-{count}.py") for count in range(101)]
    assert [comment.body for comment in github.comments(7)] == [f"comment {count}" for count in range(230)]
    assert [file.path for file in github.changed_files(7)] == [f"file-{count}.py" for count in range(101)]
    assert len(double.exchanges) == 3 + 2


def test_reading_is_patient(double: Double, github: PyGitHub) -> None:
    double.faults += [
        bad_gateway("GET", "pulls/get", after=False, times=2),
        too_many_requests("GET", "issues/list-comments", wait=1),
        secondary_limit("GET", "issues/list-labels-on-issue", wait=1),
    ]
    assert github.pull_request(7).number == 7
    assert github.comments(7) == ()
    assert github.labels(7) == ()
    assert len(double.exchanges) == 7


def test_patience_ends(double: Double, github: PyGitHub) -> None:
    double.faults.append(bad_gateway("GET", "pulls/get", after=False, times=99))
    with pytest.raises(GitHubError, match=r"did not show pull request 7.*502") as caught:
        github.pull_request(7)
    assert "run the job again" in caught.value.hint
    assert len(double.exchanges) == 5


@pytest.mark.parametrize(("granted", "missing"), [("checks", "pull-requests: write"), ("pull_requests", "checks: write")])
def test_a_missing_permission_is_named(double: Double, github: PyGitHub, granted: str, missing: str) -> None:
    double.permissions = {granted: "write"}
    with pytest.raises(GitHubError, match=f"lacks the permission `{missing}`") as caught:
        post(review(), github)
    assert f"add `{missing}`" in caught.value.hint


def test_a_refused_token_is_said(double: Double) -> None:
    with (
        PyGitHub(REPOSITORY, "another", url=double.url, pace=HURRY) as github,
        pytest.raises(GitHubError, match="does not accept the token") as caught,
    ):
        github.comments(7)
    assert "GITHUB_TOKEN" in caught.value.hint
    assert "another" not in f"{caught.value} {caught.value.hint}"


def test_what_is_not_there_is_said(double: Double, github: PyGitHub) -> None:
    with pytest.raises(GitHubError, match="did not show pull request 8, because it finds no such thing"):
        github.pull_request(8)
    with PyGitHub("course/other", double.token, url=double.url, pace=HURRY) as other, pytest.raises(GitHubError, match="no such thing"):
        other.labels(7)


def test_a_limit_on_a_write_says_how_long_to_wait(double: Double, github: PyGitHub) -> None:
    double.faults.append(too_many_requests("POST", "issues/create-comment", wait=37))
    with pytest.raises(GitHubError, match="slow down") as caught:
        github.create_comment(7, "text")
    assert "wait 37 s" in caught.value.hint


def test_a_comment_that_is_too_long_is_refused_in_githubs_words(double: Double, github: PyGitHub) -> None:
    with pytest.raises(GitHubError, match="body is too long"):
        github.create_comment(7, "x" * 65_537)


def test_a_bad_anchor_has_an_error_of_its_own(double: Double, github: PyGitHub) -> None:
    with pytest.raises(Unanchored, match="Line could not be resolved"):
        github.create_review(7, HEAD, "text", (LineComment(path="README.md", line=1, body="off"),))
    assert double.state.pull(7).reviews == []


def test_removing_what_is_gone_is_no_error(double: Double, github: PyGitHub) -> None:
    github.remove_label(7, "grader: gone")
    github.delete_comment(4711)
    assert [exchange.status for exchange in double.exchanges] == [404, 404]


def test_nobody_answers() -> None:
    with (
        PyGitHub(REPOSITORY, "token", url="http://127.0.0.1:9", pace=HURRY) as github,
        pytest.raises(GitHubError, match="did not list the comments"),
    ):
        github.comments(7)


def test_connect_reads_what_a_job_has(double: Double) -> None:
    environment = {"GITHUB_REPOSITORY": REPOSITORY, "GITHUB_TOKEN": double.token, "GITHUB_API_URL": double.url}
    with connect(environment) as github:
        assert github.labels(7) == ()
        assert github.login == "github-actions[bot]"
    for name in ("GITHUB_REPOSITORY", "GITHUB_TOKEN"):
        with pytest.raises(GitHubError, match=f"{name} is not set"):
            connect({**environment, name: ""})


def test_only_one_module_loads_pygithub() -> None:
    code = "import sys, grader.github.event, grader.github.post, grader.github.connect; print('github' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
