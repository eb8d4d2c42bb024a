"""The port, from the variables that GitHub sets in every job."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from grader.core.errors import GitHubError
from grader.github.port import ACTIONS_BOT

if TYPE_CHECKING:
    from grader.github.pygithub import PyGitHub


def connect(environment: Mapping[str, str]) -> PyGitHub:
    """Open the repository GITHUB_REPOSITORY with GITHUB_TOKEN at GITHUB_API_URL; GRADER_LOGIN names the login of another token.

    Raises:
        GitHubError: a variable is missing.
    """
    from grader.github.pygithub import API_URL, PyGitHub  # PyGithub: only those who talk to GitHub pay for it

    for name in ("GITHUB_REPOSITORY", "GITHUB_TOKEN"):
        if not environment.get(name):
            hint = (
                "in a workflow: `env: {GITHUB_TOKEN: ${{ github.token }}}`; by hand: `export GITHUB_TOKEN=$(gh auth token)`"
                if name == "GITHUB_TOKEN"
                else ""
            )
            raise GitHubError(f"{name} is not set", hint=hint)
    return PyGitHub(
        environment["GITHUB_REPOSITORY"],
        environment["GITHUB_TOKEN"],
        url=environment.get("GITHUB_API_URL", API_URL),
        login=environment.get("GRADER_LOGIN", ACTIONS_BOT),
    )
