"""Judging again from the evidence: equal to the byte, and if not, told which cell was what."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from grader import __version__, steps
from grader.cli import main
from grader.core.metric import Metric
from grader.core.problem import Place
from grader.core.run import Runs
from grader.core.submission import Claim, Submission
from grader.course import Course
from grader.steps.evidence import JUDGED_BY
from grader.verify.evidence import RowSamples, decode, encode, remeasured
from grader.verify.start import Arm, Start
from grader.verify.tasks import Prediction
from grader.wire import artifact
from grader.wire.bundle import Bundle, pack, read_bundle
from tests.verify.support import ROOT, THRESHOLD, QuickBench, adapter, small_course, submission

HONEST = THRESHOLD.read_text("utf-8")
FAILING = adapter(load="import sys\nprint('\\x1b[31mHelp!\\x07', file=sys.stderr)\nraise ValueError('torn file')")


def claims(**numbers: float) -> tuple[Claim, ...]:
    return tuple(
        Claim(metric=Metric(name), value=value, written=str(value), place=Place(path="README.md", line=1, column=number))
        for number, (name, value) in enumerate(numbers.items(), 2)
    )


def handed_in(work: Path) -> Submission:
    """The original, an honest row, one that fails, and one whose file is missing."""
    (work / "code").mkdir(parents=True)
    (work / "code/honest.py").write_text(HONEST)
    (work / "code/failing.py").write_text(FAILING)
    bare = submission(None, "honest.py", "failing.py", "missing.py")
    rows = [replace(row, claims=claims(size_mb=0.0042, cpu_ms=123.0, ram_mb=1.0, accuracy=1.0)) for row in bare.rows]
    whole = replace(bare, rows=tuple(rows))
    artifact.write(whole, work / steps.SUBMISSION)
    return whole


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Course]]:
    """A grading that was really run: its files, and the course."""
    course, work = small_course(tmp_path_factory.mktemp("course")), tmp_path_factory.mktemp("graded") / "work"
    handed_in(work)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("grader.verify.verify.Bench", QuickBench)
        patch.setattr(QuickBench, "original", THRESHOLD)
        steps.verify_submission(work, course, steps.Progress())
    yield work, course


@pytest.fixture
def work(graded: tuple[Path, Course], tmp_path: Path) -> Path:
    """A copy of that grading, judged."""
    before, course = graded
    for name in (steps.SUBMISSION, steps.RUNS, steps.EVIDENCE):
        (tmp_path / name).write_bytes((before / name).read_bytes())
    steps.judge_runs(tmp_path, course)
    return tmp_path


def changed(work: Path, change: Callable[[dict[str, bytes]], object], *, grader: str = __version__) -> Path:
    """Write a bundle with other contents, as somebody who minds the hashes would."""
    members = dict(read_bundle(work / steps.EVIDENCE).members)
    change(members)
    (work / "other.tar.gz").write_bytes(pack(Bundle(grader=grader, members=members)))
    return work / "other.tar.gz"


def edit(name: str, old: str, new: str) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        assert old.encode() in members[name]
        members[name] = members[name].replace(old.encode(), new.encode(), 1)

    return change


@pytest.mark.sandbox
def test_a_bundle_just_written_is_equal_to_the_byte(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    replay = steps.replay_bundle(work / steps.EVIDENCE)
    assert (replay.equal, replay.runs_equal, replay.card_equal, replay.differences) == (True, True, True, ())
    assert replay.rows == 4
    # of each row that ran: folder, weights, time, five or six of memory; of the second the speed-up too
    assert replay.computed >= 2 * 8 + 1
    assert replay.measurements - replay.computed == 2 * 2 + 1, "quality twice; what gzip makes of three folders"
    assert artifact.encode(replay.card) == (work / steps.CARD).read_bytes()
    assert main(["replay", str(work / steps.EVIDENCE), "--lang", "en"]) == 0
    assert "equal to the byte" in capsys.readouterr().out
    assert main(["replay", str(work / steps.EVIDENCE), "--lang", "ru"]) == 0
    assert "card.json совпал побайтно" in capsys.readouterr().out


@pytest.mark.sandbox
def test_the_same_grading_gives_the_same_bundle(graded: tuple[Path, Course], work: Path) -> None:
    before = (work / steps.EVIDENCE).read_bytes()
    steps.judge_runs(work, graded[1])
    assert (work / steps.EVIDENCE).read_bytes() == before


@pytest.mark.sandbox
def test_it_holds_everything_that_the_grading_rests_on_and_no_label(graded: tuple[Path, Course], work: Path) -> None:
    members = read_bundle(work / steps.EVIDENCE).members
    assert sorted(members) == [
        "card.json", "course.json", "environment.json", "logs/row-2.txt", "runs.json",
        *(f"samples/row-{row}.json" for row in range(4)), "submission.json",
    ]  # fmt: skip
    environment, course = json.loads(members["environment.json"]), json.loads(members["course.json"])
    assert environment["grader"] == __version__
    assert {"numpy", "msgspec"} <= {name.lower() for name in environment["packages"]}
    assert environment["course"]["sha256"] == graded[1].digest
    assert {"measuring", "limits", "tolerances", "points"} <= course.keys()
    row = decode(members["samples/row-1.json"])
    assert [len(start.candidate.nanoseconds) for start in row.starts] == [6, 6]
    assert row.starts[0].candidate.predictions
    assert row.starts[0].echo_ns
    assert row.starts[0].tally.wall > 0
    assert {len(digest) for _, digest in row.artifact.values()} == {64}
    log = members["logs/row-2.txt"].decode()
    assert "␛[31mHelp!␇" in log
    assert not set(log) & {"\x1b", "\x07"}
    examples = {index for start in row.starts for index in start.examples}
    assert examples == set(range(12)), "which examples were asked is told, what is right is not"
    plain = json.loads(members["samples/row-1.json"])
    assert plain.keys() == {"name", "starts", "artifact", "known", "code_bytes", "empty_bytes", "predictions_left_out", "log"}
    assert plain["starts"][0].keys() == {
        "examples", "candidate", "original", "echo_ns", "tally", "pressure", "load", "on_device",
    }, "nothing here says what is right"  # fmt: skip


@pytest.mark.sandbox
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (edit("card.json", '"outcome": "off"', '"outcome": "confirmed"'), ("local:threshold · original, size, verdict: confirmed → off",)),
        (edit("card.json", '"points": 2.0', '"points": 9.0'), ("points.table.points: 9.0 → 2.0",)),
        (
            edit("runs.json", '"definition": "speed-up",', '"definition": "per-example",'),
            ("local:threshold · clustering, time on CPU (speed-up): – → ",),
        ),
    ],
)
def test_what_differs_is_told_by_cell(
    change: Callable[[dict[str, bytes]], None], said: tuple[str, ...], work: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["replay", str(changed(work, change)), "--lang", "en"]) == 1
    out = capsys.readouterr().out
    assert out.startswith("Different: ")
    assert all(part in out for part in said), out


@pytest.mark.sandbox
def test_a_sample_that_was_changed_shows_in_its_cell(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def slower(members: dict[str, bytes]) -> None:
        row = decode(members["samples/row-1.json"])
        for start in row.starts:
            start.candidate.nanoseconds[:] = [2 * ns for ns in start.candidate.nanoseconds]
        members["samples/row-1.json"] = encode(row)

    assert main(["replay", str(changed(work, slower)), "--lang", "ru"]) == 1
    out = capsys.readouterr().out
    assert "local:threshold · clustering, время на CPU (на пример), значение: " in out
    assert "local:threshold · clustering, время на CPU (ускорение), значение: " in out
    assert "original, время" not in out, "the other row is as it was"


@pytest.mark.sandbox
def test_other_bytes_with_the_same_meaning_are_told_apart(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", str(changed(work, edit("card.json", "{\n", "{ \n"))), "--lang", "en"]) == 1
    assert "the bytes of card.json are not" in capsys.readouterr().out


@pytest.mark.sandbox
def test_another_version_is_named(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", str(changed(work, dict, grader="0.0.1")), "--lang", "en"]) == 0
    assert "written by version 0.0.1" in capsys.readouterr().out


@pytest.mark.sandbox
def test_another_course_judges_by_its_own_tolerances(work: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (ROOT / ".github/course.yml").read_text("utf-8")
    (tmp_path / ".github").mkdir()
    loose = tmp_path / ".github/course.yml"
    loose.write_text(text.replace("  size: 0.005 ", "  size: 0.9 "), "utf-8")
    assert main(["replay", str(work / steps.EVIDENCE), "--course", str(loose), "--lang", "en"]) == 1
    out = capsys.readouterr().out
    assert "size, " in out
    assert "Judged by the course file of --course" in out


@pytest.mark.sandbox
def test_a_course_that_changed_between_the_jobs_is_kept_too(graded: tuple[Path, Course], work: Path) -> None:
    course = replace(graded[1], tolerances=replace(graded[1].tolerances, time=0.9))
    steps.judge_runs(work, course)
    assert JUDGED_BY in read_bundle(work / steps.EVIDENCE).members
    assert steps.replay_bundle(work / steps.EVIDENCE).equal


@pytest.mark.sandbox
def test_without_a_card_the_measurements_are_compared_and_judged(graded: tuple[Path, Course], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", str(graded[0] / steps.EVIDENCE), "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert "holds no card" in out
    assert "local:threshold · original: " in out


@pytest.mark.sandbox
def test_evidence_of_other_runs_gets_no_card(graded: tuple[Path, Course], work: Path) -> None:
    before = (graded[0] / steps.EVIDENCE).read_bytes()
    (work / steps.EVIDENCE).write_bytes(before)
    runs = artifact.read(Runs, work / steps.RUNS)
    artifact.write(replace(runs, rows=runs.rows[:1]), work / steps.RUNS)
    steps.judge_runs(work, graded[1])
    assert (work / steps.EVIDENCE).read_bytes() == before


@pytest.mark.sandbox
def test_broken_evidence_costs_no_verdict(graded: tuple[Path, Course], work: Path) -> None:
    (work / steps.EVIDENCE).write_bytes(b"torn")
    assert steps.judge_runs(work, graded[1]).verdicts
    assert (work / steps.EVIDENCE).read_bytes() == b"torn"


def not_there(members: dict[str, bytes]) -> None:
    del members["course.json"]


def impossible(members: dict[str, bytes]) -> None:
    row = decode(members["samples/row-1.json"])
    row.starts[0].candidate.nanoseconds.clear()
    members["samples/row-1.json"] = encode(row)


@pytest.mark.sandbox
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (not_there, "course.json is not in it"),
        (impossible, "cannot read its content: samples"),
        (edit("runs.json", '"version"', '"verzion"'), "cannot read its content: runs.json"),
        (edit("course.json", '"size"', '"sighs"'), "cannot read its content: course.json"),
        (edit("samples/row-0.json", '"starts"', '"start'), "cannot read its content: samples/row-0.json"),
        (edit("samples/row-1.json", '"nanoseconds":[', '"nanoseconds":[0,'), "cannot read its content: samples/row-1.json"),
        (edit("samples/row-1.json", '"nanoseconds":[', '"nanoseconds":["1",'), "cannot read its content: samples/row-1.json"),
    ],
)
def test_contents_that_make_no_sense_are_no_bundle(
    change: Callable[[dict[str, bytes]], None], said: str, work: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["replay", str(changed(work, change)), "--lang", "en"]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("data", "english", "russian"),
    [
        (b"", "cut off", "обрывается"),
        (b"PK\x03\x04", "no evidence bundle", "не архив доказательств"),
        (pack(Bundle(grader="1", members={}))[:40], "cut off", "обрывается"),
        (pack(Bundle(grader="1", members={})), "submission.json is not in it", "нет файла submission.json"),
    ],
)
def test_what_is_no_bundle_is_refused_in_both_languages(
    data: bytes, english: str, russian: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "b").write_bytes(data)
    for language, said in (("en", english), ("ru", russian)):
        assert main(["replay", str(tmp_path / "b"), "--lang", language]) == 2
        assert said in capsys.readouterr().err
    assert main(["replay", str(tmp_path / "none"), "--lang", "en"]) == 2
    assert "No such file" in capsys.readouterr().err


@pytest.mark.parametrize("predictions", [[1, 0], ["B-PER I-PER O", "O é"], [(-1.5, -0.25), (-2.0,)]])
def test_predictions_of_every_kind_are_kept_as_they_were(predictions: list[Prediction]) -> None:
    samples = RowSamples(starts=(Start(examples=(0, 1), candidate=Arm(nanoseconds=[1, 2], predictions=predictions), original=None),))
    assert decode(encode(samples)) == samples


def test_predictions_that_are_too_many_are_left_out_and_said_to_be() -> None:
    arm = Arm(nanoseconds=[1, 2], predictions=[7] * 500)
    samples = RowSamples(starts=(Start(examples=(0, 1), candidate=arm, original=None),))
    assert decode(encode(samples)) == samples
    kept = decode(encode(samples, 600))
    assert kept.predictions_left_out
    assert (kept.starts[0].candidate.predictions, kept.starts[0].candidate.nanoseconds) == ([], [1, 2])
    assert len(arm.predictions) == 500


@pytest.mark.sandbox
def test_rows_without_samples_stay_as_they_are(work: Path, graded: tuple[Path, Course]) -> None:
    runs = artifact.read(Runs, work / steps.RUNS)
    again, computed = remeasured(runs, {}, graded[1].measuring)
    assert (again.rows, computed) == (runs.rows, 0)
