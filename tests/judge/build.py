"""Small submissions and runs, built by hand; every default is an honest row on a machine without a GPU."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from grader.core.audit import Audit, Evidence, Proof
from grader.core.measurement import Definition, Machine, Measurement
from grader.core.metric import Metric, Unit
from grader.core.problem import Place, Problem
from grader.core.run import Doubt, Ending, Phase, RowRun, RunEnd, Runs
from grader.core.submission import Claim, Manifest, ManifestRow, PullRequest, Submission, SubmittedRow
from grader.core.table import Family, Method
from grader.core.verdict import Card, Verdict
from grader.core.words import Language, Severity
from grader.course import Course, Lesson, Limits, Measuring, Points, Tolerances
from grader.judge.judge import judge

HEAD = "a" * 40
CPU = "AMD EPYC 7B13 64-Core Processor"
GPU = "Tesla T4"
TOLERANCES = Tolerances(size=0.005, gzip=0.05, time=0.15, int8_factor=1.5, memory=0.15, memory_mb=2, quality=0.005)
COLUMNS = ("model", "method", "size_mb", "gz_mb", "cpu_ms", "gpu_ms", "ram_mb", "vram_mb", "quality")
COURSE = Course(
    root=Path("/nowhere"),
    name="course",
    languages=(Language.EN,),
    lessons=(Lesson(homework=3, branch="lesson-3", columns=COLUMNS, methods=tuple(Family)),),
    models={},
    data={},
    tolerances=TOLERANCES,
    measuring=Measuring(threads=1, examples=200, warm_up=10, block=10, starts=2),
    limits=Limits(build_seconds=1, load_seconds=1, predict_seconds=1, memory_mb=1, artifact_mb=1, processes=1),
    points=Points(table=2, runs=3, numbers=5),
)
#: The same course, where a proved method earns points.
PROVING = replace(COURSE, points=Points(table=2, runs=2, numbers=4, method=2))
ORIGINAL = Method(family=Family.ORIGINAL)
PRUNING = Method(family=Family.PRUNING)
INT8 = Method(family=Family.QUANTIZATION, variant="int8")
FP16 = Method(family=Family.QUANTIZATION, variant="fp16")


def course(tolerances: Tolerances = TOLERANCES) -> Course:
    return replace(COURSE, tolerances=tolerances)


def claim(
    metric: Metric, written: str | float, *, times: float = 1.0, value: float | None = None, unit: str | None = None, on: str | None = None
) -> Claim:
    """Type a number; `times` is what one typed unit is in the canonical one."""
    text = str(written)
    return Claim(
        metric=metric,
        value=float(text) * times if value is None else value,
        written=text,
        place=Place(path="README.md", line=50, column=2, text=text),
        unit=unit,
        hardware=on,
    )


def row(
    *claims: Claim,
    method: Method = PRUNING,
    text: str = "",
    model: str | None = "vit",
    manifest: int | None = 0,
    na: bool = False,
    because: str = "",
) -> SubmittedRow:
    return SubmittedRow(
        model=model,
        method=method,
        method_text=text or method.family,
        place=Place(path="README.md", line=50),
        claims=claims,
        manifest=manifest,
        not_applicable=na or bool(because),
        reason=because,
    )


def submission(
    *rows: SubmittedRow, homework: int | None = 3, manifest: bool = True, problems: tuple[Problem, ...] = (), coded: int | None = None
) -> Submission:
    """Hand in rows; the manifest has one row for each, with code for all but the originals (or for `coded` rows)."""
    entries = tuple(
        ManifestRow(
            model=f"local:{one.model}",
            method=one.method,
            code="adapter.py" if (one.method.family is not Family.ORIGINAL if coded is None else index < coded) else None,
        )
        for index, one in enumerate(rows)
    )
    return Submission(
        pull_request=PullRequest(
            repository="o/r", number=1, title="ml_masters HW-3", author="a", base_branch="lesson-3", base_sha="b" * 40, head_sha=HEAD
        ),
        team="ml_masters",
        homework=homework,
        manifest=Manifest(path="submission.yml", team="ml_masters", homework=3, task="t", data="d", rows=entries) if manifest else None,
        rows=rows,
        problems=problems,
    )


def measured(
    metric: Metric,
    definition: Definition,
    value: float,
    low: float | None = None,
    high: float | None = None,
    samples: tuple[float, ...] = (),
) -> Measurement:
    return Measurement(
        metric=metric,
        definition=definition,
        unit=Unit.RATIO if definition is Definition.SPEED_UP else metric.unit,
        value=value,
        low=value if low is None else low,
        high=value if high is None else high,
        samples=samples,
    )


def run(
    *measurements: Measurement,
    row: int = 0,
    ending: Ending = Ending.DONE,
    doubts: tuple[Doubt, ...] = (),
    proof: Proof | None = None,
    agreement: float | None = None,
) -> RowRun:
    end = RunEnd(ending=ending, phase=Phase.INFER, facts={} if ending is Ending.DONE else {"error": "boom", "code": 3})
    audit = Audit(proof=proof, evidence=(Evidence(code="seen", facts={"values": 32}),), agreement=agreement) if proof else None
    return RowRun(row=row, end=end, measurements=measurements, doubts=doubts, audit=audit)


def runs(*rows: RowRun, gpu: str | None = None, head: str = HEAD) -> Runs:
    return Runs(head_sha=head, machine=Machine(cpu=CPU, cores=2, memory_mb=4000, system="Linux", gpu=gpu), rows=rows)


def problem(code: str = "ambiguous-comma", severity: Severity = Severity.ERROR, path: str = "README.md") -> Problem:
    return Problem(code=code, severity=severity, place=Place(path=path, line=50))


def verdict_of(
    one: Claim, *measurements: Measurement, method: Method = PRUNING, text: str = "", gpu: str | None = None, doubts: tuple[Doubt, ...] = ()
) -> Verdict:
    """Judge one claim of one row alone."""
    card = judge(submission(row(one, method=method, text=text), homework=None), runs(run(*measurements, doubts=doubts), gpu=gpu), COURSE)
    return card.verdicts[0]


def earned(card: Card) -> dict[str, float]:
    return {line.name: line.points for line in card.points}
