"""Who may give a command. GitHub's `author_association` is computed late and hides memberships, so the API is asked."""

from __future__ import annotations

from functools import cache

from grader.github.commands.command import Right
from grader.github.port import GitHub

_WRITING = ("admin", "write")


class People:
    """Answers who may what in one repository; each person is asked about once."""

    def __init__(self, github: GitHub) -> None:
        self._login = github.login
        self._permission = cache(github.permission)

    def is_bot(self, login: str) -> bool:
        """Tell whether this is an app, such as ourselves; no person's login can hold a bracket."""
        return login == self._login or login.endswith("[bot]")

    def writes(self, login: str) -> bool:
        """Tell whether somebody can write to the repository (maintain counts as write, triage as read).

        Raises:
            GitHubError: GitHub does not say.
        """
        return not self.is_bot(login) and self._permission(login) in _WRITING

    def may(self, right: Right, login: str, author: str) -> bool:
        """Tell whether somebody has a right over the pull request of `author`.

        Raises:
            GitHubError: GitHub does not say.
        """
        match right:
            case Right.ANYBODY:
                return not self.is_bot(login)
            case Right.AUTHOR:
                return login.casefold() == author.casefold() or self.writes(login)
            case Right.WRITER:
                return self.writes(login)
