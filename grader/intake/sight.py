"""A table as somebody sees it who wonders whether its numbers can be true: each row beside the others of its model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from grader.core.identity import model_name
from grader.core.metric import Metric
from grader.core.problem import Place
from grader.core.table import Document, Family, Reading, Row
from grader.intake.rows import lines_of
from grader.intake.vocabulary.parameters import PARAMETERS

#: How far two honest sizes of the same bytes can be apart: MB and MiB differ by 4.9 %, GB and GiB by 7.4 %, and rounding adds to it.
MIXED_UNITS = 1.1
#: Quantities that no second measurement repeats to many digits, even on the same machine.
NOISY = (Metric.CPU_MS, Metric.GPU_MS, Metric.LATENCY_MS, Metric.RAM_MB)
HALF = frozenset({"fp16", "bf16"})
#: Originals that a row is compared with, so that the work stays linear.
_MOST = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """Another version of the course's table: the branch that it stands in, and what was read from it."""

    branch: str
    document: Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the course tells about rows beyond the document they stand in.

    `parameters` are those of the models that the course ships, by `model_name`; `examples` the sizes of the evaluation sets
    that manifests name, by the line and the variant column of the row; `elsewhere` other tables, which are read on demand.
    """

    parameters: Mapping[str, int] = field(default_factory=dict)
    examples: Mapping[tuple[int, int | None], int] = field(default_factory=dict)
    elsewhere: Callable[[Sequence[str]], Sequence[Elsewhere]] = lambda _: ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A row to look at, the rows of the same model in its table (itself among them), and its originals there or elsewhere."""

    row: Row
    beside: Sequence[Row]
    originals: tuple[Row, ...]

    def sizes(self, *, full: bool = True) -> tuple[Reading, ...]:
        """The sizes of the original; `full` leaves out an original in half precision."""
        rows = (row for row in self.originals if not (full and row.method.variant in HALF))
        return tuple(size for row in rows if (size := row.cells.get(Metric.SIZE_MB)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """A document with the rows of it that are asked about, and the lines of its text where they are at hand."""

    document: Document
    subjects: tuple[Subject, ...]
    lines: Sequence[str] = ()
    known: Known = Known()

    def parameters(self, row: Row) -> int | None:
        """How many parameters the model of a row has, if the course ships it or everybody knows it."""
        name = model_name(row.model) if row.model else ""
        return self.known.parameters.get(name) or PARAMETERS.get(name)

    @property
    def rows(self) -> Iterator[Row]:
        """The rows that are asked about."""
        return (subject.row for subject in self.subjects)

    def grown(self, family: Family) -> Iterator[tuple[Row, Reading, Reading]]:
        """Yield each row of a method whose size is clearly above every size of its original: the row, its size, the largest of those."""
        for subject in self.subjects:
            size, originals = subject.row.cells.get(Metric.SIZE_MB), subject.sizes(full=False)
            if size and originals and subject.row.method.family is family:
                largest = max(originals, key=lambda reading: reading.value)
                if size.value > MIXED_UNITS * largest.value:
                    yield subject.row, size, largest

    def place(self, row: Row, reading: Reading) -> Place:
        """The cell of a number."""
        return Place(path=self.document.path, line=row.line, column=reading.column, text=reading.text)


def look(document: Document, rows: Iterable[Row] | None = None, text: str = "", known: Known = Known()) -> Sight:
    """Look at some rows of a document (they must be the document's own objects), or at all of them."""
    own = None if rows is None else {id(row) for row in rows}
    groups: dict[tuple[str | None, int], list[Row]] = {}
    elsewhere: dict[str, list[Row]] = {}
    for number, table in enumerate(document.results):
        for row in table.rows:
            name = _name(row)
            groups.setdefault((name, number), []).append(row)
            if name is not None:
                elsewhere.setdefault(name, []).append(row)
    originals = {key: _originals(group, own) or _originals(elsewhere.get(key[0] or "", ()), own) for key, group in groups.items()}
    subjects = tuple(
        Subject(row=row, beside=group, originals=() if row.method.family is Family.ORIGINAL else originals[key])
        for key, group in groups.items()
        for row in group
        if own is None or id(row) in own
    )
    return Sight(document=document, subjects=subjects, lines=lines_of(text) if text else (), known=known)


def _name(row: Row) -> str | None:
    return None if row.model is None else model_name(row.model)


def _originals(rows: Sequence[Row], own: set[int] | None) -> tuple[Row, ...]:
    """Pick the originals: the team's, else anybody's; where no model is named, only a single one surely belongs to the others."""
    found = [row for row in rows if row.method.family is Family.ORIGINAL]
    if found and found[0].model is None and len(found) > 1:
        return ()
    ours = [row for row in found if own is None or id(row) in own]
    return tuple((ours or found)[:_MOST])
