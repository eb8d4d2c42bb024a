"""Judge: hold what was claimed against what was measured."""

from __future__ import annotations

from pathlib import Path

from grader.core.decision import Decisions
from grader.core.run import Runs
from grader.core.submission import Submission
from grader.core.verdict import Card
from grader.course import Course
from grader.steps.evidence import add_card
from grader.steps.files import CARD, DECISIONS, RUNS, SUBMISSION
from grader.wire import artifact


def judge_runs(work: Path, course: Course) -> Card:
    """Judge: hold the claims of submission.json against runs.json, under decisions.json (each if it is there), and write card.json.

    Evidence of the same runs, if there is any, gets the card too.

    Raises:
        ArtifactError: a file cannot be read.
    """
    from grader.judge.judge import judge

    submission = artifact.read(Submission, work / SUBMISSION)
    runs = artifact.read(Runs, work / RUNS) if (work / RUNS).exists() else None
    decisions = artifact.read(Decisions, work / DECISIONS).items if (work / DECISIONS).exists() else ()
    card = judge(submission, runs, course, decisions)
    artifact.write(card, work / CARD)
    add_card(work, submission, runs, course)
    return card
