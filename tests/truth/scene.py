"""A submission of one task, its runs, and the numbers that a team would print of a run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from grader.core.measurement import Definition, Machine, Measurement
from grader.core.metric import Kind, Metric
from grader.core.problem import Place
from grader.core.run import Runs
from grader.core.submission import Claim, Manifest, ManifestRow, PullRequest, Submission, SubmittedRow
from grader.course import Course, DataSet
from grader.judge.hardware import same_hardware
from grader.verify.tasks import open_task
from grader.verify.verify import Verified, verify
from tests.truth.adapters import ORIGINAL, Row

#: Which measurement a team prints for a metric.
PRINTED = {
    Metric.SIZE_MB: Definition.WEIGHTS,
    Metric.GZ_MB: Definition.GZIP,
    Metric.CPU_MS: Definition.PER_EXAMPLE,
    Metric.RAM_MB: Definition.OVER_IMPORTS,
}
_SHA = "0" * 40
ROOT = Path(__file__).parent.parent.parent


def data_of(course: Course, task: str) -> tuple[str, DataSet, str]:
    """Return the name of a task's evaluation set, the set, and the name of a model that the course ships for it."""
    name, data = next((name, data) for name, data in course.data.items() if data.task == task)
    return name, data, next(name for name, model in course.models.items() if model.task == task)


def submission(course: Course, task: str, rows: Sequence[Row], claims: Sequence[tuple[Claim, ...]] = ()) -> Submission:
    """Make a submission of these rows, the first of them the original."""
    data, _, model = data_of(course, task)
    entries = tuple(
        ManifestRow(model=f"local:{model}", method=row.method, method_text=row.name, code=None if row is ORIGINAL else f"row{index}.py")
        for index, row in enumerate(rows)
    )
    submitted = tuple(
        SubmittedRow(
            model=entry.model, method=entry.method, method_text=entry.method_text, place=Place(path="README.md", line=10 + index),
            claims=claims[index] if claims else (), manifest=index,
        )
        for index, entry in enumerate(entries)
    )  # fmt: skip
    pull_request = PullRequest(
        repository="school/course", number=1, title="otters HW-3", author="otter", base_branch="lesson-3", base_sha=_SHA, head_sha=_SHA
    )
    manifest = Manifest(path="submissions/otters/hw-3/submission.yml", team="otters", homework=3, task=task, data=data, rows=entries)
    return Submission(pull_request=pull_request, team="otters", homework=3, manifest=manifest, rows=submitted)


def run(course: Course, task: str, rows: Sequence[Row]) -> Verified:
    """Verify a submission of these rows, in the sandbox, from compressing to the score."""
    _, data, _ = data_of(course, task)
    adapter = open_task(data, course.root).adapter
    with TemporaryDirectory(prefix="grader-truth-") as name:
        for index, row in enumerate(rows):
            (Path(name) / f"row{index}.py").write_text(row.source(adapter), "utf-8")
        found = verify(submission(course, task, rows), Path(name), course, lambda row, phase, done: None)
    return replace(found, runs=replace(found.runs, machine=with_model(found.runs.machine)))


def with_model(machine: Machine) -> Machine:
    """Give the processor a model number if it tells none, as those of many virtual machines do: a row has to be able to name it."""
    return machine if same_hardware(machine.cpu, machine.cpu) else replace(machine, cpu=f"{machine.cpu} X1000")


def printed(runs: Runs, *, named: bool) -> list[tuple[Claim, ...]]:
    """Return the claims of a team that ran this; with `named`, its times name the machine."""
    hardware = runs.machine.cpu if named else None
    return [tuple(_claims(index, row.measurements, hardware)) for index, row in enumerate(runs.rows)]


def _claims(row: int, measurements: Sequence[Measurement], hardware: str | None) -> Iterator[Claim]:
    for measurement in measurements:
        if measurement.metric.kind is Kind.QUALITY or PRINTED.get(measurement.metric) is measurement.definition:
            place = Place(path="README.md", line=10 + row)
            yield typed(Claim(metric=measurement.metric, value=0.0, written="0", place=place, hardware=hardware), measurement.value)


def typed(claim: Claim, value: float) -> Claim:
    """Return a claim with another value, written as people do: a share with four decimals, the rest with two."""
    written = f"{value:.4f}" if claim.metric.kind is Kind.QUALITY else f"{value:.2f}"
    return replace(claim, value=float(written), written=written)
