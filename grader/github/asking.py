"""What goes wrong with a request, as an error that says what was asked and what to do. Imports PyGithub, so import it late."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from github.GithubException import BadAttributeException, GithubException, RateLimitExceededException

from grader.core.errors import GitHubError

READ, WRITE = "pull-requests: read", "pull-requests: write"
CHECKS = "checks: write"
CONTENTS = "contents: write"
ACTIONS = "actions: write"
_AGAIN = "run the job again: what was posted already is updated, never repeated"


@contextmanager
def asking(what: str, needs: str, *, gone_is_fine: bool = False, refusal: type[GitHubError] = GitHubError) -> Iterator[None]:
    """Turn what goes wrong into a `GitHubError` that says what was asked and what to do.

    `needs` is the permission behind the request; `refusal` is raised on 422, where GitHub finds fault with what was sent, and on 409, where
    it conflicts with what is there.
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
        case 409 | 422:
            return refusal(f"GitHub refused to {what}: {said}")
        case _:
            return GitHubError(f"GitHub did not {what}: {said}", hint=_AGAIN)
