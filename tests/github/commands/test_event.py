"""The event of a comment."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.errors import BadInput
from grader.github.commands.event import Action, spoken_of

EVENT: dict[str, Any] = {
    "action": "created",
    "issue": {"number": 7, "title": "t", "pull_request": {"url": "https://api.github.com/repos/o/r/pulls/7"}},
    "comment": {"id": 99, "body": "/merge", "user": {"login": "prof"}, "author_association": "NONE"},
    "sender": {"login": "prof"},
}


def spoken(**changed: Any) -> Any:
    return spoken_of(json.dumps({**EVENT, **changed}).encode())


def test_an_event_names_thread_comment_and_author() -> None:
    one = spoken()
    assert (one.action, one.number, one.comment, one.author, one.before) == (Action.CREATED, 7, 99, "prof", "")


def test_what_is_gone_is_in_the_event_alone() -> None:
    assert spoken(action="deleted").before == "/merge"
    assert spoken(action="edited", changes={"body": {"from": "/hold"}}).before == "/hold"
    assert spoken(action="edited", changes={}).before == ""


def test_an_issue_is_no_pull_request() -> None:
    assert spoken(issue={"number": 7}).number is None


def test_a_deleted_account_is_a_ghost() -> None:
    assert spoken(comment={"id": 1, "body": None, "user": None}).author == "ghost"


@pytest.mark.parametrize("changed", [{"action": "pinned"}, {"issue": {"number": 0}}, {"comment": {"id": "9"}}, {"comment": None}])
def test_other_events_are_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(BadInput, match="the event"):
        spoken(**changed)


@given(st.binary(max_size=200) | st.recursive(st.none() | st.text() | st.integers(), lambda kid: st.dictionaries(st.text(), kid)).map(
    lambda value: json.dumps(value).encode()
))  # fmt: skip
def test_nothing_but_bad_input_is_raised(data: bytes) -> None:
    with pytest.raises(BadInput):
        spoken_of(data)
