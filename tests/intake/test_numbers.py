from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.metric import Kind
from grader.intake.numbers import Amount, Fault, read_amounts, simple_amount, value_of


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("12", 12.0), ("327.32", 327.32), ("0,5", 0.5), ("12,34", 12.34), ("0,123", 0.123), (".85", 0.85), ("1 024", 1024.0),
        ("1 024,5", 1024.5), ("12 345 678.9", 12345678.9), ("1,024.5", 1024.5), ("1,024,000", 1024000.0), ("1.024.000", 1024000.0),
        ("1.024,5", 1024.5), ("1'024", 1024.0), ("5.025", 5.025), ("1.2e-05", 1.2e-5), ("1234,567", 1234.567),
        ("1,024", Fault.AMBIGUOUS), ("12,500", Fault.AMBIGUOUS), ("1e999", Fault.UNREADABLE), ("1_000", Fault.UNREADABLE),
        ("1.2.3", Fault.UNREADABLE), ("9" * 31, Fault.UNREADABLE), ("1,02,4", Fault.UNREADABLE),
    ],
)  # fmt: skip
def test_a_typed_number_has_one_value_or_none(written: str, value: float | Fault) -> None:
    assert value_of(written) == value


@pytest.mark.parametrize(
    ("text", "value", "unit", "factor"),
    [
        ("185.75Mb", 185.75, "Mb", 1.0), ("113.27 ms", 113.27, "ms", 1.0), ("1,33 ГБ", 1.33, "ГБ", 1024.0),
        ("0.98 сек", 0.98, "сек", 1000.0),
        ("~2.9 GB", 2.9, "GB", 1024.0), ("≈ 40 мс.", 40.0, "мс", 1.0), ("1048576 bytes", 1048576.0, "bytes", 1 / 1024**2),
        ("82.8 %", 82.8, "%", 0.01),
        ("412 Mb Mb", 412.0, "Mb", 1.0), ("31.9ms (in fp16, batch 8)", 31.9, "ms", 1.0), ("250 µs", 250.0, "µs", 1e-3),
    ],
)  # fmt: skip
def test_a_number_takes_the_unit_behind_it(text: str, value: float, unit: str, factor: float) -> None:
    (amount,) = _amounts(text)
    assert (amount.value, amount.unit) == (value, unit)
    assert amount.scale is not None
    assert math.isclose(amount.scale.factor, factor)


@pytest.mark.parametrize(
    "text", ["2.25±0.08 ms", "2.25 +- 0.08 ms", "2.25 +/- 0.08 ms", "2.25 ms ± 0.08", "2.25 (±0.08) ms", "2.25 ms ± 0.08 ms"]
)
def test_an_uncertainty_belongs_to_its_number(text: str) -> None:
    (amount,) = _amounts(text)
    assert (amount.value, amount.spread, amount.unit) == (2.25, 0.08, "ms")


def test_an_uncertainty_in_another_unit_is_left_out() -> None:
    assert _amounts("2.25 s ± 80 ms")[0].spread is None


@pytest.mark.parametrize(
    ("text", "per"),
    [
        ("0.9 s/sample", "per_sample"),
        ("12 мс на токен", "per_token"),
        ("3 s per text", "per_text"),
        ("5 s / batch", None),
        ("5 s/batch", "total"),
    ],
)
def test_a_time_says_what_it_is_for(text: str, per: str | None) -> None:
    assert _amounts(text)[0].per == per


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("16×", Fault.RELATIVE), ("2.5x", Fault.RELATIVE), ("в 5.34 раза", Fault.RELATIVE), ("-3.65", Fault.RELATIVE),
        ("+0.12%", Fault.RELATIVE),
        ("<5 ms", Fault.BOUND), ("до 5", Fault.BOUND), ("≥ 3", Fault.BOUND), ("20–25", Fault.SEVERAL), ("922 → 461", Fault.SEVERAL),
        ("124M", Fault.FOREIGN), ("30 fps", Fault.FOREIGN), ("7 kg", Fault.FOREIGN), ("4bit", Fault.FOREIGN), ("١٢", Fault.UNREADABLE),
        ("𝟙𝟚", Fault.UNREADABLE),
    ],
)  # fmt: skip
def test_what_is_no_plain_value_is_a_fault(text: str, fault: Fault) -> None:
    assert read_amounts(text) is fault


@pytest.mark.parametrize("text", ["F1", "T4", "large-v3", "top-1", "x86", "fp16", "", "ms"])
def test_digits_inside_names_are_no_numbers(text: str) -> None:
    assert read_amounts(text) == []


def test_two_numbers_come_with_the_words_beside_them() -> None:
    assert [(amount.value, amount.label) for amount in _amounts("24.6 (eff.) / 29.4 (total)")] == [(24.6, "(eff.)"), (29.4, "(total)")]


@given(st.integers(0, 10**9), st.integers(0, 99), st.sampled_from(["MB", "ms", "ГБ", "сек", ""]), st.sampled_from([" ", ""]))
def test_the_quick_way_reads_what_the_long_way_reads(whole: int, part: int, unit: str, gap: str) -> None:
    text = f"{whole}.{part:02d}{gap if unit else ''}{unit}"
    quick = simple_amount(text)
    assert quick is not None
    assert [quick] == [amount._replace(label="") for amount in _amounts(text)]
    assert quick.value == float(f"{whole}.{part:02d}")


@given(st.integers(1, 999), st.lists(st.integers(0, 999), min_size=1, max_size=3), st.sampled_from([" ", "\u00a0"]))
def test_groups_of_three_make_one_number(first: int, groups: list[int], space: str) -> None:
    value = int(str(first) + "".join(f"{group:03d}" for group in groups))
    assert value_of(" ".join([str(first), *(f"{group:03d}" for group in groups)])) == value


@given(st.text(max_size=60))
def test_whatever_is_read_is_finite_and_was_typed(text: str) -> None:
    found = read_amounts(text)
    for amount in [] if isinstance(found, Fault) else found:
        assert math.isfinite(amount.value)
        assert amount.written in text.replace("\n", "\n")
        assert amount.scale is None or isinstance(amount.scale.kind, Kind)


def _amounts(text: str) -> list[Amount]:
    found = read_amounts(text)
    assert isinstance(found, list), found
    return found
