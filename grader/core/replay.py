"""What came of computing and judging a grading again from its evidence."""

from __future__ import annotations

from dataclasses import dataclass

from grader.core.measurement import Definition
from grader.core.metric import Metric
from grader.core.verdict import Card


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One value that is not what it was: the row and the cell it belongs to, where it does, and what of them; None was not there."""

    row: str = ""
    metric: Metric | None = None
    definition: Definition | None = None
    what: str = ""
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """One replay: `computed` of `measurements` came from raw samples anew, the rest was taken as it stands in runs.json.

    `written_by` is the version that wrote the bundle, `card` what was judged now; `runs_equal` and `card_equal` compare bytes, None
    without a card in the bundle.
    """

    written_by: str
    rows: int
    measurements: int
    computed: int
    runs_equal: bool
    card_equal: bool | None
    card: Card
    differences: tuple[Difference, ...] = ()

    @property
    def equal(self) -> bool:
        """Whether everything that could be compared is the same to the byte."""
        return self.runs_equal and self.card_equal is not False
