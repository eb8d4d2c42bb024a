"""The double's state in GitHub's shapes: GitHub's own examples, with what matters replaced."""

from __future__ import annotations

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

from tests.github_double.state import CheckRun, Comment, File, LineComment, Pull, Review, State

#: stands in every address below; the server replaces it by its own, because PyGithub follows addresses
API = "https://api.github.com"

_STATES = {"COMMENT": "COMMENTED", "REQUEST_CHANGES": "CHANGES_REQUESTED", "PENDING": "PENDING"}


@cache
def _examples() -> dict[str, Any]:
    examples: dict[str, Any] = json.loads(Path(__file__).with_name("examples.json").read_text("utf-8"))
    return examples


def _example(operation: str, **replaced: Any) -> dict[str, Any]:
    return {**copy.deepcopy(_examples()[operation]), **replaced}


def _user(login: str) -> dict[str, Any]:
    user: dict[str, Any] = copy.deepcopy(_examples()["issues/create-comment"]["user"])
    kind = "Bot" if login.endswith("[bot]") else "User"
    return {**user, "login": login, "type": kind, "url": f"{API}/users/{login}", "html_url": f"https://github.com/{login}"}


def pull(state: State, pull: Pull) -> dict[str, Any]:
    owner, _, name = state.repository.partition("/")
    shape = _example("pulls/get", number=pull.number, title=pull.title, user=_user(pull.author), requested_teams=[])
    shape["url"] = f"{API}/repos/{state.repository}/pulls/{pull.number}"
    shape["issue_url"] = f"{API}/repos/{state.repository}/issues/{pull.number}"
    shape["html_url"] = f"https://github.com/{state.repository}/pull/{pull.number}"
    shape["labels"] = [label(name) for name in pull.labels]
    shape["base"] |= {"ref": pull.base, "sha": pull.base_sha, "label": f"{owner}:{pull.base}"}
    shape["base"]["repo"] |= {"name": name, "full_name": state.repository, "url": f"{API}/repos/{state.repository}"}
    shape["head"] |= {"sha": pull.head_sha, "label": f"{pull.author}:{shape['head']['ref']}"}
    shape["head"]["repo"] |= {"name": name, "full_name": f"{pull.author}/{name}", "url": f"{API}/repos/{pull.author}/{name}"}
    return shape


def file(file: File) -> dict[str, Any]:
    lines = (file.patch or "").split("\n")
    added, removed = (sum(line.startswith(sign) for line in lines) for sign in "+-")
    shape = _example("pulls/list-files", filename=file.filename, status=file.status)
    shape |= {"additions": added, "deletions": removed, "changes": added + removed}
    del shape["patch"]
    return shape if file.patch is None else {**shape, "patch": file.patch}


def comment(state: State, pull: Pull, comment: Comment) -> dict[str, Any]:
    return _example(
        "issues/create-comment",
        id=comment.id,
        body=comment.body,
        user=_user(comment.author),
        url=f"{API}/repos/{state.repository}/issues/comments/{comment.id}",
        html_url=f"https://github.com/{state.repository}/pull/{pull.number}#issuecomment-{comment.id}",
        issue_url=f"{API}/repos/{state.repository}/issues/{pull.number}",
    )


def line_comment(state: State, pull: Pull, comment: LineComment) -> dict[str, Any]:
    return _example(
        "pulls/list-review-comments",
        id=comment.id,
        pull_request_review_id=comment.review,
        path=comment.path,
        line=comment.line,
        original_line=comment.original_line,
        side="RIGHT",
        commit_id=pull.head_sha,
        original_commit_id=comment.commit,
        body=comment.body,
        user=_user(comment.author),
        url=f"{API}/repos/{state.repository}/pulls/comments/{comment.id}",
    )


def review(pull: Pull, review: Review) -> dict[str, Any]:
    return _example(
        "pulls/create-review",
        id=review.id,
        body=review.body,
        user=_user(review.author),
        state=_STATES[review.event],
        commit_id=review.commit,
    )


def label(name: str) -> dict[str, Any]:
    return _example("issues/list-labels-on-issue", name=name, description=None, default=False)


def check_run(state: State, check: CheckRun) -> dict[str, Any]:
    sent = check.sent
    shape = _example("checks/create", id=check.id, pull_requests=[])  # empty for a head in a fork
    shape |= {key: sent[key] for key in ("name", "head_sha", "external_id", "details_url", "status", "conclusion") if key in sent}
    shape["output"] |= {"title": None, "summary": None, "text": None, **sent.get("output", {})}
    shape["url"] = f"{API}/repos/{state.repository}/check-runs/{check.id}"
    shape["html_url"] = f"https://github.com/{state.repository}/runs/{check.id}"
    return shape
