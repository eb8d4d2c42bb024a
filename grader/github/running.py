"""The part of the port that is about pull requests at large and about runs of workflows. Imports PyGithub, so import it late."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from github.GithubException import GithubException

from grader.github.asking import READ, asking
from grader.github.doctor.probe import Hidden
from grader.github.port import Standing

if TYPE_CHECKING:
    from github.PullRequest import PullRequest
    from github.Repository import Repository


class Running:
    """Reads how pull requests stand, whether runs of workflows have ended, and how the repository is set up."""

    _repository: Repository
    _full_name: str

    def standing(self, number: int) -> Standing:
        """Read how a pull request stands now."""
        with asking(f"show pull request {number}", READ):
            return _standing(self._repository.get_pull(number))

    def open_pulls(self, base: str | None = None) -> tuple[Standing, ...]:
        """Read how all open pull requests stand, or those into one branch."""
        with asking("list the open pull requests", READ):
            listed = self._repository.get_pulls("open", base=base) if base else self._repository.get_pulls("open")
            return tuple(map(_standing, listed))

    def run_ended(self, run_id: int) -> bool:
        """Tell whether a run of a workflow has ended, however; one that GitHub has forgotten has."""
        with asking(f"show run {run_id}", "actions: read"):
            try:
                return self._repository.get_workflow_run(run_id).status == "completed"
            except GithubException as error:
                if error.status == 404:
                    return True
                raise

    def at_work(self, run_id: int) -> bool:
        """Tell whether a job of a run is at work on a machine of the course's own."""
        address = f"/repos/{self._full_name}/actions/runs/{run_id}/jobs?per_page=100"
        with asking(f"list the jobs of run {run_id}", "actions: read"):
            answer = self._repository.requester.requestJsonAndCheck("GET", address)[1]
        jobs = answer.get("jobs", []) if isinstance(answer, dict) else []
        return any(job.get("status") == "in_progress" and "self-hosted" in job.get("labels", []) for job in jobs)

    def setting(self, path: str) -> Any:
        """Read what lies at a path below the repository's; None where there is nothing.

        Raises:
            Hidden: the token may not see it.
        """
        address = f"/repos/{self._full_name}/{path}".rstrip("/")
        with asking(f"show the setting {path or 'of the repository'}", "administration: read"):
            try:
                return self._repository.requester.requestJsonAndCheck("GET", address)[1]
            except GithubException as error:
                if error.status == 404:
                    return None
                if error.status == 403:
                    raise Hidden(path) from error
                raise


def _standing(pull: PullRequest) -> Standing:
    return Standing(
        number=pull.number,
        title=pull.title,
        base_branch=pull.base.ref,
        head_sha=pull.head.sha,
        is_open=pull.state == "open",
        merged=pull.merged_at is not None,
        draft=pull.draft,
        labels=tuple(label.name for label in pull.labels),
        updated_at=pull.updated_at or datetime.now(UTC),
    )
