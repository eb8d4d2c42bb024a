"""The shape of everything a review says in its own words; each language fills it whole, or mypy refuses it.

Plain texts are strings. Sentences with gaps are functions, so that a language can bend its words to a number, and so that
the gaps are checked. Texts hold no Markdown but code spans.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from grader.core.measurement import Definition
from grader.core.metric import Metric
from grader.core.run import Phase
from grader.core.verdict import Outcome
from grader.review.decide import Tally

MemoryDefinition = Literal[
    Definition.OVER_IMPORTS, Definition.OVER_LOAD, Definition.RESIDENT, Definition.LOADED, Definition.LOAD_PEAK, Definition.BESIDE
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A word and what it means, in one plain sentence."""

    word: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The columns of the table of verdicts, and of points."""

    metric: str
    claimed: str
    measured: str
    accepted: str
    verdict: str
    why: str
    part: str
    points: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NextSteps:
    """What a reader can do, one sentence or two for each situation."""

    lead: str
    mend: str
    manifest: str
    off: str
    method: str
    theirs: str
    ours: str
    unsteady: str
    nothing: str
    done: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineWords:
    """The labels of what a machine is."""

    title: str
    cpu: Callable[[str, int], str]
    memory: Callable[[float], str]
    gpu: Callable[[str], str]
    no_gpu: str
    system: Callable[[str], str]
    limits: Callable[[str], str]
    round_trip: Callable[[str, str, str], str]
    versions: Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunWords:
    """How the end of a run is told."""

    theirs: Callable[[str], str]
    ours: Callable[[str], str]
    costs_nothing: str
    log: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemWords:
    """How problems are told."""

    errors: str
    remarks: Callable[[int], str]
    title: str
    branch: str
    should_read: str
    ready: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartWords:
    """The texts of the plot."""

    title: str
    latency: str
    size: str
    small_fast: str
    small_slow: str
    large_fast: str
    large_slow: str
    claimed: str
    brackets: str
    legend: Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionWords:
    """The comment above a suggestion."""

    measured: Callable[[str], str]
    offer: str
    mended: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """Everything a review says in one language, apart from the messages of the catalogue."""

    language: str
    headline: Callable[[Tally], str]
    about: Callable[[str, str, str], str]
    no_team: str
    no_homework: str
    outcome: Callable[[Outcome], Term]
    metric: Callable[[Metric], str]
    units: Mapping[str, str]
    definition: Callable[[Definition], Term]
    phase: Callable[[Phase], str]
    memory: Callable[[str, str, str, str | None], str]
    """Megabytes after loading, at the peak of loading, at the peak of answering, and of this beside the processes: None if unknown."""
    not_claimed: Callable[[str], str]
    rows: Callable[[int], str]
    unnamed: str
    columns: Columns
    accepted: str
    next: NextSteps
    run: RunWords
    problems: ProblemWords
    machine: MachineWords
    chart: ChartWords
    suggestion: SuggestionWords
    points: Callable[[str, str], str]
    rubric: Mapping[str, str]
    reproduce: str
    reproduce_how: str
    meaning: str
    left_out: Callable[[int], str]
