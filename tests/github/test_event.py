from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.errors import BadInput, GitHubError
from grader.core.submission import PullRequest
from grader.github.event import MAX_EVENT_BYTES, Trigger, pull_request_from, pull_request_of, trigger_of
from grader.github.pygithub import PyGitHub
from tests.github.conftest import BASE, HEAD, HURRY, REPOSITORY
from tests.github_double import Double

EXPECTED = PullRequest(
    repository=REPOSITORY,
    number=7,
    title="ml_masters HW-3",
    author="student-1",
    base_branch="lesson-3",
    base_sha=BASE,
    head_sha=HEAD,
)
#: reading an event that holds the pull request must not ask anybody
NOBODY = PyGitHub(REPOSITORY, "token", url="http://127.0.0.1:9", pace=HURRY)


def event(**changes: Any) -> dict[str, Any]:
    """The part of a pull_request_target event from a fork that matters; `a__b=…` changes a field, None in it stays null."""
    repo = {"full_name": REPOSITORY, "private": False}
    pull: dict[str, Any] = {
        "number": 7,
        "state": "open",
        "title": "ml_masters HW-3",
        "user": {"login": "student-1", "type": "User"},
        "base": {"ref": "lesson-3", "sha": BASE, "repo": repo},
        "head": {"ref": "main", "sha": HEAD, "repo": {"full_name": "student-1/model-compression", "fork": True}},
    }
    whole: dict[str, Any] = {"action": "synchronize", "number": 7, "pull_request": pull, "repository": repo}
    for path, value in changes.items():
        *parents, last = path.split("__")
        place = whole
        for parent in parents:
            place = place[parent]
        place[last] = value
    return whole


def read(value: object) -> PullRequest:
    return pull_request_of(json.dumps(value).encode(), NOBODY)


def test_an_event_of_a_fork() -> None:
    assert read(event()) == EXPECTED


def test_an_event_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "event.json"
    path.write_text(json.dumps(event()))
    assert pull_request_of(path, NOBODY) == EXPECTED


def test_a_fork_and_an_account_that_are_gone() -> None:
    assert read(event(pull_request__head={"ref": "main", "sha": HEAD, "repo": None}, pull_request__user=None)).author == "ghost"


@pytest.mark.parametrize("typed", ["7", " 7 ", "#7"])
def test_a_dispatch_is_looked_up(double: Double, github: PyGitHub, typed: str) -> None:
    dispatch = {"inputs": {"pr": typed}, "ref": "refs/heads/main", "repository": {"full_name": REPOSITORY}}
    assert pull_request_of(json.dumps(dispatch).encode(), github) == EXPECTED
    assert double.calls() == ["pulls/get"]


def test_a_dispatch_for_a_number_that_does_not_exist(double: Double, github: PyGitHub) -> None:
    with pytest.raises(GitHubError, match="pull request 8"):
        pull_request_of(b'{"inputs": {"pr": "8"}}', github)


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"inputs": None},
        {"action": "created", "issue": {"number": 7, "pull_request": {}}, "comment": {"body": "/grade"}},
        {"ref": "refs/heads/main", "before": BASE, "after": HEAD, "commits": []},
        {key: value for key, value in event().items() if key != "number"},  # a pull_request_review
        event(number=8),
    ],
)
def test_other_events_are_refused_with_what_to_do(other: object) -> None:
    with pytest.raises(BadInput, match="is not about a pull request") as caught:
        read(other)
    assert "pull_request_target" in caught.value.hint


@pytest.mark.parametrize(
    "changes",
    [
        {"pull_request__head__sha": "HEAD"},
        {"pull_request__head__sha": HEAD + "\n"},
        {"pull_request__head__sha": "--upload-pack=x".ljust(40, "0")},
        {"pull_request__base__ref": "--exec=x"},
        {"pull_request__base__ref": "a/../b"},
        {"pull_request__base__ref": "two words"},
        {"pull_request__base__ref": ""},
        {"pull_request__base__repo": {"full_name": "../etc"}},
        {"pull_request__user__login": "<script>"},
        {"pull_request__number": 0, "number": 0},
        {"pull_request__number": "7"},
        {"pull_request__title": "x" * 1025},
        {"pull_request__title": None},
        {"pull_request": []},
        {"inputs": {"pr": "7; rm -rf /"}, "pull_request": None},
        {"inputs": {"pr": "0"}, "pull_request": None},
        {"inputs": {}, "pull_request": None},
    ],
)
def test_a_field_that_github_would_not_send_is_refused_by_name(changes: dict[str, Any]) -> None:
    with pytest.raises(BadInput, match=r"\$\.\w+") as caught:
        read(event(**changes))
    assert caught.value.code == "event"


@pytest.mark.parametrize("data", [b"", b"null", b"[]", b"{", b"\xff\xfe", b'{"number": NaN}', b"[" * 100_000])
def test_bytes_that_are_no_event(data: bytes) -> None:
    with pytest.raises(BadInput):
        pull_request_of(data, NOBODY)


def test_an_event_that_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "event.json"
    path.write_bytes(b" " * MAX_EVENT_BYTES + b"{}")
    for source in (path, path.read_bytes()):
        with pytest.raises(BadInput, match="more than"):
            pull_request_of(source, NOBODY)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="No such file"):
        pull_request_of(tmp_path / "event.json", NOBODY)


@given(st.text(max_size=256))
def test_any_title_passes_unchanged(title: str) -> None:
    assert read(event(pull_request__title=title)).title == title


@given(
    st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))
)
def test_a_pull_request_in_any_other_shape_is_a_value_error(value: object) -> None:
    with pytest.raises(ValueError, match=r"Expected|missing"):
        pull_request_from(value)


@pytest.mark.parametrize(
    ("event", "trigger"),
    [
        ({"action": "opened"}, Trigger(opened=True)),
        ({"action": "synchronize", "before": "b" * 40}, Trigger(before="b" * 40)),
        ({"action": "edited", "changes": {}}, Trigger()),
        ({"inputs": {"pr": "7"}}, Trigger(dispatched=True)),
        ({"inputs": {"pr": "7", "again": "all"}}, Trigger(dispatched=True, again="all")),
        ({"inputs": {"pr": "7", "again": "3,51"}}, Trigger(dispatched=True, again="3,51")),
    ],
)
def test_why_a_grading_starts(event: dict[str, object], trigger: Trigger) -> None:
    assert trigger_of(json.dumps(event).encode()) == trigger


@pytest.mark.parametrize(
    "event", [{"before": "--upload-pack=x"}, {"inputs": {"pr": "7", "again": "1;rm"}}, {"inputs": {"pr": "7", "again": "1,"}}]
)
def test_a_reason_that_no_github_would_send_is_refused(event: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        trigger_of(json.dumps(event).encode())
