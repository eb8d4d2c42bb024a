"""The steps of the flow: read an artifact, call a stage, write an artifact. Here, and only here, the stages meet.

All files of one grading lie in one directory, so that each step can be replayed alone from the files before it:

    submission.json  code/        intake     what was handed in, and the adapters
    runs.json        evidence/    verify     measurements, and the raw samples behind them
    card.json                     judge      verdicts and points
    review.json  review.md  plot.png         review
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from grader.core.problem import Problem
from grader.core.review import Review
from grader.core.run import Ending, Phase, RowRun, Runs
from grader.core.submission import PullRequest, Submission
from grader.core.table import Document
from grader.core.verdict import Card
from grader.core.words import Catalogue, Language, Words, catalogue
from grader.course import Course, Lesson
from grader.intake.objects import GitError, Repository
from grader.wire import artifact

SUBMISSION, RUNS, CARD, REVIEW = "submission.json", "runs.json", "card.json", "review.json"
CODE, EVIDENCE, REVIEW_TEXT, PLOT = "code", "evidence", "review.md", "plot.png"


def entry_groups() -> dict[str, Catalogue]:
    """Return the codes of problems in tables, of doubtful numbers, of problems of a pull request, of verdicts, of ends of runs."""
    from grader.intake.checks import PLAUSIBLE_ENTRIES, PULL_REQUEST_ENTRIES, TABLE_ENTRIES
    from grader.judge.reasons import ENTRIES as REASONS
    from grader.verify.wording import ENTRIES as ENDINGS

    names = ("tables", "plausibility", "pull-request", "verdicts", "endings")
    groups = (TABLE_ENTRIES, PLAUSIBLE_ENTRIES, PULL_REQUEST_ENTRIES, REASONS, ENDINGS)
    return {name: catalogue(*entries) for name, entries in zip(names, groups, strict=True)}


@cache
def all_entries() -> Catalogue:
    """Return every code that the bot can say."""
    return catalogue(*(entry for group in entry_groups().values() for entry in group.values()))


def offered_fix(code: str) -> Words | None:
    """Say what fix comes with a problem, if one does."""
    from grader.intake.fixes import FIXES

    return FIXES.get(code)


def tell(problem: Problem, language: Language, paint: Callable[[str, str], str]) -> str:
    """Show a problem in a terminal, in a few lines."""
    from grader.review.lint import lint

    return lint(problem, all_entries(), language, paint)


def plain_tables(document: Document, language: Language) -> dict[str, object]:
    """Return a document as the plain object that `grader table --json` prints."""
    from grader.review.lint import message
    from grader.wire.tables import plain

    entries = all_entries()
    return plain(document, lambda problem: message(problem, entries, language))


def read_table(path: Path) -> Document:
    """Read every table of a Markdown file, with the problems of the tables.

    Raises:
        OSError: the file cannot be read.
    """
    from grader.intake.checks import PLAUSIBLE_CHECKS, TABLE_CHECKS
    from grader.intake.encoding import decode
    from grader.intake.reader import read_document
    from grader.intake.sight import look

    readme = path.with_name("README.md")  # a quality without a name may be named by the same row there
    beside = [read_document(readme.read_bytes(), str(readme))] if readme != path and readme.is_file() else []
    data = path.read_bytes()
    document = read_document(data, str(path), beside=beside)
    sight = look(document, text=decoded.text if document.tables and (decoded := decode(data)) else "")
    found = [problem for check in TABLE_CHECKS for problem in check(document)]
    found += [problem for check in PLAUSIBLE_CHECKS for problem in check(sight)]
    return replace(document, problems=(*document.problems, *found))


def take_in_event(event: Path, work: Path, course: Course, environment: Mapping[str, str]) -> Submission:
    """Intake, from a GitHub event: fetch the pull request as git objects and write submission.json and code/.

    Raises:
        GraderError: the event, the pull request or the repository cannot be read.
    """
    from grader.github.connect import connect
    from grader.github.event import pull_request_of

    pull_request = pull_request_of(event, connect(environment))
    server = environment.get("GITHUB_SERVER_URL", "https://github.com")
    with TemporaryDirectory(prefix="grader-objects-") as directory:
        repository = Repository.create(Path(directory))
        head, base = f"refs/pull/{pull_request.number}/head", f"refs/heads/{pull_request.base_branch}"
        repository.fetch(f"{server}/{pull_request.repository}.git", f"+{head}:{head}", f"+{base}:{base}")
        if (found := repository.commit(head)) != pull_request.head_sha:
            raise GitError(
                f"the pull request has moved on to {found[:12]} since {pull_request.head_sha[:12]}",
                hint="a newer event grades the newer commit; nothing is left to do for this one",
            )
        return _take_in(repository, pull_request, work, course, repository.commit(base))


def _take_in(repository: Repository, pull_request: PullRequest, work: Path, course: Course, base: str) -> Submission:
    from grader.intake.intake import take_in, write_code

    ancestor = repository.merge_base(base, pull_request.head_sha) or base
    submission = take_in(repository, pull_request, course, ancestor)
    write_code(repository, submission, work / CODE)
    artifact.write(submission, work / SUBMISSION)
    return submission


def check_working_copy(directory: Path, course: Course, title: str | None = None, base: str | None = None) -> Submission:
    """Intake, from a working copy as it lies on the disk, before anything is pushed.

    The files become a tree in a temporary object store, so that they are read exactly as a pull request is; neither the
    index nor the repository is touched. `base` is what the work started from: the lesson branch, else the last commit.

    Raises:
        BadInput: the directory is not in a git working copy, or `base` is unknown.
    """
    from grader.intake.intake import take_in
    from grader.intake.local import local_pull_request, working_tree

    with working_tree(directory) as (repository, tree):
        pull_request, ancestor = local_pull_request(repository, tree, course, title=title, base=base)
        return take_in(repository, pull_request, course, ancestor)


class Progress:
    """Hears how far a verification has come; this one keeps silent."""

    def begin(self, names: Mapping[int, str]) -> None:
        """Hear the names of the rows that will run."""

    def advance(self, row: int, phase: Phase, done: float) -> None:
        """Hear that a row has come to a phase, and how much of it is done (0 to 1)."""


def verify_submission(work: Path, course: Course, progress: Progress) -> Runs:
    """Verify: run the submission in `work` and write runs.json and evidence/.

    Raises:
        GraderError: submission.json cannot be read, or the course's own data cannot.
    """
    submission = artifact.read(Submission, work / SUBMISSION)
    return _verify(submission, work, course, progress)


def _verify(submission: Submission, work: Path, course: Course, progress: Progress) -> Runs:
    from grader.verify.verify import verify

    progress.begin({index: row_name(submission, index) for index, row in enumerate(submission.rows) if row.manifest is not None})
    verified = verify(submission, work / CODE, course, progress.advance)
    for row, starts in verified.starts.items():
        name = f"row-{row}.json"
        artifact.write_atomically(work / EVIDENCE / name, msgspec.json.encode({"row": row_name(submission, row), "starts": starts}))
    runs = replace(
        verified.runs,
        rows=tuple(replace(run, measurements=tuple(replace(m, samples=()) for m in run.measurements)) for run in verified.runs.rows),
    )
    artifact.write(runs, work / RUNS)
    return runs


def row_name(submission: Submission, index: int) -> str:
    """Name a row for people: model and method as the team wrote them."""
    row = submission.rows[index]
    return f"{row.model or '?'} · {row.method_text or row.method.family}"


def judge_runs(work: Path, course: Course) -> Card:
    """Judge: hold the claims of submission.json against runs.json (if it is there) and write card.json.

    Raises:
        ArtifactError: a file cannot be read.
    """
    from grader.judge.judge import judge

    submission = artifact.read(Submission, work / SUBMISSION)
    runs = artifact.read(Runs, work / RUNS) if (work / RUNS).exists() else None
    card = judge(submission, runs, course)
    artifact.write(card, work / CARD)
    return card


def write_review(work: Path, course: Course) -> Review:
    """Review: word card.json in the course's languages; write review.json, review.md and, where possible, plot.png.

    Raises:
        ArtifactError: a file cannot be read.
    """
    from grader.review.figures import png
    from grader.review.reviewing import review

    card = artifact.read(Card, work / CARD)
    submission = artifact.read(Submission, work / SUBMISSION)
    places = [*(row.place for row in submission.rows), *(problem.place for problem in card.problems if problem.fix)]
    lines = {(place.path, place.line): place.text for place in places if place.line is not None}
    written = review(card, all_entries(), course.languages, lines)
    artifact.write(written, work / REVIEW)
    artifact.write_atomically(work / REVIEW_TEXT, written.body.encode())
    if find_spec("matplotlib"):
        png(card, work / PLOT, course.languages[0])
    return written


def post_review(work: Path, environment: Mapping[str, str]) -> str:
    """Post review.json to its pull request; return the address of the comment.

    Raises:
        GraderError: the file cannot be read, or GitHub refuses.
    """
    from grader.github.connect import connect
    from grader.github.post import post

    run = environment.get("GITHUB_RUN_ID", "0")
    posted = post(artifact.read(Review, work / REVIEW), connect(environment), run=int(run) if run.isdigit() else 0)
    return posted.comment_url


def measure(directory: Path, course: Course, work: Path, progress: Progress) -> tuple[Submission, Runs]:
    """Measure the rows of a manifest on this machine, as the bot would; there are no claims, so nothing is judged.

    Raises:
        BadInput: the manifest is missing or wrong.
    """
    from grader.intake.local import bare_submission

    submission = bare_submission(directory, work / CODE)
    return submission, _verify(submission, work, course, progress)


def table_header(lesson: Lesson, language: Language) -> str:
    """Return the header and delimiter lines of a lesson's results table."""
    from grader.review.readme import header

    return header(lesson.columns, language)


def show_review(work: Path, language: Language) -> None:
    """Print the review of card.json in the terminal, in one language.

    Raises:
        ArtifactError: the file cannot be read.
    """
    from rich.console import Console

    from grader.review.render import show

    show(artifact.read(Card, work / CARD), all_entries(), language, Console())


def readme_rows(submission: Submission, runs: Runs, course: Course, language: Language) -> list[str]:
    """Return the header and the rows of a results table, ready to paste; nothing where no row ran to its end."""
    from grader.review.readme import row

    lesson = course.lesson(submission.homework or 0) or course.lessons[0]
    done = [(submission.rows[run.row], run) for run in runs.rows if run.end.ending is Ending.DONE]
    rows = [row(lesson.columns, handed.model or "", handed.method_text, run.measurements, runs.machine) for handed, run in done]
    return [table_header(lesson, language), *rows] if rows else []


def tell_end(run: RowRun, language: Language) -> str:
    """Say in one line how a run ended."""
    from grader.review.escape import terminal

    return all_entries()[run.end.ending].say(run.end.facts, language, lambda fact: terminal(fact, 300))


def plain_problems(submission: Submission) -> list[dict[str, object]]:
    """Return the problems as plain objects for tools, worded in every language."""
    from grader.review.lint import plain

    entries = all_entries()
    return [plain(problem, entries) for problem in submission.problems]
