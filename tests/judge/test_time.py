from __future__ import annotations

import pytest

from grader.core.measurement import Definition
from grader.core.metric import Metric
from grader.core.run import Disturbance, Doubt
from grader.core.submission import Claim, SubmittedRow
from grader.core.table import Family, Method
from grader.core.verdict import Outcome, Verdict
from grader.core.words import Language, catalogue
from grader.judge.judge import judge
from grader.judge.reasons import ENTRIES
from tests.judge.build import COURSE, CPU, FP16, GPU, INT8, ORIGINAL, PRUNING, claim, measured, row, run, runs, submission, verdict_of

EACH = measured(Metric.CPU_MS, Definition.PER_EXAMPLE, 5.0, 4.9, 5.1)
TWICE = measured(Metric.CPU_MS, Definition.SPEED_UP, 2.0, 1.96, 2.04)


def cpu(written: str, *, on: str | None = None, times: float = 1.0, unit: str | None = None) -> Claim:
    return claim(Metric.CPU_MS, written, on=on, times=times, unit=unit)


def against(original: Claim, one: Claim, *, method: Method = PRUNING, text: str = "", doubts: tuple[Doubt, ...] = ()) -> Verdict:
    """Judge a row that was measured twice as fast as its original, in a table with both."""
    rows = (row(original, method=ORIGINAL, manifest=0), row(one, method=method, text=text, manifest=1))
    return judge(submission(*rows, homework=None), runs(run(EACH, TWICE, row=1, doubts=doubts)), COURSE).verdicts[1]


@pytest.mark.parametrize(
    ("written", "outcome"),
    [("5.0", Outcome.CONFIRMED), ("5.9", Outcome.CONFIRMED), ("4.2", Outcome.CONFIRMED), ("6.0", Outcome.OFF), ("3.5", Outcome.OFF)],
)
@pytest.mark.parametrize("method", [ORIGINAL, PRUNING, INT8])
def test_on_the_named_hardware_a_time_is_compared_directly(written: str, outcome: Outcome, method: Method) -> None:
    verdict = verdict_of(cpu(written, on="EPYC 7B13"), EACH, TWICE, method=method)
    assert (verdict.outcome, verdict.measurement) == (outcome, EACH)
    assert (verdict.low, verdict.high) == pytest.approx((4.9 * 0.85 - 0.05, 5.1 * 1.15 + 0.05))


@pytest.mark.parametrize(
    ("original", "written", "outcome"),
    [
        ("31.9", "16.0", Outcome.CONFIRMED),  # another machine, the same ratio
        ("31.9", "19.0", Outcome.CONFIRMED),
        ("31.9", "13.7", Outcome.CONFIRMED),
        ("31.9", "11.2", Outcome.OFF),  # 30 % less than honest
        ("31.9", "20.0", Outcome.OFF),
        ("31.9", "0", Outcome.OFF),
        ("31.9", "-16", Outcome.OFF),
        ("1", "1", Outcome.CONFIRMED),  # 1.4 and 0.7, coarsely printed
        ("1000", "0", Outcome.OFF),
        ("1", "0", Outcome.OFF),
    ],
)
def test_elsewhere_the_speed_up_over_the_originals_row_is_compared(original: str, written: str, outcome: Outcome) -> None:
    verdict = against(cpu(original), cpu(written))
    assert (verdict.outcome, verdict.measurement) == (outcome, TWICE)
    assert verdict.reason.code == ("speed-up-fits" if outcome is Outcome.CONFIRMED else "speed-up-off")
    assert (verdict.reason.facts["reference"], verdict.reason.facts["speed_up"]) == (original, 2.0)


@pytest.mark.parametrize(
    ("original", "written", "outcome"),
    [
        ("14.0", "7.0", Outcome.CONFIRMED),  # slower than we were by the same factor as the original: another clock
        ("14.0", "4.9", Outcome.CONFIRMED),  # not the original's factor, but our own time
        ("14.0", "3.5", Outcome.OFF),
        ("14.0", "10.5", Outcome.OFF),
    ],
)
def test_on_the_named_hardware_a_time_may_differ_as_the_originals_does(original: str, written: str, outcome: Outcome) -> None:
    verdict = against(cpu(original, on="EPYC 7B13"), cpu(written, on="EPYC 7B13"))
    assert verdict.outcome is outcome


def test_the_bounds_of_a_speed_up_are_times() -> None:
    verdict = against(cpu("31.90"), cpu("0.0100", times=1000, unit="s"))
    assert (verdict.low, verdict.high) == pytest.approx((31.895 / (2.04 * 1.15) - 0.05, 31.905 / (1.96 * 0.85) + 0.05))
    assert verdict.reason.facts["measured"] == pytest.approx(0.01595)
    assert verdict.reason.facts["unit"] == "s"


@pytest.mark.parametrize(
    ("method", "text", "written", "outcome"),
    [
        (PRUNING, "", "20.5", Outcome.OFF),
        (INT8, "", "20.5", Outcome.CONFIRMED),
        (INT8, "", "11.2", Outcome.CONFIRMED),
        (INT8, "", "8.0", Outcome.OFF),
        (INT8, "", "32.0", Outcome.OFF),
        (Method(family=Family.QUANTIZATION), "GPTQ", "20.5", Outcome.CONFIRMED),
        (Method(family=Family.OPTIMISATION), "", "20.5", Outcome.CONFIRMED),
        (Method(family=Family.EXPORT, variant="onnx"), "ONNX", "20.5", Outcome.OFF),
        (Method(family=Family.EXPORT, variant="onnx"), "ONNX int8", "20.5", Outcome.CONFIRMED),
        (Method(family=Family.PRUNING, params={"dtype": "int8"}), "", "20.5", Outcome.CONFIRMED),
        (FP16, "", "16.0", Outcome.NOT_CHECKABLE),
        (Method(family=Family.EXPORT, variant="openvino"), "OpenVINO BF16", "16.0", Outcome.NOT_CHECKABLE),
        (Method(family=Family.PRUNING), "half of the layers", "16.0", Outcome.CONFIRMED),
    ],
)
def test_the_tolerance_depends_on_the_kind_of_method(method: Method, text: str, written: str, outcome: Outcome) -> None:
    verdict = against(cpu("31.9"), cpu(written), method=method, text=text)
    assert verdict.outcome is outcome
    if outcome is Outcome.NOT_CHECKABLE:
        assert (verdict.reason.code, verdict.measurement, verdict.low) == ("half-precision-cpu", EACH, None)


def test_the_originals_own_time_is_the_reference_and_is_not_judged_elsewhere() -> None:
    verdict = verdict_of(cpu("31.9"), EACH, method=ORIGINAL)
    assert (verdict.outcome, verdict.reason.code) == (Outcome.NOT_CHECKABLE, "time-elsewhere")
    assert verdict.reason.facts == {"claimed": "31.9", "measured": 5.0, "unit": "ms"}


@pytest.mark.parametrize(
    "original",
    [
        row(cpu("31.9"), method=ORIGINAL, model="another"),
        row(method=ORIGINAL),
        row(cpu("0"), method=ORIGINAL),
        row(cpu("-31.9"), method=ORIGINAL),
        row(claim(Metric.GPU_MS, "31.9"), method=ORIGINAL),
        row(cpu("31.9"), method=PRUNING),
    ],
)
def test_without_a_usable_row_of_the_original_there_is_no_verdict(original: SubmittedRow) -> None:
    card = judge(submission(original, row(cpu("16.0"), manifest=1), homework=None), runs(run(EACH, TWICE, row=1)), COURSE)
    verdict = card.rows[1].verdicts[0]
    assert (verdict.outcome, verdict.reason.code) == (Outcome.NOT_CHECKABLE, "no-reference")


def test_rows_of_one_model_are_found_by_the_table_when_the_manifest_does_not_know_the_original() -> None:
    rows = (row(cpu("31.9"), method=ORIGINAL, model=" ViT ", manifest=None), row(cpu("16.0"), manifest=1))
    card = judge(submission(*rows, homework=None), runs(run(EACH, TWICE, row=1)), COURSE)
    assert card.verdicts[1].outcome is Outcome.CONFIRMED


@pytest.mark.parametrize(
    ("one", "other", "code"),
    [
        (None, None, "speed-up-fits"),
        ("Tesla T4", "T4", "speed-up-fits"),
        ("my  laptop", "my laptop", "speed-up-fits"),
        ("Tesla T4", None, "other-hardware"),
        ("Tesla T4", "A100", "other-hardware"),
    ],
)
def test_times_of_two_machines_are_no_speed_up(one: str | None, other: str | None, code: str) -> None:
    assert against(cpu("31.9", on=one), cpu("16.0", on=other)).reason.code == code


DOUBTS = (Doubt(code=Disturbance.LOAD, percent=31.0), Doubt(code=Disturbance.ECHO, percent=7.0))


def test_doubt_saves_what_would_be_off_and_takes_nothing_from_what_fits() -> None:
    saved = against(cpu("31.9"), cpu("11.2"), doubts=DOUBTS)
    assert (saved.outcome, saved.reason.code, saved.reason.facts["percent"]) == (Outcome.UNSTEADY, "unsteady-load", 31.0)
    assert against(cpu("31.9"), cpu("16.0"), doubts=DOUBTS).outcome is Outcome.CONFIRMED
    assert verdict_of(cpu("3.5", on=CPU), EACH, doubts=DOUBTS).outcome is Outcome.UNSTEADY


@pytest.mark.parametrize("disturbance", Disturbance)
@pytest.mark.parametrize("language", Language)
def test_what_disturbed_is_said_with_its_share(disturbance: Disturbance, language: Language) -> None:
    reason = against(cpu("31.9"), cpu("11.2"), doubts=(Doubt(code=disturbance, percent=31.5),)).reason
    said = catalogue(*ENTRIES)[reason.code].say(reason.facts, language, str)
    assert "31.5 %" in said
    assert "11.2" in said


@pytest.mark.parametrize("written", ["16.0", "13.7", "11.2", "20.0", "0", "-16"])
def test_doubt_never_makes_anything_worse(written: str) -> None:
    quiet, doubted = against(cpu("31.9"), cpu(written)), against(cpu("31.9"), cpu(written), doubts=DOUBTS)
    assert doubted.outcome is (Outcome.UNSTEADY if quiet.outcome is Outcome.OFF else quiet.outcome)


def test_doubt_about_a_time_excuses_no_size() -> None:
    folder = measured(Metric.SIZE_MB, Definition.FOLDER, 1.0)
    assert verdict_of(claim(Metric.SIZE_MB, "2.00"), folder, doubts=DOUBTS).outcome is Outcome.OFF


def test_gpu_times_are_held_against_gpu_measurements() -> None:
    each = measured(Metric.GPU_MS, Definition.PER_EXAMPLE, 5.0)
    assert verdict_of(claim(Metric.GPU_MS, "5.1", on="T4"), each, EACH, gpu=GPU).outcome is Outcome.CONFIRMED
    assert verdict_of(claim(Metric.GPU_MS, "3.5", on="T4"), each, EACH, gpu=GPU).outcome is Outcome.OFF
    assert verdict_of(claim(Metric.GPU_MS, "5.1", on=CPU), each, EACH, gpu=GPU).reason.code == "no-reference"


def test_half_precision_on_a_gpu_is_judged_with_the_wider_tolerance() -> None:
    twice = measured(Metric.GPU_MS, Definition.SPEED_UP, 2.0)
    rows = (row(claim(Metric.GPU_MS, "30.0"), method=ORIGINAL), row(claim(Metric.GPU_MS, "11.0"), method=FP16, manifest=1))
    card = judge(submission(*rows, homework=None), runs(run(twice, row=1), gpu=GPU), COURSE)
    assert card.verdicts[1].outcome is Outcome.CONFIRMED


@pytest.mark.parametrize("low", [0.0, -1.0])
def test_a_speed_up_that_may_be_nothing_is_no_measurement(low: float) -> None:
    rows = (row(cpu("30.0"), method=ORIGINAL), row(cpu("11.0"), manifest=1))
    nothing = measured(Metric.CPU_MS, Definition.SPEED_UP, 2.0, low, 2.0)
    assert judge(submission(*rows, homework=None), runs(run(nothing, row=1)), COURSE).verdicts[1].reason.code == "metric-not-measured"
