"""Which rows of a card are kept on the lesson branch, and what the branch holds with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from grader.board.table import NoTable, Reader, fault_of_line, merged_readme, results_table
from grader.core.decision import METHOD, Decision
from grader.core.errors import ArtifactError
from grader.core.identity import identity
from grader.core.outcome import Outcome
from grader.core.record import Found, Kept, Left, Record, RecordRow
from grader.core.submission import Claim, Submission, SubmittedRow
from grader.core.table import Document, Row
from grader.core.verdict import Card, JudgedRow, Reason
from grader.wire.artifact import decode, encode


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A row that may be merged, and the claims that its line must still make where it is put."""

    record: RecordRow
    claims: tuple[Claim, ...]
    place: int | None

    @property
    def name(self) -> str:
        """The row as people call it."""
        return f"{self.record.model} · {self.record.method_text or self.record.method.family}"

    def left(self, reason: Reason) -> Left:
        """Leave the row out."""
        return Left(name=self.name, line=self.place, reason=reason)


def mergeable(card: Card) -> tuple[Reason | None, ...]:
    """Say for each row of a card why it is not merged; None where it is.

    A row is merged where nothing of it costs and at least one number is confirmed, where it says why its method does not apply, or
    where an instructor accepted it.
    """
    keys: set[object] = set()
    reasons: list[Reason | None] = []
    for row in card.rows:
        key = identity(row.model, row.method, row.method_text)
        reasons.append(_twice(row) if key in keys else _obstacle(row))
        if reasons[-1] is None:
            keys.add(key)
    return tuple(reasons)


def _twice(row: JudgedRow) -> Reason:
    return Reason(code="merge-row-twice", facts={"model": row.model or "-", "method": row.method_text or row.method.family})


def _obstacle(row: JudgedRow) -> Reason | None:
    if not (row.model or "").strip():
        return Reason(code="merge-row-unnamed")
    if row.mergeable:
        return None
    wrong = [*([METHOD] if row.unproved else []), *(str(verdict.metric) for verdict in row.verdicts if verdict.counts_as.costs)]
    if wrong:
        return Reason(code="merge-row-differs", facts={"metrics": ", ".join(dict.fromkeys(wrong))})
    if row.end is not None and any(verdict.counts_as is Outcome.CONFIRMED for verdict in row.verdicts):
        return Reason(code="merge-row-stopped", facts={"ending": str(row.end.ending)})
    if row.method_verdict.outcome is Outcome.NOT_APPLICABLE and all(verdict.outcome is Outcome.NOT_APPLICABLE for verdict in row.verdicts):
        return Reason(code="merge-row-reason")
    return Reason(code="merge-row-unconfirmed")


def candidates(card: Card, submission: Submission) -> tuple[list[Candidate], list[Left]]:
    """Divide the rows of a submission into those that may be merged and the rest.

    Raises:
        ValueError: the card is of another submission.
    """
    if card.pull_request.head_sha != submission.pull_request.head_sha:
        raise ValueError("the card and the submission are of different commits")
    found, left = [], []
    for judged, handed, reason in zip(card.rows, submission.rows, mergeable(card), strict=True):
        candidate = _candidate(judged, handed, card)
        if reason is None and handed.place.column is not None:
            reason = Reason(code="merge-row-turned")
        if reason is None:
            found.append(candidate)
        else:
            left.append(candidate.left(reason))
    return found, left


def _candidate(judged: JudgedRow, handed: SubmittedRow, card: Card) -> Candidate:
    claimed = [verdict for verdict in judged.verdicts if verdict.claim is not None]
    record = RecordRow(
        model=(judged.model or "?").strip(),
        method=judged.method,
        method_text=judged.method_text,
        line=handed.place.text,
        head_sha=card.pull_request.head_sha,
        # of two cells of one metric, such as accuracy on both devices, the first stands for it
        outcomes={verdict.metric: verdict.counts_as for verdict in reversed(claimed)},
        measured={verdict.metric: verdict.measurement.value for verdict in reversed(claimed) if verdict.measurement},
        decisions=tuple(_decisions(judged)),
        proof=judged.method_verdict.counts_as,
    )
    return Candidate(record=record, claims=handed.claims, place=judged.line)


def _decisions(row: JudgedRow) -> Iterator[Decision]:
    if row.accepted:
        yield row.accepted
    found = (row.method_verdict.decision, *(verdict.decision for verdict in row.verdicts))
    yield from dict.fromkeys(decision for decision in found if decision and decision != row.accepted)


def keep(found: Found, card: Card, submission: Submission, read: Reader) -> Kept | Reason:
    """Compose what the branch is to hold with the verified rows of a submission: where nothing is new, what it holds already.

    Returns:
        The files and the rows; a reason where nothing at all can be merged into this branch as it is.
    """
    if card.hold:
        return Reason(code="merge-held", facts={"by": card.hold.by, "why": card.hold.reason})
    if card.team is None or card.homework is None:
        return Reason(code="merge-title")
    if found.readme is None:
        return Reason(code="merge-no-table")
    try:
        text = found.readme.decode("utf-8")
    except UnicodeDecodeError:
        return Reason(code="merge-encoding")
    try:
        old = decode(Record, found.record, "record.json") if found.record is not None else None
    except ArtifactError as error:
        return Reason(code="merge-record", facts={"error": str(error)})
    if old and (old.team, old.homework) != (card.team, card.homework):
        return Reason(code="merge-record", facts={"error": f"record.json is of {old.team} HW-{old.homework}"})
    fitting, left = candidates(card, submission)
    try:
        width = len(results_table(text, read).header)
        merged = partial(merged_readme, text, old, read=read, landed=found.landed)
        fitting, unfit = _fitting(merged, old, fitting, width, read)
        readme = merged([candidate.record for candidate in fitting])
    except NoTable:
        return Reason(code="merge-no-table")
    left = sorted([*left, *unfit], key=lambda one: one.line or 0)
    if not fitting:
        return Kept(readme=found.readme, record=found.record, rows=(), left=tuple(left))
    record = merged_record(old, card, [candidate.record for candidate in fitting], found.files)
    stale = sorted(old.files.keys() - record.files.keys()) if old else ()
    names = tuple(candidate.name for candidate in fitting)
    return Kept(readme=readme.encode(), record=encode(record), rows=names, left=tuple(left), stale=tuple(stale))


def merged_record(old: Record | None, card: Card, rows: Iterable[RecordRow], files: Mapping[str, str]) -> Record:
    """Return a record with the rows of a card: those of the same model and method are replaced in their places, the rest stays.

    A submission without files, only a table, takes none away.

    Raises:
        ValueError: the card has no team or no homework.
    """
    if card.team is None or card.homework is None:
        raise ValueError("a record needs a team and a homework")
    merged = {row.key: row for row in (*(old.rows if old else ()), *rows)}
    return Record(
        team=card.team,
        homework=card.homework,
        pull_request=card.pull_request.number,
        author=card.pull_request.author,
        head_sha=card.pull_request.head_sha,
        rows=tuple(merged.values()),
        files=files or (old.files if old else {}),
    )


def _fitting(
    merged: Callable[[list[RecordRow]], str], old: Record | None, rows: Sequence[Candidate], width: int, read: Reader
) -> tuple[list[Candidate], list[Left]]:
    """Divide rows into those that say in the branch's table what they said in the team's, and the rest."""
    known = {row.key: row.line for row in old.rows} if old else {}
    fitting: list[Candidate] = []
    left: list[Left] = []
    for row in rows:
        if known.get(row.record.key) == row.record.line:  # it stands there since an earlier merge
            fitting.append(row)
        elif fault := fault_of_line(row.record.line, width):
            left.append(row.left(fault))
        elif _stands(row, merged([one.record for one in (*fitting, row)]), read):
            fitting.append(row)
        else:
            left.append(row.left(Reason(code="merge-line-reads")))
    return fitting, left


def _stands(candidate: Candidate, text: str, read: Reader) -> bool:
    """Whether a row is read out of a README with the very claims that were judged."""
    document = read(text)
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    claimed = {(claim.metric, claim.device, claim.value, claim.place.column) for claim in candidate.claims}
    return any(lines[row.line - 1] == candidate.record.line and _said(row) == claimed for row in _first(document))


def _first(document: Document) -> tuple[Row, ...]:
    try:
        return results_table("", lambda _: document).rows
    except NoTable:
        return ()


def _said(row: Row) -> set[object]:
    readings = (*row.cells.values(), *row.quality)
    return {(reading.metric, reading.device, reading.value, reading.column) for reading in readings}
