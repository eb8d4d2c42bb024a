"""The double's state in GitHub's shapes: GitHub's own examples, with what matters replaced."""

from __future__ import annotations

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

from tests.github_double.state import CheckRun, Comment, Dispatch, File, LineComment, Pull, Reaction, Review, State

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
    if pull.orphan:
        shape["head"] |= {"repo": None, "user": None, "label": f"unknown repository:{shape['head']['ref']}"}
    merged = state.now if pull.merged else None
    return shape | {"state": pull.state, "merged": pull.merged, "merged_at": merged, "draft": pull.draft, "updated_at": state.now}


def listed_pull(state: State, listed: Pull) -> dict[str, Any]:
    """Lists show pull requests without what has to be computed."""
    computed = ("additions", "changed_files", "comments", "commits", "deletions", "maintainer_can_modify", "mergeable")
    more = ("mergeable_state", "merged", "merged_by", "rebaseable", "review_comments")
    shape = {key: value for key, value in pull(state, listed).items() if key not in {*computed, *more}}
    return shape | {"labels": [{**each, "description": ""} for each in shape["labels"]]}  # no null here, says the description


def workflow_run_of(state: State, number: str, status: str) -> dict[str, Any]:
    shape = _example("actions/get-workflow-run", id=int(number), status=status, conclusion="failure" if status == "completed" else None)
    return shape | {"url": f"{API}/repos/{state.repository}/actions/runs/{number}"}


def job(run: str, label: str, status: str) -> dict[str, Any]:
    shape: dict[str, Any] = _example("actions/list-jobs-for-workflow-run")["jobs"][0]
    changed = {"run_id": int(run), "labels": [label], "status": status, "conclusion": "success" if status == "completed" else None}
    return {**shape, **changed, "created_at": "2026-03-02T10:00:00Z"}  # GitHub's own example lacks the time


def setting(operation: str) -> dict[str, Any]:
    """GitHub's example of a setting; that of a repository lacks a field that its description requires, as do those inside it."""
    inside = ("parent", "source", "template_repository")
    shape = {key: value for key, value in _example(operation).items() if key not in inside}
    return shape | {"language": None} if operation == "repos/get" else shape


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
        created_at=comment.created_at,
        updated_at=comment.updated_at,
    )


def reaction(reaction: Reaction) -> dict[str, Any]:
    return _example("reactions/list-for-issue-comment", id=reaction.id, user=_user(reaction.author), content=reaction.content)


def permission(login: str, level: str) -> dict[str, Any]:
    shape = _example("repos/get-collaborator-permission-level", permission=level, role_name=level)
    shape["user"] |= {"login": login, "role_name": level}  # GitHub's own example lacks the role
    return shape


def workflow_run(dispatch: Dispatch) -> dict[str, Any]:
    """A run named as `run-name` of grade.yml names it."""
    shape: dict[str, Any] = _example("actions/list-workflow-runs")["workflow_runs"][0]
    commit = dispatch.inputs.get("commit", "")
    title = f"grade #{dispatch.inputs.get('pr', '')}" + (f" for {commit}" if commit else "")
    return {**shape, "event": "workflow_dispatch", "display_title": title, "created_at": dispatch.at, "head_branch": dispatch.ref}


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
    shape["app"] |= {"slug": "github-actions"}
    shape["output"] |= {"title": None, "summary": None, "text": None, **sent.get("output", {})}
    shape["url"] = f"{API}/repos/{state.repository}/check-runs/{check.id}"
    shape["html_url"] = f"https://github.com/{state.repository}/runs/{check.id}"
    return shape


def ref(state: State, ref: str, sha: str) -> dict[str, Any]:
    shape = _example("git/get-ref", ref=f"refs/{ref}", url=f"{API}/repos/{state.repository}/git/refs/{ref}")
    shape["object"] |= {"sha": sha, "url": f"{API}/repos/{state.repository}/git/commits/{sha}"}
    return shape


def commit(state: State, sha: str, tree: str, parents: list[str]) -> dict[str, Any]:
    address = f"{API}/repos/{state.repository}/git"
    named = [{"sha": parent, "url": f"{address}/commits/{parent}", "html_url": f"{address}/commits/{parent}"} for parent in parents]
    tree_shape = {"sha": tree, "url": f"{address}/trees/{tree}"}
    return _example("git/create-commit", sha=sha, url=f"{address}/commits/{sha}", tree=tree_shape, parents=named)


def blob(state: State, sha: str) -> dict[str, Any]:
    return {"sha": sha, "url": f"{API}/repos/{state.repository}/git/blobs/{sha}"}


def comparison(status: str, *, ahead: int, behind: int) -> dict[str, Any]:
    return _example("repos/compare-commits", status=status, ahead_by=ahead, behind_by=behind, commits=[], files=[])
