"""From claims and measurements to verdicts: a pure function, so that the same files give the same card for ever."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from grader.core.decision import Decision
from grader.core.measurement import NO_MACHINE, Machine
from grader.core.metric import Kind, Metric
from grader.core.run import Ending, Owner, RowRun, Runs
from grader.core.submission import Claim, Submission, SubmittedRow
from grader.core.table import Family
from grader.core.verdict import Card, JudgedRow, MethodVerdict, Outcome, Reason, Verdict
from grader.core.words import Fact
from grader.course.model import Course, Lesson
from grader.judge import memory, method, parts, points, quality, size, time
from grader.judge.decisions import decide, total

_QUALITY = "quality"
_NAMES = ("model", "method")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """What the verdicts of one row may look at."""

    submission: Submission
    row: SubmittedRow
    runs: Runs | None
    run: RowRun | None
    course: Course


def judge(submission: Submission, runs: Runs | None, course: Course, decisions: Iterable[Decision] = ()) -> Card:
    """Hold every claim of a submission against what was measured, lay the instructors' decisions over it, and apply the rubric.

    Never raises: whatever cannot be compared becomes an outcome with its reason.
    """
    stale = runs is not None and runs.head_sha != submission.pull_request.head_sha
    fresh = None if stale else runs
    measured = {run.row: _without_samples(run) for run in fresh.rows} if fresh else {}
    lesson = course.lesson(submission.homework) if submission.homework is not None else None
    default = _usual_quality(submission, fresh)
    rows = tuple(
        _row(_Case(submission=submission, row=row, runs=runs, run=measured.get(index), course=course), lesson, default)
        for index, row in enumerate(submission.rows)
    )
    decided = decide(rows, decisions)
    return Card(
        pull_request=submission.pull_request,
        team=submission.team,
        homework=submission.homework,
        rows=decided.rows,
        problems=(*submission.problems, *parts.remarks(submission, fresh)),
        remarks=submission.remarks,
        traces=submission.traces,
        points=total(points.score(submission, measured, decided.rows, course.points), decided.points),
        machine=fresh.machine if fresh and fresh.machine != NO_MACHINE else None,
        decisions=decided.taken,
        lost=decided.lost,
        hold=decided.hold,
    )


def _row(case: _Case, lesson: Lesson | None, default: Metric) -> JudgedRow:
    row = case.row
    return JudgedRow(
        model=row.model,
        method=row.method,
        method_text=row.method_text,
        line=row.place.line,
        verdicts=tuple(
            _verdict(case, cell) if isinstance(cell, Claim) else _empty(case, cell, default) for cell in _cells(case.row, lesson)
        ),
        end=case.run.end if case.run else None,
        measurements=case.run.measurements if case.run else (),
        audit=method.finite(case.run.audit) if case.run else None,
        method_verdict=_method(case),
        because=row.reason if row.not_applicable else "",
        machine=case.run.machine if case.run else None,
        commit=case.run.commit if case.run else "",
    )


def _method(case: _Case) -> MethodVerdict:
    """Judge the method by what was run; a table without a column for it leaves it to the manifest."""
    if case.row.not_applicable:
        return MethodVerdict(outcome=Outcome.NOT_APPLICABLE, reason=_not_applicable(case.row))
    entries = dict(enumerate(case.submission.manifest.rows if case.submission.manifest else ()))
    entry = entries.get(-1 if case.row.manifest is None else case.row.manifest)
    original = entry is not None and entry.method.family is Family.ORIGINAL
    return method.judge(entry.method if entry and original else case.row.method, case.run, _not_run(case))


def _not_applicable(row: SubmittedRow) -> Reason:
    return Reason(code="not-applicable-because", facts={"because": row.reason}) if row.reason else Reason(code="not-applicable")


def _cells(row: SubmittedRow, lesson: Lesson | None) -> Iterator[Claim | str]:
    """Yield the row's claims in the order of the lesson's columns, the name of a column without one, then the rest."""
    left = list(row.claims)
    for column in lesson.columns if lesson else ():
        if column in _NAMES:
            continue
        here = [claim for claim in left if _column(claim.metric) == column]
        left = [claim for claim in left if _column(claim.metric) != column]
        yield from here or (column,)
    yield from left


def _column(metric: Metric) -> str:
    return _QUALITY if metric.kind is Kind.QUALITY else metric.value


def _empty(case: _Case, column: str, default: Metric) -> Verdict:
    """Say that a column of the lesson holds no claim."""
    metric = default if column == _QUALITY else Metric(column)
    if case.row.not_applicable:
        return Verdict(metric=metric, outcome=Outcome.NOT_APPLICABLE, reason=_not_applicable(case.row))
    return _plain(metric, None, Outcome.NOT_CLAIMED, "not-claimed", column=column)


def _verdict(case: _Case, claim: Claim) -> Verdict:
    """Judge one claim: first whether it can be judged at all, then by what kind of quantity it is."""
    if case.row.not_applicable:
        return Verdict(metric=claim.metric, outcome=Outcome.NOT_APPLICABLE, reason=_not_applicable(case.row), claim=claim)
    if reason := _not_run(case):
        return Verdict(metric=claim.metric, outcome=Outcome.NOT_CHECKABLE, reason=reason, claim=claim)
    assert case.runs is not None  # or there would be a reason
    assert case.run is not None
    machine = case.run.machine or case.runs.machine
    if claim.metric.needs_gpu and machine.gpu is None and machine != NO_MACHINE:
        return _plain(claim.metric, claim, Outcome.NOT_CHECKABLE, "no-gpu")
    return _compare(case, case.run, machine, claim) or _missing(case.run, claim)


def _not_run(case: _Case) -> Reason | None:
    """Say why nothing was run for a row, if nothing was."""
    manifest, row = case.submission.manifest, case.row
    if manifest is None:
        return Reason(code="no-manifest", facts={"path": f"{case.submission.directory}/submission.yml"})
    if row.manifest not in range(len(manifest.rows)):
        return Reason(
            code="row-not-in-manifest", facts={"path": manifest.path, "model": row.model or "-", "method": row.method_text or "-"}
        )
    if case.runs and case.runs.head_sha != case.submission.pull_request.head_sha:
        return Reason(code="other-commit", facts={"commit": case.runs.head_sha[:7]})
    return Reason(code="not-run") if case.run is None else None


def _compare(case: _Case, run: RowRun, machine: Machine, claim: Claim) -> Verdict | None:
    """Hold a claim against the measurements of its kind; None where there are none."""
    tolerances = case.course.tolerances
    device = machine.gpu if claim.metric.needs_gpu else machine.cpu
    match claim.metric.kind:
        case Kind.SIZE:
            return size.judge(claim, run.measurements, tolerances)
        case Kind.QUALITY:
            return quality.judge(claim, run.measurements, tolerances)
        case Kind.MEMORY:
            return memory.judge(claim, run.measurements, device, tolerances)
        case Kind.TIME:
            original = time.original_claim(case.submission, case.row, claim.metric)
            return time.judge(claim, case.row, original, run.measurements, device, run.doubts, tolerances)


def _missing(run: RowRun, claim: Claim) -> Verdict:
    """Say why there is nothing to hold a claim against."""
    if claim.metric is Metric.LATENCY_MS:
        return _plain(claim.metric, claim, Outcome.NOT_CHECKABLE, "device-unknown")
    ending = run.end.ending
    if ending is Ending.DONE and claim.metric is Metric.RAM_MB:
        return _plain(claim.metric, claim, Outcome.NOT_CHECKABLE, "memory-unreadable")
    if ending is Ending.DONE:
        return _plain(claim.metric, claim, Outcome.NOT_CHECKABLE, "metric-not-measured", metric=claim.metric.value)
    if ending is Ending.RUNTIME_ABSENT:
        return _plain(claim.metric, claim, Outcome.NOT_CHECKABLE, ending.value, **run.end.facts)
    outcome = Outcome.BROKEN_OURS if ending.owner is Owner.OURS else Outcome.BROKEN_THEIRS
    return _plain(claim.metric, claim, outcome, ending.value, **run.end.facts)


def _usual_quality(submission: Submission, runs: Runs | None) -> Metric:
    """Choose the metric that an empty quality cell stands for: what other rows claim, else what was measured."""
    claimed = (claim.metric for row in submission.rows for claim in row.claims)
    measured = (measurement.metric for run in (runs.rows if runs else ()) for measurement in run.measurements)
    return next((metric for metrics in (claimed, measured) for metric in metrics if metric.kind is Kind.QUALITY), Metric.ACCURACY)


def _without_samples(run: RowRun) -> RowRun:
    return replace(run, measurements=tuple(replace(measurement, samples=()) for measurement in run.measurements))


def _plain(metric: Metric, claim: Claim | None, outcome: Outcome, code: str, /, **facts: Fact) -> Verdict:
    return Verdict(metric=metric, outcome=outcome, reason=Reason(code=code, facts=facts), claim=claim)
