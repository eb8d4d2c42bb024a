from __future__ import annotations

import pytest

from grader.core.measurement import Definition
from grader.core.metric import Metric
from grader.core.quantity import MB, MIB
from grader.core.verdict import Outcome
from tests.judge.build import CPU, GPU, claim, measured, verdict_of

OURS = (
    measured(Metric.RAM_MB, Definition.OVER_IMPORTS, 60.0, 59.7, 60.3),
    measured(Metric.RAM_MB, Definition.OVER_LOAD, 5.0),
    measured(Metric.RAM_MB, Definition.RESIDENT, 420.0),
)


@pytest.mark.parametrize(
    ("written", "definition"),
    [
        ("60", Definition.OVER_IMPORTS),
        ("68.9", Definition.OVER_IMPORTS),
        ("50.7", Definition.OVER_IMPORTS),
        ("3.2", Definition.OVER_LOAD),  # two megabytes are always allowed
        ("400.5", Definition.RESIDENT),
        ("482", Definition.RESIDENT),
    ],
)
@pytest.mark.parametrize("on", [None, "EPYC 7B13", "Ryzen 5600X"])
def test_a_claim_that_fits_a_definition_is_confirmed_wherever_it_was_measured(written: str, definition: Definition, on: str | None) -> None:
    verdict = verdict_of(claim(Metric.RAM_MB, written, on=on), *OURS)
    assert (verdict.outcome, verdict.reason.code) == (Outcome.CONFIRMED, f"memory-fits-{definition}")


@pytest.mark.parametrize(
    ("on", "outcome", "code"),
    [
        (None, Outcome.NOT_CHECKABLE, "memory-elsewhere"),
        ("AMD", Outcome.NOT_CHECKABLE, "memory-elsewhere"),
        ("Xeon Gold 6248", Outcome.NOT_CHECKABLE, "memory-elsewhere"),
        ("AMD EPYC 7B13", Outcome.OFF, "memory-off-resident"),
        (CPU, Outcome.OFF, "memory-off-resident"),
    ],
)
def test_a_claim_that_fits_nothing_is_off_only_on_our_hardware(on: str | None, outcome: Outcome, code: str) -> None:
    verdict = verdict_of(claim(Metric.RAM_MB, "294.0", on=on), *OURS)  # 30 % below the resident peak
    assert (verdict.outcome, verdict.reason.code) == (outcome, code)
    assert verdict.measurement == OURS[2]


def test_the_bounds_hold_the_tolerance_the_interval_and_the_rounding() -> None:
    verdict = verdict_of(claim(Metric.RAM_MB, "61"), *OURS)
    assert (verdict.low, verdict.high) == pytest.approx((59.7 - 9 - 0.5, 60.3 + 9 + 0.5))


def test_a_reading_that_fits_is_named_before_a_nearer_one_that_does_not() -> None:
    one = claim(Metric.RAM_MB, "85.50", unit="MiB", on=CPU)
    near = measured(Metric.RAM_MB, Definition.OVER_LOAD, 72.0 * MIB / MB)
    far = measured(Metric.RAM_MB, Definition.RESIDENT, 100.0 * MIB / MB)
    assert verdict_of(one, near).outcome is Outcome.OFF
    assert verdict_of(one, near, far).reason.code == "memory-fits-resident"


def test_elsewhere_all_our_values_are_told() -> None:
    facts = verdict_of(claim(Metric.RAM_MB, "1000"), *OURS).reason.facts
    assert (facts["over_imports"], facts["over_load"], facts["resident"]) == (60.0, 5.0, 420.0)


PARTS = (
    measured(Metric.RAM_MB, Definition.LOADED, 300.0),
    measured(Metric.RAM_MB, Definition.LOAD_PEAK, 900.0),
    measured(Metric.RAM_MB, Definition.BESIDE, 200.0),
)


@pytest.mark.parametrize("written", ["300", "900", "200"])
def test_what_the_memory_consists_of_is_shown_and_held_against_nothing(written: str) -> None:
    verdict = verdict_of(claim(Metric.RAM_MB, written, on=CPU), *OURS, *PARTS)
    assert verdict.outcome is Outcome.OFF
    assert verdict.measurement in OURS


def test_a_run_to_the_end_without_a_peak_says_why() -> None:
    accuracy = measured(Metric.ACCURACY, Definition.EVALUATION, 0.9)
    verdict = verdict_of(claim(Metric.RAM_MB, "60", on=CPU), accuracy)
    assert (verdict.outcome, verdict.reason.code) == (Outcome.NOT_CHECKABLE, "memory-unreadable")


def test_a_negative_memory_never_fits_but_a_printed_zero_may() -> None:
    small = measured(Metric.RAM_MB, Definition.OVER_LOAD, 0.4)
    assert verdict_of(claim(Metric.RAM_MB, "0", on=CPU), small).outcome is Outcome.CONFIRMED
    assert verdict_of(claim(Metric.RAM_MB, "-1", on=CPU), small).outcome is Outcome.OFF


@pytest.mark.parametrize(("on", "outcome"), [("T4", Outcome.OFF), ("A100", Outcome.NOT_CHECKABLE), (CPU, Outcome.NOT_CHECKABLE)])
def test_vram_is_held_against_the_gpu_that_the_row_names(on: str, outcome: Outcome) -> None:
    ours = measured(Metric.VRAM_MB, Definition.OVER_IMPORTS, 500.0)
    assert verdict_of(claim(Metric.VRAM_MB, "350", on=on), ours, gpu=GPU).outcome is outcome
    assert verdict_of(claim(Metric.VRAM_MB, "500", on=on), ours, gpu=GPU).outcome is Outcome.CONFIRMED
