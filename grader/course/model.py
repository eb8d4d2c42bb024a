"""What a course consists of, as its `.github/course.yml` says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from grader.core.table import Family
from grader.core.words import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """One lesson: its homework number, branch, the columns its table must have and the methods it allows."""

    homework: int
    branch: str
    columns: tuple[str, ...]
    methods: tuple[Family, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A model that the course ships: the directory below the repository's root and its task."""

    path: str
    task: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """One commit (40 hex digits) of a repository on the Hugging Face hub."""

    id: str
    revision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSet:
    """An evaluation set: parquet files below the repository's root, and the names of its columns.

    With `hub`, `calibration` and `evaluation` are files of that data set on the hub instead, which `grader fetch` brings.

    `examples` is how many the evaluation set has, where the course says it. `labels` are the classes or the tags, for the tasks
    that have them. For text-generation, which has no `label`, `tokenizer` is the `tokenizer.json` that all its models share,
    `context` the tokens of a window, and `stride` how many of them are scored.
    `calibration` is what a team's `compress` may see; `evaluation` is what inference is judged on, and its labels never
    enter a sandbox. `private` is the name of a file with more of the same, which lies on grading machines alone (verify/private.py),
    and `private_sha256` what it must be.
    """

    task: str
    calibration: str
    evaluation: str
    input: str
    label: str = ""
    labels: tuple[str, ...] = ()
    examples: int | None = None
    tokenizer: str | None = None
    context: int | None = None
    stride: int | None = None
    hub: Pin | None = None
    private: str | None = None
    private_sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerances:
    """How far a claim may be from a measurement, as fractions; what was measured adds its own spread.

    `int8_factor` multiplies and divides: a speed-up of int8 depends on the processor. `memory_mb` is a floor in megabytes.
    """

    size: float
    gzip: float
    time: float
    int8_factor: float
    memory: float
    memory_mb: float
    quality: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Measuring:
    """How inference is measured: see `verify/measure.py` for what each number does.

    In each start `examples` examples are timed. Where a row would take more than `seconds` by that, loading not counted, timing
    ends after `least`, as soon as the interval of the speed-up is no wider than ± `width` (a fraction). `exact_gzip` compresses
    artifacts of more than 500 MB whole as well, half a minute for each 500 MB, where else a sample gives the size with its error.
    `gpu` is the N of /dev/nvidiaN on the grading machine; without it the processor is measured.
    """

    threads: int
    examples: int
    warm_up: int
    block: int
    starts: int
    least: int = 100
    width: float = 0.025
    seconds: float = 120.0
    exact_gzip: bool = False
    gpu: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a team's program may use: seconds of wall time, megabytes (10⁶ bytes), processes.

    With `require_cgroup` nothing runs where no control group can be made to hold them: without one, a program that takes memory
    quickly overshoots, and memory outside its processes is not seen. `grader run` does without.
    """

    build_seconds: float
    load_seconds: float
    predict_seconds: float
    memory_mb: int
    artifact_mb: int
    processes: int
    require_cgroup: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """The rubric: points for each part of a homework; a course need not ask for the method to be proved."""

    table: float
    runs: float
    numbers: float
    method: float = 0.0

    @property
    def total(self) -> float:
        """All points of a homework."""
        return self.table + self.runs + self.numbers + self.method


@dataclass(frozen=True, slots=True, kw_only=True)
class Hub:
    """What may be fetched from the Hugging Face hub: megabytes (10⁶ bytes) of one repository, pickles or not, which models.

    An empty `allow` allows every model.
    """

    max_mb: int = 2000
    pickles: bool = False
    allow: tuple[str, ...] = ()

    def allows(self, model: str) -> bool:
        """Whether a model may be fetched, by its id."""
        return not self.allow or model in self.allow


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """The whole course file; `root` is the directory that its relative paths start from, `digest` the SHA-256 of the file.

    `machines` is how many may measure the rows of one submission at once.
    """

    root: Path
    name: str
    languages: tuple[Language, ...]
    lessons: tuple[Lesson, ...]
    models: Mapping[str, Model]
    data: Mapping[str, DataSet]
    tolerances: Tolerances
    measuring: Measuring
    limits: Limits
    points: Points
    hub: Hub = field(default_factory=Hub)
    machines: int = 1
    digest: str = ""

    def lesson(self, homework: int) -> Lesson | None:
        """Find a lesson by the number of its homework."""
        return next((lesson for lesson in self.lessons if lesson.homework == homework), None)

    def lesson_of_branch(self, branch: str) -> Lesson | None:
        """Find a lesson by its branch."""
        return next((lesson for lesson in self.lessons if lesson.branch == branch), None)
