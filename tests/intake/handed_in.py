"""A pull request with nothing wrong in it, to be changed in one place by each test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from grader.core.problem import Problem
from grader.core.record import Record
from grader.core.submission import PullRequest, Submission
from grader.core.words import Language, catalogue
from grader.course import Course, load_course
from grader.intake.checks import PLAUSIBLE_ENTRIES, PULL_REQUEST_ENTRIES, TABLE_ENTRIES
from grader.intake.intake import take_in
from grader.wire import artifact
from tests.intake.repository import Content, Store

HOME = "submissions/ml_masters/hw-3"
TITLE, BRANCH = "ml_masters HW-3", "lesson-3-clustering"

TEXT = "\n".join(f"Правило курса номер {number}: измеряйте дважды." for number in range(1, 13))
HEADER = (
    "| Модель | Метод | Размер весов (MB) | Размер в .gz (MB) | Время инференса (CPU, ms) | Время инференса (GPU, ms) "
    "| Использование RAM (MB) | Использование VRAM (MB) | Качество (Accuracy) |\n"
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n"
)
THEIRS = (
    "| owner/other-model | Оригинал | 12.5 | 11.2 | 40.1 | - | 300 | - | 0.91 |\n"
    "| owner/other-model | Кластеризация, 16 кластеров | 3.1 | 2.2 | 39.8 | - | 310 | - | 0.90 |\n"
)
ORIGINAL = "| digits-vit | Оригинал | 0.82 | 0.75 | 1.31 | - | 25.4 | - | 0.9750 |\n"
CLUSTERED = "| digits-vit | Кластеризация, 32 кластера | 0.14 | 0.11 | 1.35 | - | 25.9 | - | 0.9675 |\n"
BASE_README = f"# Курс\n\n{TEXT}\n\n{HEADER}{THEIRS}"
README = BASE_README + ORIGINAL + CLUSTERED
MANIFEST = """team: ml_masters
homework: 3
task: image-classification
data: digits
rows:
  - model: local:digits-vit
    method: original
  - model: local:digits-vit
    method: clustering
    params: {clusters: 32}
    code: clustering.py
"""
CODE = b"def compress(source, target): ...\ndef load(path, device): ...\ndef predict(model, inputs): ...\n"
BASE: Mapping[str | bytes, Content] = {
    "README.md": BASE_README.encode(),
    "submissions/course/guide.md": b"# Guide\n",
    ".github/course.yml": b"x",
}
GOOD: Mapping[str | bytes, Content] = {
    "README.md": README.encode(),
    f"{HOME}/submission.yml": MANIFEST.encode(),
    f"{HOME}/clustering.py": CODE,
}
ENTRIES = catalogue(*TABLE_ENTRIES, *PLAUSIBLE_ENTRIES, *PULL_REQUEST_ENTRIES)


@cache
def course() -> Course:
    return load_course(Path(__file__).parent.parent / "course" / "course.yml")


class HandedIn(NamedTuple):
    """How a pull request differs from the good one; `without` are paths that its head does not have."""

    title: str = TITLE
    branch: str = BRANCH
    change: Mapping[str | bytes, Content] = {}
    without: Sequence[str] = ()
    base: Mapping[str | bytes, Content] = {}
    manifest: tuple[str, str] | None = None  # a text in the manifest, and what stands there instead
    readme: tuple[str, str] | None = None
    under: Course | None = None  # another course

    def taken_in(self, given: Course | None = None) -> Submission:
        """Commit it and take it in, in the tests' own course or another one; every message must be sayable in both languages."""
        base = {**BASE, **self.base}
        head = {**base, **GOOD, **_replaced(self.manifest, f"{HOME}/submission.yml"), **_replaced(self.readme, "README.md"), **self.change}
        with TemporaryDirectory() as directory:
            store = Store(Path(directory))
            base_sha = store.commit(base)
            head_sha = store.commit({path: content for path, content in head.items() if path not in self.without}, base_sha)
            pull_request = PullRequest(
                repository="course/basics", number=7, title=self.title, author="student", base_branch=self.branch,
                base_sha=base_sha, head_sha=head_sha,
            )  # fmt: skip
            submission = take_in(store.repository, pull_request, given or self.under or course(), base_sha)
        for problem in submission.problems:
            assert said(problem)
        return submission

    def problems(self) -> tuple[Problem, ...]:
        return self.taken_in().problems

    def codes(self) -> set[str]:
        return {problem.code for problem in self.problems()}


def record(author: str) -> bytes:
    """What merging a pull request of somebody leaves in the team's directory."""
    return artifact.encode(Record(team="ml_masters", homework=3, pull_request=5, author=author, head_sha="5" * 40))


def _replaced(change: tuple[str, str] | None, path: str) -> dict[str | bytes, Content]:
    if change is None:
        return {}
    text = GOOD[path]
    assert isinstance(text, bytes)
    assert change[0] in text.decode(), change[0]
    return {path: text.replace(change[0].encode(), change[1].encode())}


def said(problem: Problem) -> str:
    """Word a problem in both languages, as a reader would see it."""
    entry = ENTRIES[problem.code]
    assert problem.severity is entry.severity
    return "\n".join(entry.say(problem.facts, language, lambda fact: f"«{fact}»") for language in Language)
