"""Sweep: have graded what no event has, or what a dead run has left without a verdict."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING

from grader.course import Course

if TYPE_CHECKING:
    from grader.github.sweep import Due


def sweep(course: Course, environment: Mapping[str, str], *, most: int) -> list[Due]:
    """Start the grading of open pull requests without a verdict, at most so many; return which.

    Raises:
        GitHubError: GitHub refused or did not answer; what is left is found again next time.
    """
    from grader.github.connect import connect
    from grader.github.sweep import due, have_graded

    branches = {lesson.branch for lesson in course.lessons}
    with connect(environment) as github:
        found = list(islice(due(github, branches, datetime.now(UTC)), most))
        for pull in found:
            have_graded(github, pull, environment.get("GITHUB_REF_NAME", "main"))
    return found
