"""Being timed as faster than one is (81 to 91 of the catalogue)."""

from __future__ import annotations

import hashlib

import pytest

from grader.core.measurement import Definition
from grader.core.metric import Metric
from grader.core.run import Ending
from tests.verify.support import Grading, adapter, measured

pytestmark = pytest.mark.sandbox

MS = 1_000_000


def accuracy(grading: Grading, source: str) -> float:
    [run] = grading.rows(source).runs.rows
    assert run.end.ending is Ending.DONE, run.end
    return measured(run)[Metric.ACCURACY, Definition.EVALUATION].value


def test_82_what_is_remembered_is_never_asked_again(grading: Grading) -> None:
    """A table of all inputs seen so far, and 20 ms for each that is not in it: every one takes them."""
    body = """
        import hashlib, time
        key = hashlib.sha256(inputs[0]['image'].tobytes()).digest()
        if key not in seen:
            time.sleep(0.02)
            seen[key] = _base.predict(model, inputs)
        return seen[key]
    """
    verified = grading.rows(adapter(top="seen = {}", predict=body))
    [starts] = verified.starts.values()
    assert all(ns >= 20 * MS for start in starts for ns in start.candidate.nanoseconds)


def test_83_a_table_of_other_examples_is_worth_a_guess(grading: Grading) -> None:
    """The build sees other examples than those that are asked. A set that was published could be learned by heart: it must not be."""
    known = {hashlib.sha256(bytes([value]) * 16).hexdigest(): int(value > 127) for value in range(5, 256, 50)}
    body = f"import hashlib\nreturn [{known!r}.get(hashlib.sha256(each['image'].tobytes()).hexdigest(), 0) for each in inputs]"
    assert accuracy(grading, adapter(predict=body)) == 0.5


@pytest.mark.parametrize("careful", [2, 11])
def test_86_every_reply_is_scored(careful: int, grading: Grading) -> None:
    """Right for as long as somebody may be looking, then quick and wrong."""
    body = f"""
        asked.append(1)
        answer = _base.predict(model, inputs)
        return answer if len(asked) <= {careful} else ["light" if answer == ["dark"] else "dark"]
    """
    assert accuracy(grading, adapter(top="asked = []", predict=body)) == careful / 12


def test_88_what_runs_under_the_grader_is_what_is_graded(grading: Grading) -> None:
    """A program can tell where it runs. It gains nothing by it: what it then does is what counts."""
    detect = "import os, sys, time\ngraded = hasattr(sys.modules['__main__'], 'REQUEST') and os.uname().nodename == 'box'\n"
    verified = grading.rows(adapter(predict=detect + "time.sleep(0.02 if graded else 0)\nreturn ['dark']"))
    [starts] = verified.starts.values()
    [run] = verified.runs.rows
    assert min(ns for start in starts for ns in start.candidate.nanoseconds) >= 20 * MS
    assert measured(run)[Metric.ACCURACY, Definition.EVALUATION].value == 0.5
