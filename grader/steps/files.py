"""The files of one grading, and how its rows are named."""

from __future__ import annotations

from grader.core.submission import Submission

SUBMISSION, RUNS, CARD, REVIEW = "submission.json", "runs.json", "card.json", "review.json"
DECISIONS = "decisions.json"
CODE, EVIDENCE, REVIEW_TEXT, PLOT = "code", "evidence.tar.gz", "review.md", "plot.png"


def row_name(submission: Submission, index: int) -> str:
    """Name a row for people: model and method as the team wrote them."""
    row = submission.rows[index]
    return f"{row.model or '?'} · {row.method_text or row.method.family}"
