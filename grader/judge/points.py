"""From outcomes to points, by the course's rubric; each line says why.

Only what a team can mend costs anything: a table that cannot be read, code that does not run, a number that is off.
What we could not check, or broke ourselves, counts as if it were fine, and how good a result is does not matter at all.
"""

from __future__ import annotations

from collections.abc import Mapping

from grader.core.problem import Problem
from grader.core.run import Owner, RowRun
from grader.core.submission import Submission
from grader.core.verdict import JudgedRow, Outcome, PointsLine, Reason
from grader.core.words import Fact, Severity
from grader.course.model import Points

#: Of any severity: a column that the lesson asks for is not in the table.
_COLUMN_MISSING = "column-missing"


def score(submission: Submission, runs: Mapping[int, RowRun], rows: tuple[JudgedRow, ...], rubric: Points) -> tuple[PointsLine, ...]:
    """Apply the rubric; `runs` maps an index of `submission.rows` to its run."""
    return (
        _table(submission, rubric.table),
        _runs(submission, runs, rows, rubric.runs),
        _numbers(rows, rubric.numbers),
        *([_method(submission, rows, rubric.method)] if rubric.method else []),
    )


def _table(submission: Submission, of: float) -> PointsLine:
    """All points for a table without errors that has its columns, else none."""
    if not submission.rows:
        return _line("table", 0.0, of, "points-table-empty")
    wrong = sum(_spoils_table(problem, submission) for problem in submission.problems)
    if wrong:
        return _line("table", 0.0, of, "points-table-problems", problems=wrong)
    return _line("table", 1.0, of, "points-table", rows=len(submission.rows))


def _spoils_table(problem: Problem, submission: Submission) -> bool:
    if problem.code == _COLUMN_MISSING:
        return True
    path = problem.place.path
    in_table = path.lower().endswith(".md") or any(row.place.path == path for row in submission.rows)
    return problem.severity is Severity.ERROR and in_table


def _runs(submission: Submission, runs: Mapping[int, RowRun], judged: tuple[JudgedRow, ...], of: float) -> PointsLine:
    """The share of the manifest's rows with code that did not break by their own fault, or that an instructor accepted."""
    if submission.manifest is None:
        return _line("runs", 0.0, of, "points-no-manifest")
    coded = {index for index, row in enumerate(submission.manifest.rows) if row.code is not None}
    if not coded:
        return _line("runs", 1.0, of, "points-runs-none")
    broken = coded & {
        row.manifest
        for index, row in enumerate(submission.rows)
        if row.manifest is not None and index in runs and runs[index].end.ending.owner is Owner.THEIRS and not judged[index].accepted
    }
    share = 1 - len(broken) / len(coded)
    return _line("runs", share, of, "points-runs-broken" if broken else "points-runs", rows=len(coded), broken=len(broken))


def _numbers(rows: tuple[JudgedRow, ...], of: float) -> PointsLine:
    """The share of the claimed numbers that are not off.

    The whole is what the team claims, not what we managed to check: else a failure of ours would make each number that
    is off weigh more.
    """
    claims = [verdict for row in rows for verdict in row.verdicts if verdict.claim is not None]
    if not claims:
        return _line("numbers", 0.0, of, "points-numbers-none")
    claimed, off = len(claims), sum(verdict.counts_as is Outcome.OFF for verdict in claims)
    confirmed = sum(verdict.outcome is verdict.counts_as is Outcome.CONFIRMED for verdict in claims)
    code = "points-numbers-off" if off else "points-numbers"
    return _line("numbers", 1 - off / claimed, of, code, claimed=claimed, confirmed=confirmed, off=off)


def _method(submission: Submission, rows: tuple[JudgedRow, ...], of: float) -> PointsLine:
    """The share of the rows with a method and code whose artifacts do not show that the method was not applied."""
    manifest = submission.manifest.rows if submission.manifest else ()
    coded = {index for index, row in enumerate(manifest) if row.code is not None}
    named = [
        judged
        for handed, judged in zip(submission.rows, rows, strict=True)
        if handed.manifest in coded and judged.method_verdict.outcome is not Outcome.NOT_APPLICABLE
    ]
    if not named:
        return _line("method", 1.0, of, "points-method-none")
    off = sum(row.unproved for row in named)
    proved = sum(row.method_verdict.counts_as is Outcome.CONFIRMED for row in named)
    code = "points-method-off" if off else "points-method"
    return _line("method", 1 - off / len(named), of, code, rows=len(named), proved=proved, off=off)


def _line(name: str, share: float, of: float, code: str, **facts: Fact) -> PointsLine:
    return PointsLine(name=name, points=round(share * of, 2), of=of, reason=Reason(code=code, facts=facts))
