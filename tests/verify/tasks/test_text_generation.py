"""Perplexity by windows, and what a program says of the future once it has seen it."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.errors import BadInput
from grader.core.metric import Metric
from grader.core.run import Ending, RowRun
from grader.course import Course
from grader.verify.bench import Bench
from grader.verify.endings import Ended
from grader.verify.measure import Setting, run_start
from grader.verify.sandbox import Mount
from grader.verify.tasks.probing import LEAST, MORE_BYTES, Probe
from grader.verify.tasks.text_generation import FLOAT, TextGeneration, input_ids, windows
from grader.verify.verify import verify
from grader.verify.worker import Worker
from grader.worker import shim
from tests.verify.support import ROOT, QuickBench, check, message, submission
from tests.verify.tasks.language import DATA, HONEST, MODEL, expected_perplexity, letter_course, other, write_texts

ADAPTER = ROOT / "grader" / "worker" / "adapters" / "text_generation.py"
TESTED = Path(__file__).parent / "adapters"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return letter_course(tmp_path_factory.mktemp("letters"), texts=8)


@pytest.fixture(scope="module")
def task(course: Course) -> TextGeneration:
    return TextGeneration(course.data[DATA], course.root)


def packed(values: Sequence[float]) -> bytes:
    return b"".join(FLOAT.pack(value) for value in values)


# ---- windows


@given(length=st.integers(0, 200), context=st.integers(2, 40), stride=st.integers(1, 39))
def test_every_token_but_the_first_is_scored_once_with_what_the_stride_leaves(length: int, context: int, stride: int) -> None:
    stride = min(stride, context - 1)
    scored: list[int] = []
    for window, new in windows(range(length), context, stride):
        assert 0 < new < len(window) <= context
        assert window[0] == 0 or len(window) == context or window[-1] == length - 1
        assert all(token - window[0] >= min(token, context - stride) for token in window[-new:])
        scored += window[-new:]
    assert scored == list(range(1, length))


def test_a_window_is_asked_without_what_is_scored_of_it(task: TextGeneration) -> None:
    first, second, *_ = task.examples()
    [fields] = shim.inputs_of(first.payload)
    assert fields == {"input_ids": input_ids(first)}
    assert (len(input_ids(first)), first.reply_bytes, first.reference) == (20, 19 * 8, 19)
    assert input_ids(second)[:12] == input_ids(first)[8:]
    assert second.reference == 8


# ---- what is asked again


def test_no_prefix_shows_what_follows_a_later_one(task: TextGeneration) -> None:
    """Nor does any hold its own answer: a start that remembers all that it was asked knows none beforehand."""
    examples = task.examples()
    places = {index: (index // 16, index % 16 * 8) for index in range(len(examples))}  # text, and where the window begins
    for _ in range(20):
        probes = task.probes(examples, list(range(len(examples))))
        assert len(probes) == len(examples) // 4
        seen: set[tuple[int, int]] = set()
        for probe in probes:
            text, begin = places[probe.example]
            [fields] = shim.inputs_of(probe.payload)
            ids = input_ids(examples[probe.example])
            assert (fields["input_ids"], probe.answer) == (ids[: probe.place + 1], ids[probe.place + 1])
            seen |= {(text, begin + at) for at in range(probe.place + 1)}
            assert (text, begin + probe.place + 1) not in seen
            assert probe.place >= len(ids) - 1 - int(examples[probe.example].reference), "what is not scored need not be held"
            assert len(probe.payload) <= max(len(example.payload) for example in examples) + MORE_BYTES


def test_what_is_asked_again_cannot_be_foreseen(task: TextGeneration) -> None:
    examples = task.examples()
    chosen = {tuple((each.example, each.place) for each in task.probes(examples, range(40))) for _ in range(5)}
    assert len(chosen) == 5
    assert {len(each) for each in chosen} == {LEAST}


# ---- replies


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 0.7, -1e7])
def test_a_log_probability_is_a_finite_number_up_to_zero(value: float, task: TextGeneration) -> None:
    with pytest.raises(Ended) as caught:
        task.read(packed([-1.0, value]))
    assert caught.value.ending is Ending.WRONG_PREDICTION
    assert "log-probability 1 of 2" in str(caught.value.facts["error"])


def test_rounding_is_no_error(task: TextGeneration) -> None:
    assert task.read(packed([1e-6, -2.5])) == (0.0, -2.5)


@pytest.mark.parametrize(("value", "told"), [(0.0, "sum to 8"), (-3.0, "sum to 0.398"), (-1000.0, "sum to 0,")])
def test_a_distribution_sums_to_one(value: float, told: str, task: TextGeneration) -> None:
    with pytest.raises(Ended) as caught:
        task.value(Probe(0, 0, b"", 64, 0), packed([value] * 8))
    assert caught.value.ending is Ending.WRONG_PREDICTION
    assert told in str(caught.value.facts["error"])


def test_what_a_sum_is_off_by_is_taken_from_the_answer(task: TextGeneration) -> None:
    assert task.value(Probe(0, 0, b"", 64, 3), packed([math.log(1 / 8) + 0.01] * 8)) == pytest.approx(math.log(1 / 8))


def test_scores_are_the_mean_cost_of_what_is_scored(task: TextGeneration) -> None:
    perplexity, loss = task.score([(-9.0, -1.0), (-2.0, -3.0)], [1, 2], population=1000)
    assert (perplexity.metric, loss.metric) == (Metric.PPL, Metric.LOSS)
    assert (loss.value, loss.count) == (2.0, 2)
    assert perplexity.value == pytest.approx(math.e**2)
    assert (loss.low, loss.high) == (1.0, 2.5), "windows are drawn again with all their tokens"
    whole, _ = task.score([(-9.0, -1.0), (-2.0, -3.0)], [1, 2], population=2)
    assert whole.low == whole.value == whole.high


def test_a_perplexity_is_finite_whatever_was_said(task: TextGeneration) -> None:
    perplexity, loss = task.score([(-1e6,)], [1], population=1)
    assert loss.value == 1e6
    assert math.isfinite(perplexity.value)


def test_a_steady_gain_is_no_chance_and_a_small_one_widens_the_interval(task: TextGeneration) -> None:
    draw = random.Random(1)
    noise = [draw.gauss(0, 0.05) for _ in range(100)]
    score = task.score([(-1.0,)] * 100, [1] * 100, population=100)
    _, loss = task.hold(score, noise)
    assert loss.low < loss.value < loss.high
    assert loss.high - loss.low < 4 * 0.05 / 10 * 2.63
    with pytest.raises(Ended) as caught:
        task.hold(score, [each + 0.05 for each in noise])
    assert caught.value.ending is Ending.LOOKS_AHEAD
    assert caught.value.facts["gain"] == pytest.approx(0.05, abs=0.01)
    assert task.hold(score, noise[: LEAST // 2 - 1]) == (), "too few to tell"


# ---- bad input


def bad(course: Course, **changes: object) -> BadInput:
    data = replace(course.data[DATA], **changes)  # type: ignore[arg-type]
    with pytest.raises(BadInput) as caught:
        TextGeneration(data, course.root).examples()
    return caught.value


def test_what_cannot_be_read_is_named(course: Course) -> None:
    assert "nowhere.json: the tokenizer is not there" in str(bad(course, tokenizer="nowhere.json"))
    assert "is no tokenizer" in str(bad(course, tokenizer="letters.parquet"))
    assert "has no column 'words'; it has text" in str(bad(course, input="words"))
    write_texts(course.root / "numbers.parquet", [1, 2])
    assert "row 0 of 'text' is no text but int" in str(bad(course, evaluation="numbers.parquet"))
    write_texts(course.root / "short.parquet", ["", "a", "b"])
    assert "nothing to predict" in str(bad(course, evaluation="short.parquet"))


def test_one_start_cannot_be_held_against_another(course: Course) -> None:
    with pytest.raises(BadInput, match="takes two starts"):
        Bench(replace(course, measuring=replace(course.measuring, starts=1)), course.data[DATA])


# ---- programs


@pytest.mark.sandbox
def test_of_a_slow_program_less_is_asked_again_chosen_at_random(course: Course, task: TextGeneration, tmp_path: Path) -> None:
    slow = other(prefix="__import__('time').sleep(0.02)\nreturn _prefix(model, ids, vocabulary)")
    (tmp_path / "slow.py").write_text(slow)
    mounts = [Mount(source=course.root / "table", target="/artifact"), Mount(source=tmp_path / "slow.py", target="/code/slow.py")]
    measuring = replace(course.measuring, seconds=1.0)

    def start(arguments: list[str]) -> Worker:
        return Worker(arguments, mounts, limits=course.limits, measuring=measuring, input_bytes=1000)

    examples = task.examples()
    setting = Setting(
        workers=[lambda: start(["infer", "/code/slow.py", "/artifact", "cpu", task.spec])], echo=lambda: start(["imports", "[]"]),
        examples=examples, task=task, measuring=measuring,
    )  # fmt: skip
    probes = task.probes(examples, range(len(examples)))
    found = run_start(setting, tuple(range(20)), (), lambda done: None, probes).candidate.probed
    asked = [(each.example, each.place) for each in found]
    assert LEAST <= len(asked) < len(probes) == 32
    assert asked == sorted(asked)
    assert set(asked) < {(each.example, each.place) for each in probes}
    assert asked != [(each.example, each.place) for each in probes][: len(asked)]


LOOK = "return [math.log(0.999)] * (len(ids) - 1)"
CHEATS = {
    "nothing costs anything": (other(windows="return [0.0] * (len(ids) - 1)", prefix="return [0.0] * vocabulary"), Ending.WRONG_PREDICTION),
    "peeks into windows, honest in prefixes": (other(windows=LOOK), Ending.LOOKS_AHEAD),
    "gains a little everywhere": (other(windows="return [min(p + 0.05, 0.0) for p in _windows(model, ids)]"), Ending.LOOKS_AHEAD),
    "remembers what came after": (
        other(
            windows="seen.append(ids)\n" + LOOK,
            prefix="""
            after = [s[i + 1] for s in seen for i in range(len(s) - 1) if s[: i + 1][-4:] == ids[-4:]]
            seen.append(ids)
            return _prefix(model, ids, vocabulary) if not after else [math.log(0.993 if x == after[-1] else 0.001) for x in range(8)]
            """,
        )
        + "\nseen = []\n",
        Ending.LOOKS_AHEAD,
    ),
    "no distribution": (other(prefix="return [p + 1 for p in _prefix(model, ids, vocabulary)]"), Ending.WRONG_PREDICTION),
    "no number": (other(windows="return [math.nan] * (len(ids) - 1)"), Ending.WRONG_PREDICTION),
    "of another length": (other(windows="return _windows(model, ids)[1:]"), Ending.WRONG_PREDICTION),
}


@pytest.fixture(scope="module")
def graded(course: Course, tmp_path_factory: pytest.TempPathFactory) -> dict[str, RowRun]:
    """One verification of all programs: the honest one, the original, and the others."""
    directory = tmp_path_factory.mktemp("graded")
    (directory / "original.py").write_text(HONEST)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("grader.verify.verify.Bench", QuickBench)
        patch.setattr(QuickBench, "original", directory / "original.py")
        patch.setattr("grader.verify.measure.REPEATS", 0)
        names = ["honest", *CHEATS]
        for name, source in zip(names, [HONEST, *(source for source, _ in CHEATS.values())], strict=True):
            (directory / f"{names.index(name)}.py").write_text(source)
        codes = [f"{index}.py" for index in range(len(names))]
        handed_in = submission(*codes, None, model=f"local:{MODEL}", data=DATA)
        runs = verify(handed_in, directory, course, lambda row, phase, done: None).runs
    check(runs)
    return dict(zip([*names, "original"], runs.rows, strict=True))


@pytest.mark.sandbox
def test_an_honest_program_has_the_perplexity_that_can_be_computed(graded: dict[str, RowRun], course: Course) -> None:
    for name in ("honest", "original"):
        run = graded[name]
        assert run.end.ending is Ending.DONE, run.end
        found = {each.metric: each for each in run.measurements}
        assert found[Metric.PPL].value == pytest.approx(expected_perplexity(course))
        assert found[Metric.LOSS].value == pytest.approx(math.log(found[Metric.PPL].value))
        assert found[Metric.PPL].high - found[Metric.PPL].low < 1e-9, "all windows were asked"
        assert found[Metric.PPL].count == 128


@pytest.mark.sandbox
@pytest.mark.parametrize("name", CHEATS)
def test_a_program_that_looks_ahead_is_stopped(name: str, graded: dict[str, RowRun]) -> None:
    run = graded[name]
    assert run.end.ending is CHEATS[name][1], run.end
    assert not {Metric.PPL, Metric.LOSS} & {each.metric for each in run.measurements}
    assert message(run.end)
