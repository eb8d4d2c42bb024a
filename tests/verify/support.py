"""A course so small that a whole verification takes a second, and adapters for it."""

from __future__ import annotations

import io
import itertools
import json
import textwrap
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from PIL import Image

from grader.core.measurement import Definition, Measurement
from grader.core.metric import Metric
from grader.core.problem import Place
from grader.core.run import RowRun, RunEnd, Runs
from grader.core.submission import Manifest, ManifestRow, PullRequest, Submission, SubmittedRow
from grader.core.table import Family, Method
from grader.core.words import Language, catalogue
from grader.course import Course, DataSet, Limits, Measuring, Model, load_course
from grader.verify.bench import Bench
from grader.verify.plan import PlannedRow
from grader.verify.sandbox import Mount
from grader.verify.verify import Verified, verify
from grader.verify.wording import ENTRIES
from grader.wire import artifact

ROOT = Path(__file__).parent.parent.parent
THRESHOLD = Path(__file__).parent / "adapters" / "threshold.py"
LABELS = ("dark", "light")
MODEL, DATA, TASK = "threshold", "squares", "image-classification"
SPEC = json.dumps({"reply": "label", "labels": LABELS})
#: long enough for an honest adapter on a busy machine; a test that waits for a limit sets its own
LIMITS = Limits(build_seconds=60, load_seconds=60, predict_seconds=60, memory_mb=300, artifact_mb=2, processes=32)
MEASURING = Measuring(threads=1, examples=6, warm_up=2, block=2, starts=2)


def png(value: int, mode: str = "L", size: tuple[int, int] = (4, 4)) -> bytes:
    buffer = io.BytesIO()
    Image.new(mode, size, value).save(buffer, "PNG")
    return buffer.getvalue()


def write_squares(path: Path, images: list[bytes], labels: list[int]) -> None:
    import datasets

    datasets.disable_progress_bars()
    features = datasets.Features({"image": datasets.Image(), "label": datasets.ClassLabel(names=list(LABELS))})
    rows = {"image": [{"bytes": image, "path": None} for image in images], "label": labels}
    datasets.Dataset.from_dict(rows, features=features).to_parquet(str(path))


def small_course(root: Path, *, limits: Limits = LIMITS, measuring: Measuring = MEASURING) -> Course:
    """Write an evaluation set of twelve grey squares and a model of one number below `root`."""
    values = [20, 235, 90, 160, 60, 200, 110, 140, 10, 250, 40, 180]
    write_squares(root / "evaluation.parquet", [png(value) for value in values], [int(value > 127) for value in values])
    (root / "calibration.parquet").write_bytes(b"not read by any of these adapters")
    (root / "model").mkdir()
    (root / "model" / "threshold.json").write_text('{"threshold": 127}')
    data = DataSet(
        task=TASK, calibration="calibration.parquet", evaluation="evaluation.parquet", input="image", label="label", labels=LABELS
    )
    return replace(
        load_course(ROOT / ".github" / "course.yml"),
        root=root,
        models={MODEL: Model(path="model", task=TASK)},
        data={DATA: data},
        limits=limits,
        measuring=measuring,
    )


FUNCTIONS = {"compress": "source, target", "load": "path, device", "predict": "model, inputs"}


def adapter(*, top: str = "", leave_out: str = "", **bodies: str) -> str:
    """The threshold adapter with `top` in front and other bodies of functions; `_base` holds the functions as they were."""
    parts = [textwrap.dedent(top), THRESHOLD.read_text("utf-8"), "import types\n_base = types.SimpleNamespace(**globals())\n"]
    parts += [
        f"def {name}({FUNCTIONS[name]}):\n{textwrap.indent(textwrap.dedent(body).strip(), '    ')}\n" for name, body in bodies.items()
    ]
    parts += [f"del {leave_out}\n"] if leave_out else []
    return "\n".join(parts)


class QuickBench(Bench):
    """The bench with another original than the course's own, which would load torch."""

    original: ClassVar[Path] = THRESHOLD

    def _original_adapter(self) -> str:
        return "/code/original.py"

    def _original_mounts(self, row: PlannedRow) -> list[Mount]:
        return [*super()._original_mounts(row), Mount(source=self.original, target="/code/original.py")]

    def _adapter_source(self) -> str:
        return self.original.read_text("utf-8")


def submission(*codes: str | None, model: str = f"local:{MODEL}", data: str = DATA) -> Submission:
    """Hand in one row for each file of code; None is the original."""
    entries = tuple(
        ManifestRow(model=model, method=Method(family=Family.CLUSTERING if code else Family.ORIGINAL), code=code) for code in codes
    )
    place = Place(path="README.md", line=1)
    rows = [SubmittedRow(model=each.model, method=each.method, method_text="", place=place, manifest=i) for i, each in enumerate(entries)]
    return Submission(
        pull_request=PullRequest(
            repository="school/course",
            number=1,
            title="otters HW-3",
            author="otter",
            base_branch="lesson-3",
            base_sha="0" * 40,
            head_sha="1" * 40,
        ),
        team="otters",
        homework=3,
        manifest=Manifest(path="submission.yml", team="otters", homework=3, task=TASK, data=data, rows=entries),
        rows=tuple(rows),
    )


class Grading:
    """A way to verify adapters: the course, and the directory that their files are written to."""

    def __init__(self, course: Course, directory: Path) -> None:
        self.course, self.directory = course, directory
        self._numbers = itertools.count()

    def original(self, path: Path) -> None:
        """Run another adapter as the course's own."""
        QuickBench.original = path

    def rows(self, *sources: str | None, **limits: float) -> Verified:
        """Verify adapters given by their source (None is the original)."""
        names = [None if source is None else self._write(source) for source in sources]
        course = replace(self.course, limits=replace(self.course.limits, **limits))  # type: ignore[arg-type]
        verified = verify(submission(*names), self.directory, course, lambda row, phase, done: None)
        check(verified.runs)
        return verified

    def end(self, source: str | None, **limits: float) -> RunEnd:
        """Verify one adapter; return how it ended."""
        return self.rows(source, **limits).runs.rows[0].end

    def _write(self, source: str) -> str:
        name = f"adapter{next(self._numbers)}.py"
        (self.directory / name).write_text(source, "utf-8")
        return name


def check(runs: Runs) -> None:
    """What holds for every verification: it can be written down, and every ending can be said in both languages with its own facts."""
    bare = [replace(row, measurements=tuple(replace(each, samples=()) for each in row.measurements)) for row in runs.rows]
    artifact.decode(Runs, artifact.encode(replace(runs, rows=tuple(bare))), "runs.json")
    for row in runs.rows:
        for language in Language:
            assert message(row.end, language)


def message(end: RunEnd, language: Language = Language.EN) -> str:
    said = catalogue(*ENTRIES)[end.ending].say(end.facts, language, lambda fact: fact)
    assert "{" not in said or "{" in str(end.facts)
    return said


def measured(run: RowRun) -> Mapping[tuple[Metric, Definition], Measurement]:
    return {(each.metric, each.definition): each for each in run.measurements}


def holds(facts: Mapping[str, Any], expected: Mapping[str, Any]) -> bool:
    """Whether each expected fact is there: text as a part of it, anything else as it is."""
    return all(want in str(facts[name]) if isinstance(want, str) else facts[name] == want for name, want in expected.items())
