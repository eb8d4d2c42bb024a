"""What the checks of a repository look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from grader.core.errors import GitHubError
from grader.core.words import Entry, Severity, Words


class Hidden(GitHubError):
    """The token may not see a setting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The repository: its name OWNER/REPO, its default branch, the lesson branches of its course, the labels that the bot uses."""

    repository: str
    default_branch: str
    private: bool
    branches: tuple[str, ...]
    labels: tuple[str, ...]


class Settings(Protocol):
    """Reads the settings of one repository."""

    def setting(self, path: str) -> Any:
        """Read what lies at a path below the repository's; None where there is nothing.

        Raises:
            Hidden: the token may not see it.
            GitHubError: GitHub did not answer.
        """
        ...


def entry(severity: Severity, code: str, message: Words, why: Words) -> Entry:
    """Word a finding: its severity says how much the repository lacks by it."""
    return Entry(code=code, severity=severity, message=message, why=why)
