"""Cards with invented teams and numbers, and a small catalogue to word them with."""

from __future__ import annotations

from dataclasses import replace

from grader.core.audit import Audit, Evidence, Proof
from grader.core.measurement import Definition, Machine, Measurement
from grader.core.metric import Metric, Unit
from grader.core.problem import Fix, Place, Problem
from grader.core.run import Ending, Phase, RowRun, RunEnd
from grader.core.submission import Claim, PullRequest
from grader.core.table import Family, Method
from grader.core.verdict import Card, JudgedRow, MethodVerdict, Outcome, PointsLine, Reason, Verdict
from grader.core.words import Catalogue, Entry, Fact, Severity, Words, catalogue
from grader.judge import method as methods

SHA = "0123456789abcdef0123456789abcdef01234567"
REQUEST = PullRequest(
    repository="school/compression",
    number=7,
    title="quiet_otters HW-3",
    author="otter",
    base_branch="lesson-3-weights-clusterization",
    base_sha=SHA[::-1],
    head_sha=SHA,
)
MACHINE = Machine(
    cpu="Lantern 9 (8 cores)",
    cores=2,
    memory_mb=16_000,
    system="Linux 6.8",
    limits="1 thread",
    versions=(("python", "3.11.9"), ("torch", "2.13.0")),
)


def _entry(code: str, ru: str, en: str, why_ru: str = "", why_en: str = "") -> Entry:
    return Entry(code=code, severity=Severity.NOTE, message=Words(ru=ru, en=en), why=Words(ru=why_ru, en=why_en))


CATALOGUE: Catalogue = catalogue(
    _entry("fits", "Совпадает.", "It fits."),
    _entry(
        "quality-off",
        "На выборке курса получилось {measured}, а указано {claimed}. Пересчитайте на данных курса.",
        "The course's evaluation set gave {measured}, the cell says {claimed}. Compute it again on the course's data.",
    ),
    _entry(
        "size-off-folder",
        "Папка занимает {measured} {unit}. Возьмите размер сохранённых файлов.",
        "The folder takes {measured} {unit}. Take the size of the saved files.",
    ),
    _entry("speed-up-off", "Измеренное ускорение даёт {measured} {unit}.", "The measured speed-up comes to {measured} {unit}."),
    _entry("no-gpu", "На проверяющей машине нет GPU. Делать ничего не нужно.", "The checking machine has no GPU. There is nothing to do."),
    _entry("unsteady", "Измерение было неспокойным ({doubt}).", "The measuring was unsteady ({doubt})."),
    _entry("not-claimed", "Числа нет.", "There is no number."),
    _entry("no-manifest", "Нет файла {path}. Добавьте его.", "{path} is missing. Add it."),
    _entry(
        "manifest-missing", "Нет файла {path}: неизвестно, какой код запускать.", "{path} is missing: we do not know which code to run."
    ),
    _entry("unit-missing", "В заголовке {header} нет единицы.", "The header {header} has no unit."),
    _entry("column-missing", "Нет столбца {column}.", "The column {column} is missing."),
    _entry(
        "adapter-raised",
        "Функция завершилась исключением {error}.",
        "The function raised {error}.",
        "Повторите локально, исправьте и отправьте новый коммит.",
        "Repeat it locally, mend it and push a new commit.",
    ),
    _entry("sandbox-unavailable", "Песочница не запустилась.", "The sandbox could not be started."),
    _entry("values-few", "разных значений в тензоре не больше {most}", "{most} different values in a tensor at most"),
    _entry("values-many", "разных значений в {tensor}: {values}", "different values in {tensor}: {values}"),
    _entry("zeros", "нулей в {tensor}: {percent} %", "zeros in {tensor}: {percent} %", "Вызовите `prune.remove`.", "Call `prune.remove`."),
    _entry("dtypes", "тензоров int8: {tensors}", "tensors in int8: {tensors}"),
    _entry("method-not-applied", "Файлы не показывают заявленного.", "The files do not show what is claimed."),
    _entry("method-cannot-tell", "По файлам не определить.", "The files do not tell."),
    _entry("method-not-audited", "Для этого метода проверки нет.", "There is no check for this method."),
    _entry("not-applicable-because", "Метод неприменим: {because}", "The method does not apply: {because}"),
    _entry("points-table", "Строк: {rows}.", "Rows: {rows}."),
    _entry("points-runs", "Строк с кодом: {rows}.", "Rows with code: {rows}."),
    _entry("points-numbers", "Разошлось {off} из {claimed}.", "{off} of {claimed} differ."),
    _entry("points-method-off", "Не видно метода у {off} из {rows}.", "{off} of {rows} do not show their method."),
)


def claim(metric: Metric, value: float, written: str, *, line: int = 51, column: int = 2, unit: str | None = None) -> Claim:
    return Claim(
        metric=metric, value=value, written=written, unit=unit, place=Place(path="README.md", line=line, column=column, text=written)
    )


def measurement(metric: Metric, definition: Definition, value: float, spread: float = 0.0, unit: Unit | None = None) -> Measurement:
    return Measurement(
        metric=metric,
        definition=definition,
        unit=unit or metric.unit,
        value=value,
        low=value - spread,
        high=value + spread,
        count=1 if not spread else 400,
    )


def verdict(
    of: Claim,
    outcome: Outcome,
    code: str,
    found: Measurement | None = None,
    low: float | None = None,
    high: float | None = None,
    **facts: Fact,
) -> Verdict:
    return Verdict(
        metric=of.metric, outcome=outcome, reason=Reason(code=code, facts=facts), claim=of, measurement=found, low=low, high=high
    )


def audit(proof: Proof, *evidence: Evidence, agreement: float | None = None) -> Audit:
    return Audit(proof=proof, evidence=evidence, agreement=agreement)


def seen(code: str, **facts: Fact) -> Evidence:
    return Evidence(code=code, facts=facts)


def row(
    method: str,
    family: Family,
    line: int,
    *verdicts: Verdict,
    end: RunEnd | None = None,
    extra: tuple[Measurement, ...] = (),
    audit: Audit | None = None,
) -> JudgedRow:
    found = tuple(one.measurement for one in verdicts if one.measurement)
    run = RowRun(row=0, end=end, audit=audit) if end else None
    return JudgedRow(
        model="local:pebble-vit",
        method=Method(family=family),
        method_text=method,
        line=line,
        verdicts=verdicts,
        end=end,
        measurements=(*found, *extra),
        audit=audit,
        method_verdict=methods.judge(Method(family=family), run, None),
    )


DONE = RunEnd(ending=Ending.DONE, phase=Phase.INFER)


def size(line: int, written: str, measured: float, outcome: Outcome = Outcome.CONFIRMED) -> Verdict:
    found = measurement(Metric.SIZE_MB, Definition.FOLDER, measured)
    of, low, high = claim(Metric.SIZE_MB, float(written), written, line=line), measured * 0.995, measured * 1.005
    if outcome is Outcome.CONFIRMED:
        return verdict(of, outcome, "fits", found, low, high)
    return verdict(of, outcome, "size-off-folder", found, low, high, measured=measured, unit="MB")


def accuracy(line: int, written: str, measured: float, outcome: Outcome = Outcome.CONFIRMED) -> Verdict:
    found = measurement(Metric.ACCURACY, Definition.EVALUATION, measured, 0.024)
    of = claim(Metric.ACCURACY, float(written), written, line=line, column=5)
    if outcome is Outcome.CONFIRMED:
        return verdict(of, outcome, "fits", found, measured - 0.029, measured + 0.029)
    return verdict(
        of, outcome, "quality-off", found, measured - 0.029, measured + 0.029, claimed=written, measured=measured, unit="fraction"
    )


def cpu(line: int, written: str, speed_up: float, predicted: float) -> Verdict:
    found = measurement(Metric.CPU_MS, Definition.SPEED_UP, speed_up, 0.04, Unit.RATIO)
    of = claim(Metric.CPU_MS, float(written), written, line=line, column=3)
    facts: dict[str, Fact] = {"measured": predicted, "unit": "ms"}
    return verdict(of, Outcome.CONFIRMED, "fits", found, predicted * 0.85, predicted * 1.15, **facts)


def gpu(line: int) -> Verdict:
    return verdict(claim(Metric.GPU_MS, 1.2, "1.2", line=line, column=4), Outcome.NOT_CHECKABLE, "no-gpu")


def unclaimed(metric: Metric) -> Verdict:
    return Verdict(metric=metric, outcome=Outcome.NOT_CLAIMED, reason=Reason(code="not-claimed"))


def timed(milliseconds: float) -> tuple[Measurement, ...]:
    return (measurement(Metric.CPU_MS, Definition.PER_EXAMPLE, milliseconds, 0.1),)


ORIGINAL = row(
    "original",
    Family.ORIGINAL,
    50,
    size(50, "0.42", 0.4204),
    gpu(50),
    accuracy(50, "0.965", 0.9625),
    unclaimed(Metric.GZ_MB),
    end=DONE,
    extra=timed(6.1),
)
CLUSTERED = row(
    "clustering, 32",
    Family.CLUSTERING,
    51,
    size(51, "0.09", 0.0896),
    cpu(51, "6.0", 1.02, 5.98),
    gpu(51),
    accuracy(51, "0.955", 0.9575),
    end=DONE,
    extra=timed(6.0),
    audit=audit(Proof.APPLIED, seen("values-few", most=32), seen("values-many", tensor="norm.weight", values=64), agreement=0.975),
)
PRUNED = row(
    "pruning 50 %",
    Family.PRUNING,
    52,
    size(52, "0.42", 0.4204),
    cpu(52, "6.1", 1.0, 6.1),
    gpu(52),
    accuracy(52, "0.932", 0.8825, Outcome.OFF),
    unclaimed(Metric.GZ_MB),
    end=DONE,
    extra=timed(6.1),
    audit=audit(Proof.CANNOT_TELL, seen("zeros", tensor="head.weight", percent=50)),
)
QUANTIZED = row(
    "int8 dynamic",
    Family.QUANTIZATION,
    53,
    size(53, "0.105", 0.1532, Outcome.OFF),
    cpu(53, "4.4", 1.41, 4.33),
    gpu(53),
    accuracy(53, "0.9600", 0.9575),
    end=DONE,
    extra=timed(4.3),
    audit=audit(Proof.APPLIED, seen("dtypes", tensors=26)),
)
LINES = {
    ("README.md", 50): "| local:pebble-vit | original | 0.42 | 6.1 | 1.2 | 0.965 |\n",
    ("README.md", 51): "| local:pebble-vit | clustering, 32 | 0.09 | 6.0 | 1.2 | 0.955 |\n",
    ("README.md", 52): "| local:pebble-vit | pruning 50 %   | 0.42 | 6.1 | 1.2 | 0.932 |\n",
    ("README.md", 53): "| local:pebble-vit | int8 dynamic | 0.105 | 4.4 | 1.2 | 0.9600 |\n",
}

_HEADER = "| model | method | size | CPU, ms | GPU, ms | accuracy |"
UNIT_MISSING = Problem(
    code="unit-missing",
    severity=Severity.WARNING,
    place=Place(path="README.md", line=48, column=2, text=_HEADER),
    facts={"header": "size"},
    fix=Fix(text=_HEADER.replace("size", "size, MB"), safe=True),
)
FOUR_ROWS = Card(
    pull_request=REQUEST,
    team="quiet_otters",
    homework=3,
    rows=(ORIGINAL, CLUSTERED, PRUNED, QUANTIZED),
    problems=(UNIT_MISSING,),
    points=(
        PointsLine(name="table", points=2, of=2, reason=Reason(code="points-table", facts={"rows": 4})),
        PointsLine(name="runs", points=3, of=3, reason=Reason(code="points-runs", facts={"rows": 3})),
        PointsLine(name="numbers", points=4.33, of=5, reason=Reason(code="points-numbers", facts={"off": 2, "claimed": 15})),
    ),
    machine=MACHINE,
)
HONEST = replace(FOUR_ROWS, rows=(ORIGINAL, CLUSTERED), problems=(), points=())
_MASKED = audit(
    Proof.NOT_APPLIED, seen("zeros", tensor="head.weight", percent=0.1), seen("zeros", tensor="body.weight", percent=0), agreement=1.0
)
MASKED = row("pruning 50 %", Family.PRUNING, 52, size(52, "0.42", 0.4204), accuracy(52, "0.965", 0.9625), end=DONE, audit=_MASKED)
GPTQ = replace(
    row(
        "GPTQ",
        Family.QUANTIZATION,
        54,
        *(
            Verdict(
                metric=metric,
                outcome=Outcome.NOT_APPLICABLE,
                reason=Reason(code="not-applicable-because", facts={"because": "no layers | that GPTQ knows"}),
            )
            for metric in (Metric.SIZE_MB, Metric.ACCURACY)
        ),
    ),
    because="no layers | that GPTQ knows",
    method_verdict=MethodVerdict(outcome=Outcome.NOT_APPLICABLE, reason=Reason(code="not-applicable-because")),
)
METHODS = replace(
    FOUR_ROWS,
    rows=(ORIGINAL, CLUSTERED, MASKED, GPTQ),
    problems=(),
    points=(
        PointsLine(name="numbers", points=4, of=4, reason=Reason(code="points-numbers", facts={"off": 0, "claimed": 9})),
        PointsLine(name="method", points=1, of=2, reason=Reason(code="points-method-off", facts={"off": 1, "rows": 2})),
    ),
)

RAISED = RunEnd(
    ending=Ending.RAISED,
    phase=Phase.BUILD,
    facts={"error": "ValueError: n_clusters=32 should be <= 10"},
    log='Traceback (most recent call last):\n  File "clustering.py", line 14, in compress\nValueError: n_clusters=32 should be <= 10\n',
)
_STOPPED = tuple(
    verdict(claim(metric, 1.0, "1.0", line=51), Outcome.BROKEN_THEIRS, "adapter-raised", error="ValueError")
    for metric in (Metric.SIZE_MB, Metric.CPU_MS)
)
NO_SANDBOX = RunEnd(ending=Ending.SANDBOX_UNAVAILABLE, phase=Phase.PLAN)
_FAULT = tuple(
    verdict(claim(metric, 1.0, "1.0", line=52), Outcome.BROKEN_OURS, "sandbox-unavailable") for metric in (Metric.SIZE_MB, Metric.CPU_MS)
)
BROKEN = replace(
    FOUR_ROWS,
    rows=(
        ORIGINAL,
        row("clustering, 32", Family.CLUSTERING, 51, *_STOPPED, gpu(51), end=RAISED),
        row("pruning 50 %", Family.PRUNING, 52, *_FAULT, end=NO_SANDBOX),
    ),
    problems=(),
    points=(),
)
OUR_FAULT = replace(BROKEN, rows=(row("pruning 50 %", Family.PRUNING, 52, *_FAULT, end=NO_SANDBOX),))
UNSTEADY = replace(
    HONEST,
    rows=(
        row(
            "clustering, 32",
            Family.CLUSTERING,
            51,
            verdict(
                claim(Metric.CPU_MS, 6.0, "6.0"),
                Outcome.UNSTEADY,
                "unsteady",
                measurement(Metric.CPU_MS, Definition.PER_EXAMPLE, 9.0, 2.5),
                5.5,
                12.5,
                doubt="cpu-clock",
            ),
            end=DONE,
        ),
    ),
)

_MANIFEST = "submissions/quiet_otters/hw-3/submission.yml"
_READY = """team: quiet_otters
homework: 3
task: image-classification
data: digits
rows:
  - model: local:pebble-vit
    method: original
  - model: local:pebble-vit
    method: clustering
    params: {clusters: 32}
    code: clustering.py
"""
NO_MANIFEST = replace(
    FOUR_ROWS,
    rows=tuple(
        replace(
            each,
            verdicts=tuple(verdict(one.claim, Outcome.NOT_CHECKABLE, "no-manifest", path=_MANIFEST) for one in each.verdicts if one.claim),
            end=None,
            measurements=(),
        )
        for each in FOUR_ROWS.rows
    ),
    problems=(
        Problem(
            code="manifest-missing", severity=Severity.ERROR, place=Place(path=_MANIFEST), facts={"path": _MANIFEST}, fix=Fix(text=_READY)
        ),
        UNIT_MISSING,
    ),
    points=(),
    machine=None,
)
WRONG_TITLE = replace(
    NO_MANIFEST,
    team=None,
    homework=None,
    rows=(),
    problems=(
        Problem(
            code="title-unreadable",
            severity=Severity.ERROR,
            place=Place(path="title", text="my homework"),
            facts={"title": "my homework"},
            fix=Fix(text="quiet_otters HW-3"),
        ),
    ),
)
