"""What a repository lacks to be graded, and the command that mends it; reads settings, changes nothing."""

from __future__ import annotations

from grader.core.errors import GitHubError
from grader.core.finding import Finding
from grader.github.doctor.checks import CHECKS, ENTRIES, access
from grader.github.doctor.probe import Hidden, Place, Settings

__all__ = ["ENTRIES", "examine"]


def examine(repository: str, branches: tuple[str, ...], labels: tuple[str, ...], settings: Settings) -> list[Finding]:
    """Look at all settings of a repository with the lesson branches of its course; one request for most checks, one a branch.

    Raises:
        GitHubError: GitHub did not answer.
    """
    try:
        found = settings.setting("")
    except Hidden:
        found = None
    if not isinstance(found, dict):
        return [access.missing(repository)]
    place = Place(repository=repository, default_branch=found["default_branch"], private=found["private"], branches=branches, labels=labels)
    findings: list[Finding] = [access.seen(place)]
    for check in CHECKS:
        try:
            findings += check(place, settings)
        except Hidden as error:
            findings.append(access.hidden(place, str(error)))
        except (KeyError, TypeError) as error:
            raise GitHubError(f"GitHub shows a setting in an unknown form: {error!r}") from error
    return findings
