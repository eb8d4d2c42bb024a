"""What was measured for a commit, kept in the text of its check run: only our own app can write there, and nobody sees it."""

from __future__ import annotations

import re

from grader.github import checks, sticky
from grader.github.port import GitHub

_KEPT = re.compile(r"<!-- grader runs key=([0-9a-f]{64}) data=([A-Za-z0-9+/]+={0,2}) -->")


def keep(key: str, packed: str) -> str:
    """Write the text of a check run; `key` names all that the measurements depend on, `packed` is one word."""
    return f"<!-- grader runs key={key} data={packed} -->"


def kept(github: GitHub, number: int, head_sha: str, key: str) -> str | None:
    """Find what was measured with the same key at a commit of a pull request; the latest run's where there are several."""
    found = checks.ours(github, number, head_sha)
    for run in sorted(found, reverse=True):
        if (match := _KEPT.fullmatch(found[run].text.strip())) and match[1] == key:
            return match[2]
    return None


def graded_heads(github: GitHub, number: int) -> list[str]:
    """Name the commits that our comment on a pull request was about last, newest first."""
    found = sticky.find(github.comments(number), github.login)
    return [mark.head_sha for _, mark in sorted(found, key=lambda pair: -pair[1].run)]
