"""Which rows can be run, with what; pure apart from looking whether files are there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from grader.core.run import Ending
from grader.core.submission import ManifestRow, Submission
from grader.core.table import Family
from grader.course import Course
from grader.verify.endings import Ended

LOCAL = "local:"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRow:
    """One run: the index of the submitted row, the original's directory, the team's code (none for the original)."""

    row: int
    source: Path
    code: Path | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedRow:
    """A row that cannot be run on this machine, and why."""

    row: int
    why: Ended


def planned(submission: Submission, course: Course, code: Path) -> list[PlannedRow | RefusedRow]:
    """Plan every submitted row that belongs to a manifest row; what cannot run comes with the reason."""
    plan: list[PlannedRow | RefusedRow] = []
    manifest = submission.manifest
    for index, row in enumerate(submission.rows):
        if manifest is None or row.manifest is None or row.not_applicable:
            continue
        try:
            plan.append(_row(index, manifest.rows[row.manifest], course, code))
        except Ended as ended:
            plan.append(RefusedRow(row=index, why=ended))
    return plan


def _row(index: int, row: ManifestRow, course: Course, code: Path) -> PlannedRow:
    """Plan one row.

    Raises:
        Ended: its model is not on this machine, or its code is not in the pull request.
    """
    model = course.models.get(row.model.removeprefix(LOCAL)) if row.model.startswith(LOCAL) else None
    source = course.root / model.path if model else None
    if source is None or not source.is_dir():
        raise Ended(Ending.MODEL_UNAVAILABLE, model=row.model)
    if row.method.family is Family.ORIGINAL:
        return PlannedRow(row=index, source=source, code=None)
    if row.code is None or not (code / row.code).is_file():
        raise Ended(Ending.FUNCTION_MISSING, error=f"no file {row.code}" if row.code else "no code")
    return PlannedRow(row=index, source=source, code=code / row.code)
