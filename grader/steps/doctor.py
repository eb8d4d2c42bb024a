"""Doctor: what a machine can promise, and what a repository lacks."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from grader.core.finding import Finding
from grader.course import Course


def examine_machine(course: Course | None, *, require_cgroup: bool, private: Path | None = None) -> list[Finding]:
    """Say what this machine can promise to a course, or without one by the usual limits; `private` is where private parts lie."""
    from grader.verify.doctor import examine

    return examine(course, require_cgroup=require_cgroup, private=private)


def examine_repository(repository: str, course: Course | None, environment: Mapping[str, str]) -> list[Finding]:
    """Say how a repository is set up for grading, as far as the token of the environment may see.

    Raises:
        GitHubError: there is no token, or GitHub did not answer.
    """
    from grader.github.connect import connect
    from grader.github.doctor import examine
    from grader.review.decide import LABELS

    token = environment.get("GITHUB_TOKEN") or environment.get("GH_TOKEN", "")
    branches = tuple(lesson.branch for lesson in course.lessons) if course else ()
    with connect({**environment, "GITHUB_REPOSITORY": repository, "GITHUB_TOKEN": token}) as github:
        return examine(repository, branches, LABELS, github)
