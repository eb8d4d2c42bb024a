"""The event of a comment: which one, in which thread. The comment itself is read anew, for the event may be old."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from grader.core.errors import BadInput


class Action(StrEnum):
    """What happened to the comment."""

    CREATED = "created"
    EDITED = "edited"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """What happened in a thread; `number` is None outside pull requests. `before` is the text that is gone or was changed."""

    action: Action
    number: int | None
    comment: int
    author: str
    before: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _User:
    login: Annotated[str, Meta(max_length=80)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Issue:
    number: Annotated[int, Meta(ge=1)]
    pull_request: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Comment:
    id: Annotated[int, Meta(ge=1)]
    body: str | None = None
    user: _User | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Event:
    action: Action
    issue: _Issue
    comment: _Comment
    changes: dict[str, Any] = field(default_factory=dict)


def spoken_of(event: bytes) -> Spoken:
    """Read an `issue_comment` event.

    Raises:
        BadInput: it is not JSON, of another kind, or holds a field that no GitHub would send.
    """
    try:
        read = msgspec.json.decode(event, type=_Event)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        hint = "the workflow must run on `issue_comment`"
        raise BadInput("the event", str(error), code="event", hint=hint) from error
    changed = read.changes.get("body")
    before = changed.get("from") if isinstance(changed, dict) else None
    return Spoken(
        action=read.action,
        number=read.issue.number if read.issue.pull_request is not None else None,
        comment=read.comment.id,
        author=read.comment.user.login if read.comment.user else "ghost",
        before=(read.comment.body or "") if read.action is Action.DELETED else before if isinstance(before, str) else "",
    )
