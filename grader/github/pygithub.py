"""GitHub through PyGithub. The only module that imports it, so import this one late (it costs 0.1 s).

Everything is asked lazily: an object knows its address from its number, and costs a request only when something is read of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import github
from github.GithubException import BadAttributeException, GithubException, RateLimitExceededException

from grader.core.errors import GitHubError
from grader.core.review import LineComment
from grader.core.submission import PullRequest
from grader.github.event import pull_request_from
from grader.github.port import ACTIONS_BOT, ChangedFile, CheckRun, Comment, PostedCheckRun, PostedLineComment, Unanchored

if TYPE_CHECKING:
    from github.IssueComment import IssueComment
    from github.NamedUser import NamedUser
    from github.Organization import Organization

API_VERSION = "2022-11-28"
API_URL = "https://api.github.com"

_READ = "pull-requests: read"
_WRITE = "pull-requests: write"
_CHECKS = "checks: write"
_AGAIN = "run the job again: what was posted already is updated, never repeated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How hurried the client is, in seconds; GitHub asks for a second between writes and no end of waits is longer than `wait`."""

    between_requests: float | None = 0.25
    between_writes: float | None = 1.0
    backoff: float = 1.0
    wait: int = 120


class PyGitHub:
    """The port `GitHub` over HTTP; `login` is the one under which `token` writes. Close it, or use it in a `with`."""

    def __init__(self, repository: str, token: str, *, url: str = API_URL, login: str = ACTIONS_BOT, pace: Pace | None = None) -> None:
        pace = pace or Pace()
        self._login = login
        self._client = github.Github(
            auth=github.Auth.Token(token),
            base_url=url,
            per_page=100,
            lazy=True,
            api_version=API_VERSION,
            timeout=30,
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
        with _asking(f"show pull request {number}", _READ):
            data = self._repository.get_pull(number).raw_data
        try:
            return pull_request_from(data)
        except ValueError as error:
            raise GitHubError(f"GitHub shows pull request {number} in an unknown form: {error}") from error

    def changed_files(self, number: int) -> tuple[ChangedFile, ...]:
        """Read what the pull request changes."""
        with _asking(f"list the files of pull request {number}", _READ):
            # not the attributes: of a file without a patch, that one would be asked for by itself
            files = [file.raw_data for file in self._repository.get_pull(number).get_files()]
        return tuple(ChangedFile(path=file["filename"], patch=file.get("patch")) for file in files)

    def comments(self, number: int) -> tuple[Comment, ...]:
        """Read the thread, oldest first."""
        with _asking(f"list the comments of pull request {number}", _READ):
            return tuple(map(_comment, self._repository.get_issue(number).get_comments()))

    def create_comment(self, number: int, body: str) -> Comment:
        """Add a comment to the thread."""
        with _asking("write a comment", _WRITE):
            return _comment(self._repository.get_issue(number).create_comment(body))

    def update_comment(self, comment_id: int, body: str) -> None:
        """Replace the text of a comment."""
        with _asking("update the comment", _WRITE):
            self._posted(comment_id).edit(body)

    def delete_comment(self, comment_id: int) -> None:
        """Delete a comment; one that is already gone is no error."""
        with _asking("delete a comment that stands twice", _WRITE, gone_is_fine=True):
            self._posted(comment_id).delete()

    def line_comments(self, number: int) -> tuple[PostedLineComment, ...]:
        """Read the comments on lines of the diff."""
        with _asking(f"list the comments on lines of pull request {number}", _READ):
            return tuple(
                PostedLineComment(author=_author(comment.user), path=comment.path, line=comment.line, body=comment.body)
                for comment in self._repository.get_pull(number).get_review_comments()
            )

    def create_review(self, number: int, head_sha: str, body: str, comments: tuple[LineComment, ...]) -> None:
        """Post comments on lines as one review; see the port."""
        anchored: list[Any] = [{"path": item.path, "line": item.line, "side": "RIGHT", "body": item.body} for item in comments]
        with _asking("comment on lines of the diff", _WRITE, refusal=Unanchored):
            self._repository.get_pull(number).create_review(self._repository.get_commit(head_sha), body, "COMMENT", anchored)

    def check_runs(self, head_sha: str, name: str) -> tuple[PostedCheckRun, ...]:
        """Read the check runs of one name on a commit."""
        with _asking("list check runs", _CHECKS):
            # "latest" would show one a name, and two pull requests may share the commit
            runs = self._repository.get_commit(head_sha).get_check_runs(check_name=name, filter="all")
            return tuple(PostedCheckRun(id=run.id, external_id=run.external_id or "") for run in runs)

    def create_check_run(self, check: CheckRun) -> int:
        """Create a check run; return its id."""
        with _asking("create a check run", _CHECKS):
            return self._repository.create_check_run(head_sha=check.head_sha, **_check(check)).id

    def update_check_run(self, check_run_id: int, check: CheckRun) -> None:
        """Replace what a check run says."""
        with _asking("update a check run", _CHECKS):
            self._repository.get_check_run(check_run_id).edit(**_check(check))

    def labels(self, number: int) -> tuple[str, ...]:
        """Read the labels of the pull request."""
        with _asking(f"list the labels of pull request {number}", _READ):
            return tuple(label.name for label in self._repository.get_issue(number).get_labels())

    def add_labels(self, number: int, labels: tuple[str, ...]) -> None:
        """Put labels on the pull request."""
        with _asking("add labels", _WRITE):
            self._repository.get_issue(number).add_to_labels(*labels)

    def remove_label(self, number: int, label: str) -> None:
        """Take a label off the pull request; one that is already off is no error."""
        with _asking("remove a label", _WRITE, gone_is_fine=True):
            self._repository.get_issue(number).remove_from_labels(label)

    def _posted(self, comment_id: int) -> IssueComment:
        return self._repository.get_issue(0).get_comment(comment_id)  # its address does not hold the issue's number


def _author(user: NamedUser | Organization | None) -> str:
    return user.login if user else "ghost"  # the account was deleted


def _comment(comment: IssueComment) -> Comment:
    return Comment(id=comment.id, author=_author(comment.user), body=comment.body or "", url=comment.html_url)


def _check(check: CheckRun) -> dict[str, Any]:
    return {
        "name": check.name,
        "external_id": check.external_id,
        "details_url": check.details_url,
        "status": "completed",
        "conclusion": check.conclusion.value,
        "output": {"title": check.title, "summary": check.summary},
    }


@contextmanager
def _asking(what: str, needs: str, *, gone_is_fine: bool = False, refusal: type[GitHubError] = GitHubError) -> Iterator[None]:
    """Turn what goes wrong into a `GitHubError` that says what was asked and what to do.

    `needs` is the permission behind the request; `refusal` is raised on 422, where GitHub finds fault with what was sent.
    """
    try:
        yield
    except GithubException as error:
        if not (gone_is_fine and error.status == 404):
            raise _explained(error, what, needs, refusal) from error
    except BadAttributeException as error:
        raise GitHubError(f"GitHub was asked to {what} and answered in an unknown form: {error}") from error
    except OSError as error:  # all that `requests` raises is one: no connection, time-out, retries used up
        raise GitHubError(f"GitHub did not {what}: {str(error) or type(error).__name__}"[:500], hint=_AGAIN) from error


def _explained(error: GithubException, what: str, needs: str, refusal: type[GitHubError]) -> GitHubError:
    said = str(error)[:500]
    if isinstance(error, RateLimitExceededException) or error.status == 429:
        wait = (error.headers or {}).get("retry-after", "60")
        return GitHubError(f"GitHub asks to slow down and did not {what}: {said}", hint=f"wait {wait} s, then {_AGAIN}")
    if error.status >= 500:
        return GitHubError(f"GitHub failed while it was asked to {what}, perhaps after doing it: {said}", hint=_AGAIN)
    match error.status:
        case 401:
            hint = "a workflow's token ends with its job: pass the GITHUB_TOKEN of the job that posts"
            return GitHubError(f"GitHub does not accept the token, so it did not {what}: {said}", hint=hint)
        case 403:
            hint = f"add `{needs}` under `permissions:` of the job, or ask an owner whether the organisation forbids it"
            return GitHubError(f"the token may not {what}; it lacks the permission `{needs}`: {said}", hint=hint)
        case 404:
            hint = f"check the repository and the number, and that the token has `{needs}`: GitHub hides what a token may not see"
            return GitHubError(f"GitHub did not {what}, because it finds no such thing: {said}", hint=hint)
        case 422:
            return refusal(f"GitHub refused to {what}: {said}")
        case _:
            return GitHubError(f"GitHub did not {what}: {said}", hint=_AGAIN)
