from __future__ import annotations

from pathlib import Path

from grader import steps
from grader.cli.reference import REFERENCE, reference
from grader.intake.fixes import FIXES
from tests.intake.checks.examples import EXAMPLES

ROOT = Path(__file__).parent.parent.parent


def test_the_committed_reference_is_the_generated_one() -> None:
    assert (ROOT / REFERENCE).read_text("utf-8") == reference(), "run `make reference`"


def test_it_holds_every_code_once_and_no_gap() -> None:
    headings = [line.split("`")[1] for line in reference().splitlines() if line.startswith("### ")]
    assert sorted(headings) == sorted(steps.all_entries())


def test_only_known_codes_are_said_to_have_a_fix() -> None:
    assert FIXES.keys() <= steps.all_entries().keys()


def test_every_fix_that_an_example_gets_is_explained() -> None:
    assert {code for code, example in EXAMPLES.items() if example.fix} <= FIXES.keys()
