"""From the event that started the workflow to the pull request it is about.

The file at GITHUB_EVENT_PATH is written by GitHub, but it holds what a student typed, and whatever reads a SHA or a branch
name from here may hand it to git: so every field is checked before it becomes a noun.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from grader.core.errors import BadInput
from grader.core.submission import PullRequest
from grader.github.port import GitHub

#: GitHub's own payloads stay far below (a title has 256 characters, a description 65,536).
MAX_EVENT_BYTES = 1 << 20

_HINT = "the workflow must run on `pull_request_target`, or on `workflow_dispatch` with the input `pr`"

_Sha = Annotated[str, Meta(pattern=r"^[0-9a-f]{40}\Z")]
_Login = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,64}(\[bot\])?\Z")]
_FullName = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,64}/[A-Za-z0-9._-]{1,100}\Z")]
# git-check-ref-format, and no leading dash: a name that no command can take for an option
_BranchName = Annotated[str, Meta(pattern=r"^(?![-./])(?!.*(\.\.|@\{|//))[^\x00-\x20\x7f~^:?*\[\\]{1,255}\Z")]


@dataclass(frozen=True, slots=True, kw_only=True)
class _User:
    login: _Login


@dataclass(frozen=True, slots=True, kw_only=True)
class _Repository:
    full_name: _FullName


@dataclass(frozen=True, slots=True, kw_only=True)
class _Base:
    ref: _BranchName
    sha: _Sha
    repo: _Repository


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    sha: _Sha  # nothing else of it is used: the fork may be gone, the commit stays at refs/pull/N/head


@dataclass(frozen=True, slots=True, kw_only=True)
class _PullRequest:
    number: Annotated[int, Meta(ge=1)]
    title: Annotated[str, Meta(max_length=1024)]
    user: _User | None  # null once the account is deleted
    base: _Base
    head: _Head


@dataclass(frozen=True, slots=True, kw_only=True)
class _Inputs:
    again: Annotated[str, Meta(pattern=r"^(all|[0-9]{1,9}(,[0-9]{1,9}){0,99})?\Z")] = ""
    pr: Annotated[str, Meta(pattern=r"^\s*#?[1-9][0-9]{0,8}\s*\Z")]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Event:
    number: int | None = None  # only pull_request and pull_request_target have it beside `pull_request`
    pull_request: _PullRequest | None = None
    inputs: _Inputs | None = None
    action: Annotated[str, Meta(max_length=64)] = ""
    before: _Sha | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """Why a grading was started.

    `opened`: the pull request is new, so that nothing is known of it. `before`: the commit that a push has replaced. `dispatched`: by
    hand, by a command or by the sweep. `again`: what is to be measured anew, `all` or rows separated by commas, or nothing.
    """

    opened: bool = False
    before: str | None = None
    dispatched: bool = False
    again: str = ""


def trigger_of(event: bytes | Path) -> Trigger:
    """Tell why an event starts a grading.

    Raises:
        BadInput: as `pull_request_of`.
    """
    read = _read(event)
    if read.inputs:
        return Trigger(dispatched=True, again=read.inputs.again)
    return Trigger(opened=read.action == "opened", before=read.before if read.action == "synchronize" else None)


def pull_request_of(event: bytes | Path, github: GitHub) -> PullRequest:
    """Tell which pull request an event is about; `github` is asked only when the event holds no more than its number.

    Raises:
        BadInput: the event is too large, not JSON, of another kind, or holds a field that no GitHub would send.
        GitHubError: GitHub does not show the pull request that was asked for.
    """
    read = _read(event)
    if read.pull_request and read.number == read.pull_request.number:
        return _noun(read.pull_request)
    if read.inputs:
        return github.pull_request(int(read.inputs.pr.strip().removeprefix("#")))
    raise BadInput(_name(event), "is not about a pull request", code="event", hint=_HINT)


def pull_request_from(data: object) -> PullRequest:
    """Check a pull request as GitHub's REST API shows it, which is how events show it too.

    Raises:
        ValueError: a field is missing or malformed; the message names it.
    """
    return _noun(msgspec.convert(data, _PullRequest))


def _noun(read: _PullRequest) -> PullRequest:
    return PullRequest(
        repository=read.base.repo.full_name,
        number=read.number,
        title=read.title,
        author=read.user.login if read.user else "ghost",
        base_branch=read.base.ref,
        base_sha=read.base.sha,
        head_sha=read.head.sha,
    )


def _name(event: bytes | Path) -> str:
    return str(event) if isinstance(event, Path) else "the event"


def _read(event: bytes | Path) -> _Event:
    name = _name(event)
    try:
        return msgspec.json.decode(_bytes(event, name), type=_Event)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput(name, str(error), code="event", hint=_HINT) from error


def _bytes(event: bytes | Path, name: str) -> bytes:
    if isinstance(event, bytes):
        data = event[: MAX_EVENT_BYTES + 1]
    else:
        try:
            with event.open("rb") as file:
                data = file.read(MAX_EVENT_BYTES + 1)
        except OSError as error:
            raise BadInput(name, error.strerror or "cannot be read", code="event") from error
    if len(data) > MAX_EVENT_BYTES:
        raise BadInput(name, f"has more than {MAX_EVENT_BYTES} bytes", code="event")
    return data
