"""Sweep: see to the commits without a verdict, be it that nobody grades them or that their code is running."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING

from grader.course import Course

if TYPE_CHECKING:
    from grader.github.sweep import Due


def sweep(course: Course, environment: Mapping[str, str], *, most: int) -> list[Due]:
    """See to open pull requests without a verdict, at most so many; return which, and what they needed.

    Raises:
        GitHubError: GitHub refused or did not answer; what is left is found again next time.
    """
    from grader.github.connect import connect
    from grader.github.sweep import act, due

    branches = {lesson.branch for lesson in course.lessons}
    with connect(environment) as github:
        found = list(islice(due(github, branches, datetime.now(UTC)), most))
        for pull in found:
            act(github, pull, environment.get("GITHUB_REF_NAME", "main"))
    return found
