"""The models of the course in their real size, from their configurations: the whole way, and what comes of it."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from grader.core.audit import Proof
from grader.core.metric import Metric
from grader.core.quantity import MB
from grader.core.run import Ending, Runs
from grader.core.submission import Claim, ManifestRow, Submission
from grader.core.verdict import Outcome
from grader.course import Course, Measuring, Model, load_course
from grader.judge.judge import judge
from grader.verify.artifact import Artifact
from grader.verify.auditor import Auditor
from grader.verify.gzip_size import gzip_size
from grader.verify.safetensors import tensor_bytes
from grader.verify.tasks import open_task
from grader.verify.verify import verify
from grader.worker import adapters
from tests.architectures.models import ARCHITECTURES, Architecture
from tests.architectures.peak import Peak
from tests.truth.adapters import ORIGINAL
from tests.truth.scene import submission
from tests.verify.support import ROOT, QuickBench, check, measured

COURSE = load_course(ROOT / ".github" / "course.yml")
ONCE = Measuring(threads=1, examples=4, warm_up=1, block=1, starts=1)
FLOAT = 4


def made(architecture: Architecture, root: Path) -> tuple[Course, str]:
    """Make the model and a course around it; return that, and the source of the adapter that copies the model."""
    (root / "model").mkdir()
    (root / "calibration.parquet").write_bytes(b"nobody reads it")
    data = architecture.make(root / "model", root)
    course = replace(
        COURSE, root=root, models={architecture.name: Model(path="model", task=data.task)}, data={"small": data},
        measuring=replace(ONCE, **architecture.measuring),
    )  # fmt: skip
    own = architecture.adapter or Path(adapters.__path__[0]) / open_task(data, root).adapter
    return course, own.read_text("utf-8")


def claimed(handed_in: Submission, *sizes: str) -> Submission:
    """Print the size of each row as a table does: a number in megabytes, whichever those are."""
    rows = [
        replace(row, claims=(Claim(metric=Metric.SIZE_MB, value=float(size), written=size, place=row.place),))
        for row, size in zip(handed_in.rows, sizes, strict=True)
    ]
    return replace(handed_in, rows=tuple(rows))


def tell(name: str, runs: Runs, seconds: float, peak: Peak) -> None:
    print(f"\n{name}: {seconds:.1f} s to make it, peak {peak.bytes / MB:.0f} MB in all")
    for row in runs.rows:
        sizes = {f"{each.metric} {each.definition}": f"{each.value:.2f}" for each in row.measurements}
        print(f"  row {row.row}: {row.seconds} s, {row.end.ending}, {sizes}, {row.audit}")


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Path]:
    """A directory that is empty again before the next model needs the disk."""
    yield tmp_path
    shutil.rmtree(tmp_path)


@pytest.mark.slow
@pytest.mark.sandbox
@pytest.mark.parametrize("architecture", ARCHITECTURES, ids=lambda each: each.name)
def test_a_model_of_the_course_goes_the_whole_way(architecture: Architecture, room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.verify.measure.REPEATS", 0)  # how steady the times are is not asked here
    monkeypatch.setattr("grader.verify.artifact.gzip_size", partial(gzip_size, limit=0))  # whole files take most of a minute in all
    if architecture.adapter:
        monkeypatch.setattr("grader.verify.verify.Bench", QuickBench)
        monkeypatch.setattr(QuickBench, "original", architecture.adapter)
    with Peak() as peak:
        began = time.monotonic()
        course, source = made(architecture, room)
        seconds = time.monotonic() - began
        task = course.data["small"].task
        (room / "row1.py").write_text(source + architecture.row.added, "utf-8")
        handed_in = claimed(submission(course, task, (ORIGINAL, architecture.row)), architecture.size, architecture.packed)
        runs = verify(handed_in, room, course, lambda row, phase, done: None).runs
    tell(architecture.name, runs, seconds, peak)
    check(runs)
    assert [row.end.ending for row in runs.rows] == [Ending.DONE, Ending.DONE], [row.end for row in runs.rows]
    stored = tensor_bytes(room / "model" / "model.safetensors")
    assert stored == pytest.approx(FLOAT * architecture.parameters, rel=0.001)  # beside the running means of normalisations
    card = judge(handed_in, runs, course)
    for row in card.rows:
        [size] = [verdict for verdict in row.verdicts if verdict.claim]
        assert (size.outcome, size.reason.facts["unit"]) == (Outcome.CONFIRMED, "MiB"), size
    assert card.rows[1].method_verdict.outcome is Outcome.CONFIRMED, runs.rows[1].audit
    assert untouched(course, handed_in.manifest.rows[1] if handed_in.manifest else None, room) is Proof.NOT_APPLIED
    for run in runs.rows:
        assert all(value.value <= COURSE.limits.memory_mb for (metric, _), value in measured(run).items() if metric is Metric.RAM_MB)


def untouched(course: Course, row: ManifestRow | None, root: Path) -> Proof:
    """Audit the model as it is, for the method that the row claims."""
    assert row is not None
    model = root / "model"
    files = {path.name: (path.stat().st_size, "") for path in model.iterdir()}
    with ExitStack() as stack:
        return Auditor(course, stack).audit(row, model, Artifact(root=model, files=files), root / "opened", ()).proof
