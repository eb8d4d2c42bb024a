"""What is remarked where a program does otherwise on the private part of an evaluation set than on the public one."""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.problem import Problem
from grader.core.run import Runs
from grader.core.submission import Submission
from grader.core.words import Severity


def remarks(submission: Submission, runs: Runs | None) -> Iterator[Problem]:
    """Yield one remark for each row and metric whose parts differ."""
    for run in runs.rows if runs else ():
        if run.row not in range(len(submission.rows)):
            continue
        row = submission.rows[run.row]
        for parts in run.parts:
            if parts.differ:
                facts = {
                    "model": row.model or "-", "method": row.method_text or row.method.family.value, "metric": parts.metric.value,
                    "public": parts.public, "private": parts.private,
                    "public_count": parts.public_count, "private_count": parts.private_count,
                }  # fmt: skip
                yield Problem(code="parts-differ", severity=Severity.NOTE, place=row.place, facts=facts)
