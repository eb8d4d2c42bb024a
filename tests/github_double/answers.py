"""What the double answers, operation by operation, and what each changes in its state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.github_double import git_answers, repository, shapes
from tests.github_double.replies import Answer, Refused, Request
from tests.github_double.state import CheckRun, Comment, Dispatch, LineComment, Pull, Reaction, Review, State

#: GitHub's own numbers: characters of a comment, bytes of a check run's summary
MAX_COMMENT, MAX_SUMMARY = 65_536, 65_535


def _pull(state: State, request: Request) -> Pull:
    number = request.path.get("pull_number") or request.path["issue_number"]
    try:
        return state.pull(int(number))
    except (StopIteration, ValueError):
        raise Refused(404, "Not Found") from None


def _fits(body: str) -> None:
    if len(body) > MAX_COMMENT:
        said = f"body is too long (maximum is {MAX_COMMENT} characters)"
        raise Refused(422, "Validation Failed", {"resource": "IssueComment", "code": "unprocessable", "field": "data", "message": said})


def get_pull(state: State, request: Request) -> Answer:
    return Answer(200, shapes.pull(state, _pull(state, request)))


def update_pull(state: State, request: Request) -> Answer:
    """Closing is all that the bot may ask for."""
    pull = _pull(state, request)
    if request.body != {"state": "closed"}:
        raise Refused(422, "Validation Failed", "only closing")
    pull.state = "closed"
    return Answer(200, shapes.pull(state, pull))


def list_files(state: State, request: Request) -> Answer:
    return Answer(200, [shapes.file(file) for file in _pull(state, request).files])


def list_comments(state: State, request: Request) -> Answer:
    pull = _pull(state, request)
    return Answer(200, [shapes.comment(state, pull, comment) for comment in pull.comments])


def create_comment(state: State, request: Request) -> Answer:
    pull = _pull(state, request)
    _fits(request.body["body"])
    return Answer(201, shapes.comment(state, pull, state.comment(pull.number, request.author, request.body["body"])))


def _comment(state: State, request: Request, *, own: bool = True) -> tuple[Pull, Comment]:
    for pull in state.pulls:
        for comment in pull.comments:
            if str(comment.id) == request.path["comment_id"]:
                if own and comment.author != request.author:
                    raise Refused(403, "Must have admin rights to Repository.")
                return pull, comment
    raise Refused(404, "Not Found")


def list_reactions(state: State, request: Request) -> Answer:
    _, comment = _comment(state, request, own=False)
    return Answer(200, [shapes.reaction(reaction) for reaction in comment.reactions])


def create_reaction(state: State, request: Request) -> Answer:
    """One reaction of a kind from each: the same again is answered 200 and changes nothing."""
    _, comment = _comment(state, request, own=False)
    content = request.body["content"]
    for reaction in comment.reactions:
        if (reaction.author, reaction.content) == (request.author, content):
            return Answer(200, shapes.reaction(reaction))
    reaction = Reaction(id=state.next_id(), author=request.author, content=content)
    comment.reactions.append(reaction)
    return Answer(201, shapes.reaction(reaction))


def get_permission(state: State, request: Request) -> Answer:
    login = request.path["username"]
    if login not in state.permissions:
        raise Refused(404, f"{login} is not a user")
    return Answer(200, shapes.permission(login, state.permissions[login]))


def create_dispatch(state: State, request: Request) -> Answer:
    inputs = request.body.get("inputs", {})
    state.dispatches.append(Dispatch(workflow=request.path["workflow_id"], ref=request.body["ref"], inputs=inputs, at=state.now))
    return Answer(204)


def list_workflow_runs(state: State, request: Request) -> Answer:
    since = request.query.get("created", "").removeprefix(">=")
    found = [run for run in state.dispatches if run.workflow == request.path["workflow_id"] and run.at >= since]
    return Answer(200, [shapes.workflow_run(run) for run in reversed(found)])


def update_comment(state: State, request: Request) -> Answer:
    pull, comment = _comment(state, request)
    _fits(request.body["body"])
    comment.body = request.body["body"]
    comment.edits += 1
    comment.updated_at = state.now
    return Answer(200, shapes.comment(state, pull, comment))


def delete_comment(state: State, request: Request) -> Answer:
    pull, comment = _comment(state, request)
    pull.comments.remove(comment)
    return Answer(204)


def list_line_comments(state: State, request: Request) -> Answer:
    pull = _pull(state, request)
    return Answer(200, [shapes.line_comment(state, pull, comment) for comment in pull.line_comments])


def create_review(state: State, request: Request) -> Answer:
    """All comments or none; a comment on a line outside the diff refuses the review."""
    pull, body = _pull(state, request), request.body
    if body.get("commit_id", pull.head_sha) != pull.head_sha:  # GitHub takes older commits too; the bot never reviews one
        raise Refused(422, "Unprocessable Entity", "commit_id is not the head of the pull request")
    if not body.get("body"):
        raise Refused(422, "Unprocessable Entity", "body can't be blank")
    if body.get("event") == "APPROVE":
        raise Refused(422, "Unprocessable Entity", "GitHub Actions is not permitted to approve pull requests.")
    files = {file.filename: file for file in pull.files}
    for comment in body.get("comments", []):
        if len(comment["body"]) > MAX_COMMENT:
            raise Refused(422, "Unprocessable Entity", f"body is too long (maximum is {MAX_COMMENT} characters)")
        if comment["path"] not in files:
            raise Refused(422, "Unprocessable Entity", "Path could not be resolved")
        if comment.get("side", "RIGHT") != "RIGHT" or not files[comment["path"]].shows(comment.get("line", 0)):
            raise Refused(422, "Unprocessable Entity", "Line could not be resolved")
    review = Review(id=state.next_id(), author=request.author, event=body.get("event", "PENDING"), commit=pull.head_sha, body=body["body"])
    pull.reviews.append(review)
    pull.line_comments += [
        LineComment(
            id=state.next_id(),
            review=review.id,
            author=request.author,
            commit=pull.head_sha,
            path=comment["path"],
            line=comment["line"],
            original_line=comment["line"],
            body=comment["body"],
        )
        for comment in body.get("comments", [])
    ]
    return Answer(200, shapes.review(pull, review))


def list_labels(state: State, request: Request) -> Answer:
    return Answer(200, [shapes.label(name) for name in _pull(state, request).labels])


def add_labels(state: State, request: Request) -> Answer:
    pull = _pull(state, request)
    sent = request.body if isinstance(request.body, list) else request.body["labels"]
    present = {label.casefold() for label in pull.labels}
    pull.labels += [name for name in dict.fromkeys(sent) if name.casefold() not in present]
    return Answer(200, [shapes.label(name) for name in pull.labels])


def remove_label(state: State, request: Request) -> Answer:
    pull = _pull(state, request)
    kept = [label for label in pull.labels if label.casefold() != request.path["name"].casefold()]
    if len(kept) == len(pull.labels):
        raise Refused(404, "Label does not exist")
    pull.labels = kept
    return Answer(200, [shapes.label(name) for name in kept])


def _summary_fits(body: dict[str, Any]) -> None:
    if len(body.get("output", {}).get("summary", "").encode()) > MAX_SUMMARY:
        raise Refused(422, "Invalid request.", "summary is too long")


def create_check_run(state: State, request: Request) -> Answer:
    if request.body["head_sha"] not in state.commits():
        raise Refused(422, f"No commit found for SHA: {request.body['head_sha']}")
    _summary_fits(request.body)
    check = CheckRun(id=state.next_id(), sent=dict(request.body))
    state.check_runs.append(check)
    return Answer(201, shapes.check_run(state, check))


def update_check_run(state: State, request: Request) -> Answer:
    _summary_fits(request.body)
    for check in state.check_runs:
        if str(check.id) == request.path["check_run_id"]:
            check.sent |= request.body
            check.updates += 1
            return Answer(200, shapes.check_run(state, check))
    raise Refused(404, "Not Found")


def list_check_runs(state: State, request: Request) -> Answer:
    name = request.query.get("check_name")
    checks = [check for check in state.check_runs if check.sent["head_sha"] == request.path["ref"] and name in (None, check.sent["name"])]
    if request.query.get("filter", "latest") == "latest":
        checks = list({check.sent["name"]: check for check in checks}.values())
    return Answer(200, [shapes.check_run(state, check) for check in checks])


#: operation → what answers it, and the permission it needs to write
OPERATIONS: dict[str, tuple[Callable[[State, Request], Answer], str | None]] = {
    "pulls/get": (get_pull, None),
    "pulls/update": (update_pull, "pull_requests"),
    "pulls/list-files": (list_files, None),
    "pulls/list-review-comments": (list_line_comments, None),
    "pulls/create-review": (create_review, "pull_requests"),
    "issues/list-comments": (list_comments, None),
    "issues/create-comment": (create_comment, "pull_requests"),
    "issues/update-comment": (update_comment, "pull_requests"),
    "issues/delete-comment": (delete_comment, "pull_requests"),
    "issues/list-labels-on-issue": (list_labels, None),
    "issues/add-labels": (add_labels, "pull_requests"),
    "issues/remove-label": (remove_label, "pull_requests"),
    "checks/create": (create_check_run, "checks"),
    "checks/update": (update_check_run, "checks"),
    "checks/list-for-ref": (list_check_runs, None),
    "reactions/list-for-issue-comment": (list_reactions, None),
    "reactions/create-for-issue-comment": (create_reaction, "pull_requests"),
    "repos/get-collaborator-permission-level": (get_permission, None),
    "actions/create-workflow-dispatch": (create_dispatch, "actions"),
    "actions/list-workflow-runs": (list_workflow_runs, None),
    **git_answers.OPERATIONS,
    **repository.OPERATIONS,
}
