"""A lesson branch in a real repository, pull requests of teams to it, and cards that find what each test needs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from grader.core.submission import PullRequest, Submission, SubmittedRow
from grader.core.verdict import Card, JudgedRow, Outcome, Reason, Verdict
from grader.course import Course, load_course
from grader.github.merge import Merged
from grader.github.pygithub import PyGitHub
from grader.intake.intake import take_in
from grader.intake.objects import Repository
from grader.steps.merge import merge_verified
from tests.github.conftest import HURRY, REPOSITORY
from tests.github_double import Double, Pull, State
from tests.github_double.bare import Bare

BRANCH = "lesson-3-weights-clusterization"
HEADER = "| Model | Method | Size (MB) | Latency (CPU, ms) | Quality (accuracy) |"
#: a BOM, line ends of both kinds, spaces at ends of lines, and no end of the last line
README = (
    "\ufeff# Lesson 3  \r\n\r\nText with spaces   \nand | pipes |\r\n\r\n"
    f"{HEADER}\r\n| --- | --- | --- | --- | --- |\r\n"
    "| vit-tiny | Original | 10.0 | 5.0 | 0.91 |\r\n"
    "\r\n## After the table  \n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nno line end"
)
BASE: Mapping[str, bytes] = {
    "README.md": README.encode(),
    ".github/workflows/grade.yml": b"name: grade\n",
    "submissions/others/hw-3/original.py": b"# theirs\n",
}
Files = Mapping[str, bytes | tuple[str, str] | None]


def line(method: str = "Clustering, 32 clusters", model: str = "vit-tiny", size: float = 2.5, time_ms: float = 4.75) -> str:
    return f"| {model} | {method} | {size} | {time_ms} | 0.9 |"


def readme(*lines: str, base: str = README) -> bytes:
    """Add lines to the table as a student does."""
    last = "| vit-tiny | Original | 10.0 | 5.0 | 0.91 |\r\n"
    return base.replace(last, last + "".join(f"{line}\r\n" for line in lines)).encode()


def course() -> Course:
    return load_course(Path(__file__).parent.parent.parent / ".github" / "course.yml")


class Scene:
    """A course repository on the double, with its lesson branch."""

    def __init__(self, directory: Path, base: Files = BASE) -> None:
        self.bare = Bare.create(directory / "course.git")
        self.base = self.bare.write(base, message="The lesson")
        self.bare.move(BRANCH, self.base)
        self.double = Double(State(repository=REPOSITORY, git=str(self.bare.directory)))
        self.double.permissions["contents"] = "write"
        self.course = course()

    def opened(self, number: int, team: str, files: Files, *, since: str | None = None) -> Pull:
        """Open a pull request with some files on top of the branch as it was in the beginning, or since another commit."""
        head = self.bare.write(files, since or self.base, message=f"Work of {team}")
        pull = Pull(number=number, title=f"{team} HW-3", author=team, base=BRANCH, base_sha=since or self.base, head_sha=head)
        self.double.state.pulls.append(pull)
        return pull

    def pushed(self, number: int, files: Files) -> None:
        pull = self.double.state.pull(number)
        self.double.state.push(number, self.bare.write(files, pull.head_sha), [])

    def taken_in(self, number: int) -> Submission:
        pull = self.double.state.pull(number)
        asked = PullRequest(
            repository=REPOSITORY, number=number, title=pull.title, author=pull.author, base_branch=pull.base, base_sha=pull.base_sha,
            head_sha=pull.head_sha,
        )  # fmt: skip
        return take_in(Repository(self.bare.directory), asked, self.course, pull.base_sha)

    def graded(self, number: int, judged: Callable[[SubmittedRow], JudgedRow] | None = None) -> tuple[Card, Submission]:
        submission = self.taken_in(number)
        rows = tuple(map(judged or confirmed, submission.rows))
        return Card(pull_request=submission.pull_request, team=submission.team, homework=submission.homework, rows=rows), submission

    def client(self) -> PyGitHub:
        return PyGitHub(REPOSITORY, self.double.token, url=self.double.url, pace=HURRY)

    def merge(self, number: int, graded: tuple[Card, Submission] | None = None) -> Merged:
        card, submission = graded or self.graded(number)
        with self.client() as github:
            return merge_verified(
                github, github.pull_request(number), card, submission, self.course, pause=lambda seconds: time.sleep(seconds / 5)
            )

    @property
    def tip(self) -> str:
        return self.bare.tip(BRANCH)

    def readme(self) -> bytes:
        return self.bare.read(self.tip, "README.md")


def judged(row: SubmittedRow, outcomes: Iterable[Outcome]) -> JudgedRow:
    """Judge the claims of a row, in turn."""
    return JudgedRow(
        model=row.model,
        method=row.method,
        method_text=row.method_text,
        line=row.place.line,
        verdicts=tuple(
            Verdict(metric=claim.metric, outcome=outcome, reason=Reason(code="within"), claim=claim)
            for claim, outcome in zip(row.claims, outcomes, strict=False)
        ),
    )


def confirmed(row: SubmittedRow) -> JudgedRow:
    return judged(row, [Outcome.CONFIRMED] * len(row.claims))


def off(row: SubmittedRow) -> JudgedRow:
    return judged(row, [Outcome.CONFIRMED, Outcome.OFF, *[Outcome.CONFIRMED] * len(row.claims)])
