from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from grader.course import Course
from tests.attacks.scene import Scene, scene
from tests.verify.support import MEASURING, THRESHOLD, Grading, QuickBench, small_course


@pytest.fixture
def target() -> Iterator[Scene]:
    """A machine worth attacking, below a directory that every uid can reach."""
    with tempfile.TemporaryDirectory(prefix="grader-test-") as name:
        Path(name).chmod(0o777)
        with scene(Path(name)) as made:
            yield made


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """All twelve examples in one start: an attack that ends well is over sooner than in two."""
    return small_course(tmp_path_factory.mktemp("course"), measuring=replace(MEASURING, examples=12, starts=1))


@pytest.fixture
def grading(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Grading:
    """Verification as it is, but for an original that starts at once."""
    monkeypatch.setattr("grader.verify.verify.Bench", QuickBench)
    monkeypatch.setattr(QuickBench, "original", THRESHOLD)
    monkeypatch.setattr("grader.verify.measure.REPEATS", 0)  # how steady the times are is not asked here
    return Grading(course, tmp_path)


@pytest.fixture
def note(record_property: Callable[[str, object], None]) -> Callable[[object, object], None]:
    """Tell the table what was expected and what came of it."""

    def tell(expected: object, got: object) -> None:
        record_property("expected", str(expected))
        record_property("got", str(got))

    return tell
