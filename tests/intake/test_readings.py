"""Tables written by hand for each kind of difficulty are read as a person reads them, and what is doubtful is said, not read."""

from __future__ import annotations

import pytest

from tests.intake.readings import doubtful, layout, upright
from tests.intake.readings.reading import Case, Line
from tests.intake.tables import codes, rows

CASES = {**upright.CASES, **layout.CASES, **{name: case for name, (case, _) in doubtful.CASES.items()}}


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_a_table_is_read_as_a_person_reads_it(case: Case) -> None:
    found = rows(case.text)
    assert [(row.model, f"{row.method.family}/{row.method.variant}".removesuffix("/None")) for row in found] == [
        (line.model, line.method) for line in case.lines
    ]
    for row, line in zip(found, case.lines, strict=True):
        values = {str(metric): reading.value for metric, reading in row.cells.items()}
        values |= {
            f"{reading.metric}_{reading.device}" if reading.device else str(reading.metric): reading.value for reading in row.quality
        }
        assert values == pytest.approx(line.values, rel=1e-9)
        assert_beside(row.latency_unit, line.per)
        assert_beside(row.hardware, line.hardware)


def assert_beside(found: str | None, expected: str | None) -> None:
    if expected is not None:
        assert found == expected


@pytest.mark.parametrize("name", doubtful.CASES)
def test_what_is_not_read_is_said(name: str) -> None:
    case, said = doubtful.CASES[name]
    assert set(said) <= set(codes(case.text)), codes(case.text)


def test_no_case_is_told_twice() -> None:
    assert len(CASES) == len(upright.CASES) + len(layout.CASES) + len(doubtful.CASES)
    assert all(isinstance(line, Line) for case in CASES.values() for line in case.lines)
