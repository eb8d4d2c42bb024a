"""The private part of an evaluation set: asked as the rest is, held against it, and told to nobody."""

from __future__ import annotations

import gzip
import random
import textwrap
from collections import Counter
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pyarrow
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from grader import steps
from grader.core.run import Ending, Owner
from grader.core.submission import Submission
from grader.course import Course, DataSet, Measuring
from grader.course.private import VARIABLE, private_directory
from grader.verify.bench import Bench
from grader.verify.discretion import NOTE, WITHHELD
from grader.verify.doctor.probe import PrivatePart, private_parts
from grader.verify.evidence import RowSamples, encode, without_predictions
from grader.verify.measure import deal
from grader.verify.parts import LEAST, compare
from grader.verify.private import Fault, fault, private_examples
from grader.verify.start import Arm, Start
from grader.verify.tasks import Task, open_task
from grader.verify.tasks.probing import Probed
from grader.verify.verify import verify
from grader.wire import artifact
from tests.verify.support import DATA, LABELS, Grading, QuickBench, adapter, png, small_course, submission, write_squares
from tests.verify.tasks.language import TASK, letter_course

MEASURING = Measuring(threads=1, examples=40, warm_up=4, block=10, starts=2)
#: Grey values: no image stands in both parts.
PUBLIC, PRIVATE = range(1, 256, 5), range(3, 256, 5)


def named(course: Course, file: Path, data: str = DATA) -> Course:
    """Have the course name a private file as it is."""
    digest = sha256(file.read_bytes()).hexdigest()
    return replace(course, data={**course.data, data: replace(course.data[data], private=file.name, private_sha256=digest)})


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The operator's directory, with more grey squares."""
    directory = tmp_path_factory.mktemp("private")
    write_squares(directory / "more.parquet", [png(value) for value in PRIVATE], [int(value > 127) for value in PRIVATE])
    return directory


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory, directory: Path) -> Course:
    root = tmp_path_factory.mktemp("course")
    course = small_course(root, measuring=MEASURING)
    write_squares(root / "evaluation.parquet", [png(value) for value in PUBLIC], [int(value > 127) for value in PUBLIC])
    return named(course, directory / "more.parquet")


# ---- where it lies


def test_what_is_wrong_with_the_file_is_named_and_nothing_of_it(course: Course, directory: Path, tmp_path: Path) -> None:
    data = course.data[DATA]
    assert fault(data, directory, course.root) is None
    assert fault(data, tmp_path, course.root) is Fault.MISSING
    inside = course.root / "hidden"
    inside.mkdir(exist_ok=True)
    for place in (inside, tmp_path):
        (place / "more.parquet").write_bytes((directory / "more.parquet").read_bytes())
    assert fault(data, inside, course.root) is Fault.VISIBLE
    (tmp_path / "link").symlink_to(inside)
    assert fault(data, tmp_path / "link", course.root) is Fault.VISIBLE
    assert fault(data, tmp_path, course.root) is None
    (tmp_path / "more.parquet").write_bytes(b"another")
    assert fault(data, tmp_path, course.root) is Fault.CHANGED


def test_a_broken_private_part_is_our_failure_and_its_contents_are_not_told(course: Course, tmp_path: Path) -> None:
    import datasets

    table = {"image": [{"bytes": png(5), "path": None}], "label": ["a secret label"]}
    datasets.Dataset.from_dict(
        table, features=datasets.Features({"image": datasets.Image(), "label": datasets.Value("string")})
    ).to_parquet(str(tmp_path / "more.parquet"))
    broken = named(course, tmp_path / "more.parquet")
    for each, place in ((broken, tmp_path), (course, tmp_path), (course, tmp_path / "nowhere")):
        [run] = verify(submission(None), tmp_path, each, lambda row, phase, done: None, place).runs.rows
        assert run.end.ending.owner is Owner.OURS
        assert "more.parquet" in str(run.end.facts)
        assert "secret" not in str(run.end)


def test_without_a_directory_or_a_name_there_is_none(course: Course, directory: Path) -> None:
    assert private_examples(course.data[DATA], None, course.root) == ()
    assert private_examples(replace(course.data[DATA], private=None), directory, course.root) == ()
    assert len(private_examples(course.data[DATA], directory, course.root)) == len(PRIVATE)


def test_the_doctor_looks_where_it_is_told_to(course: Course, directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert private_directory() is None
    monkeypatch.setenv(VARIABLE, str(directory))
    assert private_directory() == directory
    assert private_directory(tmp_path) == tmp_path
    for place, path, wrong in (
        (None, None, None),
        (directory, str(directory / "more.parquet"), None),
        (tmp_path, str(tmp_path / "more.parquet"), Fault.MISSING),
    ):
        assert private_parts(course, place) == (PrivatePart(data=DATA, file="more.parquet", path=path, fault=wrong),)
    assert private_parts(None, directory) == ()


# ---- what is asked


@given(
    public=st.integers(0, 300), private=st.integers(0, 300), examples=st.integers(1, 100),
    starts=st.integers(1, 4), warm_up=st.integers(0, 20),
)  # fmt: skip
def test_each_start_gets_its_share_of_both_parts(public: int, private: int, examples: int, starts: int, warm_up: int) -> None:
    count = public + private
    hands = list(deal(count, replace(MEASURING, examples=examples, starts=starts, warm_up=warm_up), private))
    dealt = [index for hand in hands for index in hand]
    assert len(hands) == starts
    assert len(set(dealt)) == len(dealt)
    assert set(dealt) <= set(range(count))
    size = min(examples, count // starts)
    for hand in hands:
        secret = sum(index >= public for index in hand)
        assert size - 1 <= len(hand) <= size
        assert abs(secret - size * private / max(count, 1)) <= 1
        first = hand[: min(warm_up, len(hand) - secret)]
        assert all(index < public for index in first), "what is discarded is public"


# ---- the gap


class Draw:
    """Answers of a program that is right with some probability, as a start that was asked everything."""

    def __init__(self, seed: int, public: tuple[int, float], private: tuple[int, float], task: Task) -> None:
        draw = random.Random(seed)
        right = [draw.random() < share for count, share in (public, private) for _ in range(count)]
        arm = Arm(nanoseconds=[1000] * len(right), predictions=[int(each) for each in right])
        self.starts = [Start(examples=tuple(range(len(right))), candidate=arm, original=None)]
        self.parts = compare(self.starts, [replace(task.examples()[0], reference=1)] * len(right), private[0], task, 0)


@pytest.fixture(scope="module")
def task(course: Course) -> Task:
    return open_task(course.data[DATA], course.root)


def test_an_honest_program_shows_a_gap_by_chance_alone(task: Task) -> None:
    """Of 200 draws 2 would show one if the interval of 99 % were exact; more than 9 then come once in 20 000 other sets of seeds."""
    shown = [Draw(seed, (100, 0.8), (50, 0.8), task).parts[0].differ for seed in range(200)]
    assert Counter(shown)[True] <= 9


def test_a_program_that_knows_half_of_the_public_answers_by_heart_shows_one(task: Task) -> None:
    [parts] = Draw(1, (300, 0.95), (200, 0.75), task).parts
    assert parts.differ
    assert parts.low > 0
    assert (parts.public_count, parts.private_count) == (300, 200)


def test_of_a_handful_nothing_is_said(task: Task) -> None:
    assert Draw(1, (300, 1.0), (LEAST - 1, 0.0), task).parts == ()
    assert Draw(1, (300, 1.0), (0, 0.0), task).parts == ()


LOOKUP = adapter(
    top="import hashlib\nKNOWN = {values}",
    compress="_base.compress(source, target)",
    predict="""
    known = dict(KNOWN)
    return [known.get(hashlib.sha256(x["image"].tobytes()).hexdigest(), "dark") for x in inputs]
    """,
)


@pytest.mark.sandbox
def test_a_lookup_table_shows_the_gap_and_the_method_itself_does_not(course: Course, directory: Path, grading: Grading) -> None:
    pixels = {value: bytes([value]) * 16 for value in PUBLIC}
    known = {sha256(image).hexdigest(): LABELS[value > 127] for value, image in pixels.items()}
    (grading.directory / "lookup.py").write_text(LOOKUP.replace("{values}", repr(known)))
    (grading.directory / "honest.py").write_text(adapter())
    verified = verify(submission("lookup.py", "honest.py", None), grading.directory, course, lambda row, phase, done: None, directory)
    lookup, *others = verified.runs.rows
    assert [run.end.ending for run in verified.runs.rows] == [Ending.DONE] * 3
    [parts] = lookup.parts
    assert (parts.public, parts.differ) == (1.0, True)
    assert parts.private < 0.8
    for run in others:
        [same] = run.parts
        assert (same.public, same.private, same.differ) == (1.0, 1.0, False)
    for samples in verified.samples.values():
        assert samples.predictions_left_out
        assert all(not start.candidate.predictions and not (start.original and start.original.predictions) for start in samples.starts)


def test_replies_to_probes_are_left_out_as_well() -> None:
    arm = Arm(nanoseconds=[5], predictions=[(-1.25,)], probed=[Probed(0, 0, -1.75)])
    samples = RowSamples(starts=(Start(examples=(0,), candidate=arm, original=arm),))
    assert b"-1.75" in encode(samples)
    bare = encode(without_predictions(samples))
    assert b"-1.75" not in bare
    assert b"-1.25" not in bare
    assert b'"nanoseconds":[5]' in bare


# ---- what is told

SPY = """
import shutil, sys

def compress(source, target):
    (target / "table.json").write_text("{}")

def load(path, device):
    print("loaded", file=sys.stderr, flush=True)
    return [""]

def predict(model, inputs):
    [text] = [each["text"] for each in inputs]
    print("I was asked", text, file=sys.stderr, flush=True)
    print("I was asked", text, flush=True)
    {act}
    model[0] += " " + text
    return [model[0][-900:]]
"""
ACTS = {
    "tells": "pass",
    "raises": "if 'mole' in text: raise ValueError(text)",
    "returns nonsense": "if 'mole' in text: return [(text, text)]",
    "fails at once": "raise KeyError('a mistake of its own')",
}


def pairs(path: Path, word: str) -> None:
    texts = [f"{word} {number}" for number in range(30)]
    parquet.write_table(pyarrow.table({"source": texts, "target": texts}), path)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Submission]:
    """Everything that a grading of these programs writes, evidence and review included."""
    root, operator, work = (tmp_path_factory.mktemp(name) for name in ("texts", "operator", "work"))
    course = small_course(root, measuring=replace(MEASURING, examples=20, warm_up=2))
    pairs(root / "texts.parquet", "public")
    pairs(operator / "hidden.parquet", "mole")
    data = DataSet(task="translation", calibration="calibration.parquet", evaluation="texts.parquet", input="source", label="target")
    course = named(replace(course, data={DATA: data}), operator / "hidden.parquet")
    (work / "code").mkdir()
    for number, act in enumerate(ACTS.values()):
        (work / "code" / f"{number}.py").write_text(SPY.replace("{act}", act))
    (root / "honest.py").write_text(textwrap.dedent(SPY.replace("{act}", "pass")))
    handed_in = submission(*(f"{number}.py" for number in range(len(ACTS))))
    artifact.write(handed_in, work / steps.SUBMISSION)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("grader.verify.verify.Bench", QuickBench)
        patch.setattr(QuickBench, "original", root / "honest.py")
        patch.setattr("grader.verify.measure.REPEATS", 0)
        steps.verify_submission(work, course, steps.Progress(), private=operator)
    steps.judge_runs(work, course)
    steps.write_review(work, course)
    return work, handed_in


@pytest.mark.sandbox
def test_nothing_of_the_private_part_leaves(told: tuple[Path, Submission]) -> None:
    work, _ = told
    files = [path for path in work.rglob("*") if path.is_file() and path.parent.name != "code"]
    assert {path.name for path in files} >= {"runs.json", "evidence.tar.gz", "card.json", "review.md"}
    for path in files:
        data = path.read_bytes()
        data = gzip.decompress(data) if path.suffix == ".gz" else data
        assert b"mole" not in data, path


@pytest.mark.sandbox
def test_what_was_printed_before_is_told_and_that_the_rest_is_withheld(told: tuple[Path, Submission]) -> None:
    from grader.core.run import Runs

    work, _ = told
    ends = dict(zip(ACTS, (run.end for run in artifact.read(Runs, work / steps.RUNS).rows), strict=True))
    assert ends["tells"].ending is Ending.DONE
    assert ends["tells"].log == ""
    for name, ending in (("raises", Ending.RAISED), ("returns nonsense", Ending.WRONG_PREDICTION)):
        assert ends[name].ending is ending
        assert ends[name].facts["error"] == WITHHELD
        assert "I was asked public" in ends[name].log
        assert NOTE in ends[name].log
    own = ends["fails at once"]
    assert own.facts["error"] == "KeyError: 'a mistake of its own'", "a program that does not work at all says why"
    assert "Traceback" in own.log


def test_prefixes_of_private_windows_are_withheld_too(tmp_path: Path) -> None:
    """They are asked before anything else, the private ones last."""
    letters = letter_course(tmp_path, texts=4)
    operator = tmp_path.parent / "operator"
    operator.mkdir(exist_ok=True)
    (operator / "more.parquet").write_bytes((tmp_path / "letters.parquet").read_bytes())
    course = named(letters, operator / "more.parquet", "letters")
    bench = Bench(course, course.data["letters"], operator)
    assert bench._private == len(bench._examples) // 2
    secret = [probe.example >= bench._private for probe in bench._probes(range(len(bench._examples)))]
    assert secret == sorted(secret)
    assert True in secret
    assert False in secret
    assert course.data["letters"].task == TASK
