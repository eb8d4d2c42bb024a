from __future__ import annotations

from pathlib import Path

import pytest

from grader.course import Course
from tests.verify.support import THRESHOLD, Grading, QuickBench, small_course


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return small_course(tmp_path_factory.mktemp("course"))


@pytest.fixture
def grading(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Grading:
    """Verification as it is, but for an original that starts at once."""
    monkeypatch.setattr("grader.verify.verify.Bench", QuickBench)
    monkeypatch.setattr(QuickBench, "original", THRESHOLD)
    monkeypatch.setattr("grader.verify.measure.REPEATS", 0)  # how steady the times are is not asked here
    return Grading(course, tmp_path)
