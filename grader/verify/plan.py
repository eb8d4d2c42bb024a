"""Which rows can be run, with what; pure apart from looking whether files are there."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from grader.core.run import Ending
from grader.core.submission import ManifestRow, Submission
from grader.core.table import Family
from grader.course import Course, DataSet, Pin
from grader.course.store import Kind, Store
from grader.verify.endings import Ended

LOCAL = "local:"
#: What the hub's answer can be, as a fetch leaves it behind.
_REFUSALS = {
    Ending.HUB_VANISHED, Ending.HUB_REVISION, Ending.HUB_GATED, Ending.HUB_NOT_ALLOWED,
    Ending.HUB_TOO_LARGE, Ending.HUB_PICKLES, Ending.HUB_NO_WEIGHTS,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRow:
    """One run: the index of the submitted row, the original's directory, the team's code (none for the original).

    `claimed` is the row of the manifest, for what is proved and for what cannot run here.
    """

    row: int
    source: Path
    code: Path | None
    claimed: ManifestRow | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedRow:
    """A row that cannot be run on this machine, and why."""

    row: int
    why: Ended


def planned(submission: Submission, course: Course, code: Path, store: Store | None = None) -> list[PlannedRow | RefusedRow]:
    """Plan every submitted row that belongs to a manifest row; what cannot run comes with the reason.

    Models of the hub are taken from `store`, by default this machine's.
    """
    store = store or Store.here()
    plan: list[PlannedRow | RefusedRow] = []
    manifest = submission.manifest
    for index, row in enumerate(submission.rows):
        if manifest is None or row.manifest is None or row.not_applicable:
            continue
        try:
            plan.append(_row(index, manifest.rows[row.manifest], course, code, store))
        except Ended as ended:
            plan.append(RefusedRow(row=index, why=ended))
    return plan


def _row(index: int, row: ManifestRow, course: Course, code: Path, store: Store) -> PlannedRow:
    """Plan one row.

    Raises:
        Ended: its model is not on this machine, or its code is not in the pull request.
    """
    source = _shipped(row, course) if row.model.startswith(LOCAL) else _fetched(row, course, store)
    if row.method.family is Family.ORIGINAL:
        return PlannedRow(row=index, source=source, code=None, claimed=row)
    if row.code is None or not (code / row.code).is_file():
        raise Ended(Ending.FUNCTION_MISSING, error=f"no file {row.code}" if row.code else "no code")
    return PlannedRow(row=index, source=source, code=code / row.code, claimed=row)


def _shipped(row: ManifestRow, course: Course) -> Path:
    model = course.models.get(row.model.removeprefix(LOCAL))
    if model is None:
        raise Ended(Ending.MODEL_UNAVAILABLE, model=row.model, command="grader check")
    if not (course.root / model.path).is_dir():
        raise Ended(Ending.MODEL_UNAVAILABLE, model=row.model, command=f"git restore {model.path}")
    return course.root / model.path


def _fetched(row: ManifestRow, course: Course, store: Store) -> Path:
    if row.revision is None:
        raise Ended(Ending.MODEL_UNAVAILABLE, model=row.model, command="grader check")
    if not course.hub.allows(row.model):
        raise Ended(Ending.HUB_NOT_ALLOWED, name=row.model, revision=row.revision, allowed=", ".join(course.hub.allow))
    pin = Pin(id=row.model, revision=row.revision)
    if (path := store.find(Kind.MODEL, pin)) is not None:
        return path
    raise _not_fetched(
        Kind.MODEL, pin, store, Ended(Ending.MODEL_UNAVAILABLE, model=row.model, command=f"grader fetch {pin.id}@{pin.revision}")
    )


def located(name: str, data: DataSet, store: Store) -> DataSet:
    """Return an evaluation set with the places of its files on this machine.

    Raises:
        Ended: it lies on the hub, and has not been fetched.
    """
    found = store.located(data)
    if found is None and data.hub is not None:
        raise _not_fetched(Kind.DATA, data.hub, store, Ended(Ending.DATA_UNAVAILABLE, name=name, command=f"grader fetch --data {name}"))
    return found or data


def _not_fetched(kind: Kind, pin: Pin, store: Store, otherwise: Ended) -> Ended:
    """Say why a commit is not in the store, if a fetch has written that down."""
    listing = store.listing(kind, pin)
    if listing is None or listing.refused not in _REFUSALS:
        return otherwise
    return Ended(Ending(listing.refused), **{**listing.facts, "name": pin.id, "revision": pin.revision})
