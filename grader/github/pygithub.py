"""GitHub through PyGithub. The only module that imports it, so import this one late (it costs 0.1 s).

Everything is asked lazily: an object knows its address from its number, and costs a request only when something is read of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import github

from grader.core.errors import GitHubError
from grader.core.review import LineComment
from grader.core.submission import PullRequest
from grader.github.asking import ACTIONS, CHECKS, READ, WRITE, asking
from grader.github.event import pull_request_from
from grader.github.port import ACTIONS_BOT, ChangedFile, CheckRun, Comment, PostedCheckRun, PostedLineComment, Reaction, Unanchored
from grader.github.pyobjects import PyObjects
from grader.github.running import Running

if TYPE_CHECKING:
    from github.CheckRun import CheckRun as PostedCheck
    from github.IssueComment import IssueComment
    from github.NamedUser import NamedUser
    from github.Organization import Organization

API_VERSION = "2022-11-28"
API_URL = "https://api.github.com"
_TIME = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How hurried the client is, in seconds; GitHub asks for a second between writes and no end of waits is longer than `wait`.

    An answer is waited for `timeout` seconds.
    """

    between_requests: float | None = 0.25
    between_writes: float | None = 1.0
    backoff: float = 1.0
    wait: int = 120
    timeout: int = 30


class PyGitHub(PyObjects, Running):
    """The port `GitHub` over HTTP; `login` is the one under which `token` writes. Close it, or use it in a `with`."""

    def __init__(self, repository: str, token: str, *, url: str = API_URL, login: str = ACTIONS_BOT, pace: Pace | None = None) -> None:
        pace = pace or Pace()
        self._login, self._full_name = login, repository
        self._client = github.Github(
            auth=github.Auth.Token(token),
            base_url=url,
            per_page=100,
            lazy=True,
            api_version=API_VERSION,
            timeout=pace.timeout,
            seconds_between_requests=pace.between_requests,
            seconds_between_writes=pace.between_writes,
            retry=github.GithubRetry(
                total=4,
                backoff_factor=pace.backoff,
                # PyGithub adds 403, of which it retries only rate limits
                status_forcelist=[429, 500, 502, 503, 504],
                # a POST that took effect can still answer 502; sent again, it would post twice
                allowed_methods={"GET", "PUT", "PATCH", "DELETE"},
                max_rate_limit_wait=pace.wait,
                retry_after_max=pace.wait,
            ),
        )
        self._repository = self._client.get_repo(repository)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    @property
    def login(self) -> str:
        """The login under which the token writes."""
        return self._login

    def pull_request(self, number: int) -> PullRequest:
        """Read a pull request as it is now."""
        with asking(f"show pull request {number}", READ):
            data = self._repository.get_pull(number).raw_data
        try:
            return pull_request_from(data)
        except ValueError as error:
            raise GitHubError(f"GitHub shows pull request {number} in an unknown form: {error}") from error

    def changed_files(self, number: int) -> tuple[ChangedFile, ...]:
        """Read what the pull request changes."""
        with asking(f"list the files of pull request {number}", READ):
            # not the attributes: of a file without a patch, that one would be asked for by itself
            files = [file.raw_data for file in self._repository.get_pull(number).get_files()]
        return tuple(ChangedFile(path=file["filename"], patch=file.get("patch")) for file in files)

    def comments(self, number: int) -> tuple[Comment, ...]:
        """Read the thread, oldest first."""
        with asking(f"list the comments of pull request {number}", READ):
            return tuple(map(_comment, self._repository.get_issue(number).get_comments()))

    def create_comment(self, number: int, body: str) -> Comment:
        """Add a comment to the thread."""
        with asking("write a comment", WRITE):
            return _comment(self._repository.get_issue(number).create_comment(body))

    def update_comment(self, comment_id: int, body: str) -> None:
        """Replace the text of a comment."""
        with asking("update the comment", WRITE):
            self._posted(comment_id).edit(body)

    def delete_comment(self, comment_id: int) -> None:
        """Delete a comment; one that is already gone is no error."""
        with asking("delete a comment that stands twice", WRITE, gone_is_fine=True):
            self._posted(comment_id).delete()

    def reactions(self, comment_id: int) -> tuple[Reaction, ...]:
        """Read the reactions to a comment of the thread."""
        with asking("list the reactions to a comment", READ):
            found = self._posted(comment_id).get_reactions()
            return tuple(Reaction(author=_author(reaction.user), content=reaction.content) for reaction in found)

    def react(self, comment_id: int, content: str) -> None:
        """React to a comment; a reaction that is there already stays one."""
        with asking("react to a comment", WRITE):
            self._posted(comment_id).create_reaction(content)

    def permission(self, login: str) -> str:
        """Tell what somebody may do in the repository; GitHub answers 404 for one whom it does not know there."""
        level = "none"
        with asking(f"tell the permission of {login}", "contents: read", gone_is_fine=True):
            level = self._repository.get_collaborator_permission(login)
        return level  # noqa: RET504 - a 404 passes the block without a level

    def dispatch(self, workflow: str, ref: str, inputs: dict[str, str]) -> None:
        """Start a workflow as it is on a branch."""
        with asking(f"start {workflow}", ACTIONS):
            self._repository.get_workflow(workflow).create_dispatch(ref, inputs, throw=True)

    def dispatched(self, workflow: str, since: str) -> tuple[str, ...]:
        """Read the titles of the runs that were started by a dispatch since then."""
        with asking(f"list the runs of {workflow}", ACTIONS):
            runs = self._repository.get_workflow(workflow).get_runs(event="workflow_dispatch", created=f">={since}")
            return tuple(run.display_title for run in runs)

    def line_comments(self, number: int) -> tuple[PostedLineComment, ...]:
        """Read the comments on lines of the diff."""
        with asking(f"list the comments on lines of pull request {number}", READ):
            return tuple(
                PostedLineComment(author=_author(comment.user), path=comment.path, line=comment.line, body=comment.body)
                for comment in self._repository.get_pull(number).get_review_comments()
            )

    def create_review(self, number: int, head_sha: str, body: str, comments: tuple[LineComment, ...]) -> None:
        """Post comments on lines as one review; see the port."""
        anchored: list[Any] = [{"path": item.path, "line": item.line, "side": "RIGHT", "body": item.body} for item in comments]
        with asking("comment on lines of the diff", WRITE, refusal=Unanchored):
            self._repository.get_pull(number).create_review(self._repository.get_commit(head_sha), body, "COMMENT", anchored)

    def check_runs(self, head_sha: str, name: str) -> tuple[PostedCheckRun, ...]:
        """Read the check runs of one name on a commit."""
        with asking("list check runs", CHECKS):
            # "latest" would show one a name, and two pull requests may share the commit
            runs = self._repository.get_commit(head_sha).get_check_runs(check_name=name, filter="all")
            return tuple(map(_posted_check, runs))

    def create_check_run(self, check: CheckRun) -> int:
        """Create a check run; return its id."""
        with asking("create a check run", CHECKS):
            return self._repository.create_check_run(head_sha=check.head_sha, **_check(check)).id

    def update_check_run(self, check_run_id: int, check: CheckRun) -> None:
        """Replace what a check run says."""
        with asking("update a check run", CHECKS):
            self._repository.get_check_run(check_run_id).edit(**_check(check))

    def amend_check_run(self, posted: PostedCheckRun, *, title: str = "", text: str = "", running: bool = False) -> None:
        """Change a part of what a check run says; GitHub takes its output as a whole."""
        said = {"title": title or posted.title, "summary": posted.summary, "text": text or posted.text}
        state: dict[str, Any] = {"status": "in_progress"} if running else {}
        with asking("update a check run", CHECKS):
            self._repository.get_check_run(posted.id).edit(**state, output={key: value for key, value in said.items() if value})

    def labels(self, number: int) -> tuple[str, ...]:
        """Read the labels of the pull request."""
        with asking(f"list the labels of pull request {number}", READ):
            return tuple(label.name for label in self._repository.get_issue(number).get_labels())

    def add_labels(self, number: int, labels: tuple[str, ...]) -> None:
        """Put labels on the pull request."""
        with asking("add labels", WRITE):
            self._repository.get_issue(number).add_to_labels(*labels)

    def remove_label(self, number: int, label: str) -> None:
        """Take a label off the pull request; one that is already off is no error."""
        with asking("remove a label", WRITE, gone_is_fine=True):
            self._repository.get_issue(number).remove_from_labels(label)

    def is_open(self, number: int) -> bool:
        """Tell whether the pull request is neither merged nor closed."""
        with asking(f"show pull request {number}", READ):
            return self._repository.get_pull(number).state == "open"

    def close_pull_request(self, number: int) -> None:
        """Close the pull request without merging it."""
        with asking(f"close pull request {number}", WRITE):
            self._repository.get_pull(number).edit(state="closed")

    def _posted(self, comment_id: int) -> IssueComment:
        return self._repository.get_issue(0).get_comment(comment_id)  # its address does not hold the issue's number


def _author(user: NamedUser | Organization | None) -> str:
    return user.login if user else "ghost"  # the account was deleted


def _comment(comment: IssueComment) -> Comment:
    return Comment(
        id=comment.id,
        author=_author(comment.user),
        body=comment.body or "",
        url=comment.html_url,
        created_at=f"{comment.created_at:{_TIME}}",
        updated_at=f"{comment.updated_at:{_TIME}}",
    )


def _posted_check(run: PostedCheck) -> PostedCheckRun:
    return PostedCheckRun(
        id=run.id,
        external_id=run.external_id or "",
        finished=run.status == "completed",
        running=run.status == "in_progress",
        app=run.app.slug or "" if run.app else "",
        title=run.output.title or "",
        summary=run.output.summary or "",
        text=run.output.text or "",
    )


def _check(check: CheckRun) -> dict[str, Any]:
    said = {"title": check.title, "summary": check.summary}
    done = {"status": "completed", "conclusion": check.conclusion.value} if check.conclusion else {"status": "queued"}
    return {
        "name": check.name,
        "external_id": check.external_id,
        "details_url": check.details_url,
        **done,
        "output": {**said, "text": check.text} if check.text else said,
    }
