from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from grader.core.review import Conclusion, LineComment, Review
from grader.github.pygithub import Pace, PyGitHub
from tests.github_double import Double, File, Pull, State

if TYPE_CHECKING:
    from tests.github.merging import Scene

REPOSITORY = "course/model-compression"
BASE, HEAD, NEXT = "b" * 40, "a" * 40, "c" * 40
HURRY = Pace(between_requests=None, between_writes=None, backoff=0, wait=0)

#: shows the lines 10 to 13 of the new README
README = File(filename="README.md", patch="@@ -10,3 +10,4 @@ # Results\n | model | size |\n |---|---|\n+| vit | 10 MB |\n \n")


def pull(number: int = 7, head_sha: str = HEAD) -> Pull:
    return Pull(
        number=number,
        title="ml_masters HW-3",
        author="student-1",
        base="lesson-3",
        base_sha=BASE,
        head_sha=head_sha,
        files=[README, File(filename="model.bin", status="added")],
    )


def review(
    *,
    number: int = 7,
    head_sha: str = HEAD,
    body: str = "# Result\n\nall cells hold",
    conclusion: Conclusion = Conclusion.SUCCESS,
    comments: tuple[LineComment, ...] = (),
    labels: tuple[str, ...] = ("grader: verified",),
) -> Review:
    return Review(
        repository=REPOSITORY,
        number=number,
        head_sha=head_sha,
        title="4 of 4 cells hold",
        body=body,
        conclusion=conclusion,
        comments=comments,
        labels=labels,
    )


@pytest.fixture
def double() -> Iterator[Double]:
    """A GitHub with one pull request; whatever breaks GitHub's description of its API fails the test."""
    with Double(State(repository=REPOSITORY, pulls=[pull()])) as double:
        yield double
    assert double.breaches == []


@pytest.fixture
def github(double: Double) -> Iterator[PyGitHub]:
    with PyGitHub(REPOSITORY, double.token, url=double.url, pace=HURRY) as github:
        yield github


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """A lesson branch in a real repository behind a GitHub of its own."""
    from tests.github.merging import Scene

    scene = Scene(tmp_path)
    with scene.double:
        yield scene
    assert scene.double.breaches == []
