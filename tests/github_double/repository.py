"""What the double answers about the repository at large: open pull requests, runs of workflows, settings."""

from __future__ import annotations

from collections.abc import Callable

from tests.github_double import shapes
from tests.github_double.replies import Answer, Refused, Request
from tests.github_double.state import State


def list_pulls(state: State, request: Request) -> Answer:
    """Newest first, as GitHub does."""
    wanted, base = request.query.get("state", "open"), request.query.get("base")
    found = [pull for pull in state.pulls if wanted in (pull.state, "all") and base in (None, pull.base)]
    return Answer(200, [shapes.listed_pull(state, pull) for pull in sorted(found, key=lambda pull: -pull.number)])


def get_run(state: State, request: Request) -> Answer:
    number = request.path["run_id"]
    if number not in state.runs:
        raise Refused(404, "Not Found")
    return Answer(200, shapes.workflow_run_of(state, number, state.runs[number]))


def list_jobs(state: State, request: Request) -> Answer:
    """Two jobs: a hosted one that has ended, and the one for a machine of the course's own, which waits or is at work."""
    number = request.path["run_id"]
    if number not in state.runs:
        raise Refused(404, "Not Found")
    at_work = number in state.at_work
    return Answer(
        200, [shapes.job(number, "ubuntu-24.04", "completed"), shapes.job(number, "self-hosted", "in_progress" if at_work else "queued")]
    )


def setting(operation: str) -> Callable[[State, Request], Answer]:
    """Answer with what the state holds for an operation, by its last path parameter where there is one, else with GitHub's example."""

    def answer(state: State, request: Request) -> Answer:
        about = next((value for name, value in request.path.items() if name not in ("owner", "repo")), "")
        found = state.settings.get(f"{operation} {about}".strip(), state.settings.get(operation, ...))
        if found is None:
            raise Refused(404, "Not Found")
        return Answer(200, shapes.setting(operation) if found is ... else found)

    return answer


_SETTINGS = {
    "actions/get-github-actions-default-workflow-permissions-repository": "administration",
    "actions/get-fork-pr-contributor-approval-permissions-repository": "administration",
    "actions/list-self-hosted-runners-for-repo": "administration",
    "issues/list-labels-for-repo": None,
    "repos/get": None,
    "repos/get-branch-protection": "administration",
    "actions/list-repo-workflows": None,
    "repos/get-environment": None,
    "repos/list-deployment-branch-policies": None,
}

OPERATIONS: dict[str, tuple[Callable[[State, Request], Answer], str | None]] = {
    "pulls/list": (list_pulls, None),
    "actions/get-workflow-run": (get_run, None),
    "actions/list-jobs-for-workflow-run": (list_jobs, None),
    **{name: (setting(name), permission) for name, permission in _SETTINGS.items()},
}
