from __future__ import annotations

import math

import pytest

from grader.core.measurement import Definition
from grader.core.metric import Metric
from grader.core.quantity import MB, MIB
from grader.core.submission import Claim
from grader.core.verdict import Outcome
from tests.judge.build import claim, measured, verdict_of

FOLDER = measured(Metric.SIZE_MB, Definition.FOLDER, 1.050)
WEIGHTS = measured(Metric.SIZE_MB, Definition.WEIGHTS, 0.873)
PARAMETERS = measured(Metric.SIZE_MB, Definition.PARAMETERS, 3.405)


def size(written: str, times: float = 1.0, unit: str | None = None) -> Claim:
    return claim(Metric.SIZE_MB, written, times=times, unit=unit)


@pytest.mark.parametrize(
    ("written", "outcome", "definition", "unit"),
    [
        ("1.050", Outcome.CONFIRMED, Definition.FOLDER, "MB"),
        ("1.001", Outcome.CONFIRMED, Definition.FOLDER, "MiB"),
        ("1.0", Outcome.CONFIRMED, Definition.FOLDER, "MiB"),
        ("0.87", Outcome.CONFIRMED, Definition.WEIGHTS, "MB"),
        ("0.833", Outcome.CONFIRMED, Definition.WEIGHTS, "MiB"),
        ("3.40", Outcome.CONFIRMED, Definition.PARAMETERS, "MB"),
        ("3", Outcome.CONFIRMED, Definition.PARAMETERS, "MiB"),
        ("1.055", Outcome.CONFIRMED, Definition.FOLDER, "MB"),  # 0.48 % away
        ("1.056", Outcome.OFF, Definition.FOLDER, "MB"),  # 0.57 % away
        ("0.945", Outcome.OFF, Definition.FOLDER, "MB"),  # 10 % less than the folder
        ("13.60", Outcome.OFF, Definition.FOLDER, "MB"),  # four bytes for each of 3.4 million, but int8 was saved
        ("0", Outcome.OFF, Definition.FOLDER, "MB"),
        ("0.00", Outcome.OFF, Definition.FOLDER, "MB"),
        ("-1.05", Outcome.OFF, Definition.FOLDER, "MB"),
    ],
)
def test_a_size_names_what_fits_or_else_what_the_column_means(written: str, outcome: Outcome, definition: Definition, unit: str) -> None:
    verdict = verdict_of(size(written), FOLDER, WEIGHTS, PARAMETERS)
    word = "fits" if outcome is Outcome.CONFIRMED else "off"
    assert (verdict.outcome, verdict.reason.code, verdict.reason.facts["unit"]) == (outcome, f"size-{word}-{definition}", unit)
    assert verdict.measurement
    assert verdict.measurement.definition is definition


def test_what_is_typed_as_mb_may_be_mib_but_not_the_other_way_round() -> None:
    exactly_one_mib = measured(Metric.SIZE_MB, Definition.FOLDER, MIB / MB)
    for unit in ("Mb", "MB", "МБ", None):
        assert verdict_of(size("1.000", unit=unit), exactly_one_mib).reason.facts["unit"] == "MiB"
        assert verdict_of(size("1.049", unit=unit), exactly_one_mib).reason.facts["unit"] == "MB"
    for unit in ("MiB", "МиБ"):
        assert verdict_of(size("1.000", unit=unit), exactly_one_mib).outcome is Outcome.CONFIRMED
        assert verdict_of(size("1.049", unit=unit), exactly_one_mib).outcome is Outcome.OFF


@pytest.mark.parametrize(
    ("written", "times", "typed", "fits"),
    [
        ("1.33", 1024, "Gb", "GB"),
        ("1.24", 1024, "Gb", "GiB"),
        ("1.24", 1024, "GiB", "GiB"),
        ("1330.0", 1, None, "MB"),
        ("1330000", 1 / 1024, "KB", "kB"),
        ("1298828", 1 / 1024, "KB", "KiB"),
        ("1330000000", 1 / MIB, "bytes", "bytes"),
    ],
)
def test_giga_kilo_and_plain_bytes_are_read_both_ways_too(written: str, times: float, typed: str | None, fits: str) -> None:
    verdict = verdict_of(size(written, times, typed), measured(Metric.SIZE_MB, Definition.FOLDER, 1330.0))
    assert (verdict.outcome, verdict.reason.facts["unit"]) == (Outcome.CONFIRMED, fits)
    assert verdict.reason.facts["measured"] == pytest.approx(float(written), rel=0.005)
    assert verdict.low is not None
    assert verdict.high is not None
    assert verdict.claim is not None
    assert verdict.low <= verdict.claim.value <= verdict.high


@pytest.mark.parametrize(("value", "written"), [(1.25, "1.2"), (0.35, "0.4"), (2.05, "2.1"), (2.35, "2.3"), (0.065, "0.06")])
def test_exactly_half_a_printed_unit_is_rounding(value: float, written: str) -> None:
    assert verdict_of(size(written), measured(Metric.SIZE_MB, Definition.FOLDER, value)).outcome is Outcome.CONFIRMED


def test_a_thousands_separator_is_not_taken_for_gigabytes() -> None:
    one = claim(Metric.SIZE_MB, "1,024", value=1024.0)
    assert verdict_of(one, measured(Metric.SIZE_MB, Definition.FOLDER, 1024.0)).outcome is Outcome.CONFIRMED
    assert verdict_of(one, measured(Metric.SIZE_MB, Definition.FOLDER, 1024.0 * MIB / MB)).outcome is Outcome.CONFIRMED


def test_plain_bytes_have_one_reading_only() -> None:
    verdict = verdict_of(size(str(1330 * MIB), 1 / MIB, "bytes"), measured(Metric.SIZE_MB, Definition.FOLDER, 1330.0))
    assert verdict.outcome is Outcome.OFF


def test_the_bounds_are_those_of_the_nearest_reading() -> None:
    verdict = verdict_of(size("2.000"), measured(Metric.SIZE_MB, Definition.FOLDER, 1.0))
    assert (verdict.low, verdict.high) == pytest.approx((0.995, 1.005))
    assert verdict.reason.facts == pytest.approx({"claimed": "2.000", "measured": 1.0, "low": 0.995, "high": 1.005, "unit": "MB"})


@pytest.mark.parametrize(("written", "outcome"), [("0.520", Outcome.CONFIRMED), ("0.480", Outcome.CONFIRMED), ("0.55", Outcome.OFF)])
def test_gz_has_its_own_tolerance(written: str, outcome: Outcome) -> None:
    gzip = measured(Metric.GZ_MB, Definition.GZIP, 0.5)
    verdict = verdict_of(claim(Metric.GZ_MB, written), gzip, FOLDER)
    assert verdict.outcome is outcome
    assert verdict.measurement == gzip


@pytest.mark.parametrize(("written", "outcome"), [("0.64", Outcome.CONFIRMED), ("0.41", Outcome.CONFIRMED), ("0.70", Outcome.OFF)])
def test_the_interval_of_a_sampled_gz_is_added_to_the_tolerance(written: str, outcome: Outcome) -> None:
    sampled = measured(Metric.GZ_MB, Definition.GZIP, 0.5, 0.43, 0.62)
    verdict = verdict_of(claim(Metric.GZ_MB, written), sampled)
    assert verdict.outcome is outcome


def test_the_bounds_of_a_sampled_gz_start_from_its_interval() -> None:
    verdict = verdict_of(claim(Metric.GZ_MB, "0.64"), measured(Metric.GZ_MB, Definition.GZIP, 0.5, 0.43, 0.62))
    assert (verdict.low, verdict.high) == pytest.approx((0.43 - 0.025, 0.62 + 0.025))


def test_gz_is_never_held_against_the_folder() -> None:
    assert verdict_of(claim(Metric.GZ_MB, "1.050"), FOLDER).reason.code == "metric-not-measured"


@pytest.mark.parametrize("written", ["0", "0.0", "-0.2"])
def test_a_printed_zero_never_stands_for_something(written: str) -> None:
    assert verdict_of(size(written), measured(Metric.SIZE_MB, Definition.FOLDER, 0.04)).outcome is Outcome.OFF


def test_a_measured_zero_is_a_measurement() -> None:
    nothing = measured(Metric.SIZE_MB, Definition.PARAMETERS, 0.0)
    assert verdict_of(size("0"), nothing).outcome is Outcome.CONFIRMED
    assert verdict_of(size("5.0"), nothing).outcome is Outcome.OFF


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_never_fits(value: float) -> None:
    verdict = verdict_of(claim(Metric.SIZE_MB, "nan", value=value), FOLDER, WEIGHTS)
    assert verdict.outcome is Outcome.OFF
    assert all(math.isfinite(fact) for fact in verdict.reason.facts.values() if isinstance(fact, float))
