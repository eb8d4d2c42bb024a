"""Review: put a card into words, print it."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from grader.core.review import Review
from grader.core.run import Ending, Runs
from grader.core.submission import Submission
from grader.core.verdict import Card
from grader.core.words import Language
from grader.course import Course, Lesson
from grader.steps.files import CARD, PLOT, REVIEW, REVIEW_TEXT, SUBMISSION
from grader.steps.words import all_entries
from grader.wire import artifact


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


def show_review(work: Path, language: Language) -> None:
    """Print the review of card.json in the terminal, in one language.

    Raises:
        ArtifactError: the file cannot be read.
    """
    from rich.console import Console

    from grader.review.render import show

    show(artifact.read(Card, work / CARD), all_entries(), language, Console())


def table_header(lesson: Lesson, language: Language) -> str:
    """Return the header and delimiter lines of a lesson's results table."""
    from grader.review.readme import header

    return header(lesson.columns, language)


def readme_rows(submission: Submission, runs: Runs, course: Course, language: Language) -> list[str]:
    """Return the header and the rows of a results table, ready to paste; nothing where no row ran to its end."""
    from grader.review.readme import row

    lesson = course.lesson(submission.homework or 0) or course.lessons[0]
    done = [(submission.rows[run.row], run) for run in runs.rows if run.end.ending is Ending.DONE]
    rows = [row(lesson.columns, handed.model or "", handed.method_text, run.measurements, runs.machine) for handed, run in done]
    return [table_header(lesson, language), *rows] if rows else []
