"""What `grader run` changes of a course for a machine of one's own, and of a README with `--write`."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from grader import steps
from grader.cli.run import _here, _tell_parts
from grader.core.measurement import Definition, Machine, Measurement
from grader.core.metric import Metric
from grader.core.run import Ending, Phase, RowRun, RunEnd, Runs
from grader.core.words import Language
from grader.course import load_course
from grader.demo.course import SUBMISSION
from tests.cli.support import ROWS, grader
from tests.judge.build import COURSE
from tests.verify.support import submission


@pytest.mark.parametrize("required", [False, True])
def test_no_control_group_is_required_at_home(required: bool) -> None:
    course = replace(COURSE, limits=replace(COURSE.limits, require_cgroup=required))
    assert not _here(course, exact_gzip=False, gpu=None).limits.require_cgroup


@pytest.mark.parametrize(("asked", "course", "exact"), [(False, False, False), (True, False, True), (False, True, True)])
def test_an_exact_gz_is_had_on_request_of_either(asked: bool, course: bool, exact: bool) -> None:
    measuring = replace(COURSE.measuring, exact_gzip=course)
    assert _here(replace(COURSE, measuring=measuring), exact_gzip=asked, gpu=None).measuring.exact_gzip is exact


@pytest.mark.parametrize("gpu", [None, 2])
def test_the_gpu_is_the_one_that_was_asked_for_not_the_graders(gpu: int | None) -> None:
    measuring = replace(COURSE.measuring, gpu=0)
    assert _here(replace(COURSE, measuring=measuring), exact_gzip=False, gpu=gpu).measuring.gpu == gpu


# --write: rows that were measured go into the table of a real working copy

MACHINE = Machine(cpu="Intel(R) Xeon(R) | Gold", cores=2, memory_mb=8000, system="Linux")


def measurements(row: int = 0) -> tuple[Measurement, ...]:
    """What the row at this place of the manifest measures: its size and accuracy are those of `ROWS`, nearly."""
    values = {
        (Metric.SIZE_MB, Definition.FOLDER): (0.9407, 0.2913, 0.941, 0.2807)[row],
        (Metric.SIZE_MB, Definition.WEIGHTS): 0.2,
        (Metric.GZ_MB, Definition.GZIP): (0.8573, 0.1775, 0.4616, 0.2335)[row],
        (Metric.CPU_MS, Definition.PER_EXAMPLE): (4.412, 4.523, 4.487, 6.512)[row],
        (Metric.CPU_MS, Definition.SPEED_UP): 1.02,
        (Metric.RAM_MB, Definition.OVER_IMPORTS): (22.13, 21.94, 22.27, 26.71)[row],
        (Metric.ACCURACY, Definition.EVALUATION): (0.98, 0.9775, 0.9175, 0.975)[row],
    }
    return tuple(Measurement.exact(metric, definition, value) for (metric, definition), value in values.items())


def measured(*rows: int) -> Runs:
    """Runs of the manifest's rows as a measuring leaves them behind."""
    done = RunEnd(ending=Ending.DONE, phase=Phase.INFER)
    runs = tuple(RowRun(row=row, end=done, measurements=measurements(row)) for row in rows)
    return Runs(head_sha="0" * 40, machine=MACHINE, rows=runs)


def lines_of(fork: Path) -> list[bytes]:
    return (fork / "README.md").read_bytes().splitlines(keepends=True)


def write(fork: Path, runs: Runs) -> steps.Written:
    return steps.write_rows(fork / SUBMISSION, runs, load_course(fork / ".github/course.yml"))


def without_own_rows(fork: Path) -> None:
    readme = (fork / "README.md").read_text("utf-8")
    (fork / "README.md").write_text(readme.replace("\n".join(ROWS) + "\n", ""), "utf-8")


def test_new_rows_go_to_the_end_of_the_table_and_check_finds_nothing(fork: Path) -> None:
    without_own_rows(fork)
    before = lines_of(fork)
    written = write(fork, measured(0, 1, 2, 3))
    after = lines_of(fork)
    first = written.rows[0].line
    assert [(row.line, row.replaced) for row in written.rows] == [(first + number, False) for number in range(4)]
    assert after[: first - 1] + after[first + 3 :] == before, "nothing else changed, to the byte"
    assert after[first].decode() == (
        "| local:digits-vit | clustering, clusters=32 | 0.2913 MB | 0.1775 MB | 4.523 ms (Intel Xeon Gold) | – | 21.94 MB | – "
        "| 0.9775 accuracy |\n"
    )
    assert steps.check_working_copy(fork, load_course(fork / ".github/course.yml")).problems == ()
    assert "4 new rows with 20 numbers read, 0 errors" in grader("check", cwd=fork).out


def test_the_teams_own_row_is_replaced_but_for_what_was_not_measured(fork: Path) -> None:
    readme = fork / "README.md"
    own = ROWS[1].replace("| – | 21.9 MB |", "| 0.9 ms (Tesla T4) | 21.9 MB |")
    readme.write_text(readme.read_text("utf-8").replace(ROWS[1], own), "utf-8")
    before = lines_of(fork)
    number = before.index(f"{own}\n".encode()) + 1
    [row] = write(fork, measured(1)).rows
    assert (row.line, row.replaced) == (number, True)
    after = lines_of(fork)
    assert after[: number - 1] + after[number:] == before[: number - 1] + before[number:]
    assert after[number - 1].decode() == (
        "| local:digits-vit | Кластеризация, 32 кластера | 0.2913 MB | 0.1775 MB | 4.523 ms (Intel Xeon Gold) | 0.9 ms (Tesla T4) "
        "| 21.94 MB | – | 0.9775 accuracy |\n"
    )


def test_writing_twice_is_writing_once(fork: Path) -> None:
    without_own_rows(fork)
    write(fork, measured(0, 1, 2, 3))
    once = lines_of(fork)
    assert {row.replaced for row in write(fork, measured(0, 1, 2, 3)).rows} == {True}
    assert lines_of(fork) == once


def test_rows_of_others_with_the_same_model_and_method_stay(fork: Path) -> None:
    git = ("git", "-c", "user.name=x", "-c", "user.email=x@example.org", "-C", str(fork))
    subprocess.run([*git, "add", "--all"], check=True)
    subprocess.run([*git, "commit", "--quiet", "-m", "what others have merged"], check=True)
    subprocess.run([*git, "branch", "--force", "upstream"], check=True)
    subprocess.run([*git, "update-ref", "refs/remotes/origin/lesson-3-weights-clusterization", "HEAD"], check=True)
    before = lines_of(fork)
    [row] = write(fork, measured(1)).rows
    assert not row.replaced
    assert [line for number, line in enumerate(lines_of(fork), 1) if number != row.line] == before


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_the_byte_order_mark_stay(end: str, mark: str, fork: Path) -> None:
    without_own_rows(fork)
    readme = fork / "README.md"
    text = mark + readme.read_text("utf-8").replace("\n", end)
    readme.write_bytes(text.encode())
    readme.chmod(0o755)
    [row] = write(fork, measured(0)).rows
    after = readme.read_bytes().decode()
    parts = after.split(end)
    assert end.join(parts[: row.line - 1] + parts[row.line :]) == text
    assert readme.stat().st_mode & 0o777 == 0o755


def test_a_table_at_the_very_end_of_the_file_stays_without_a_last_line_end(fork: Path) -> None:
    readme = fork / "README.md"
    readme.write_text(readme.read_text("utf-8").split(ROWS[0])[0].rstrip("\n"), "utf-8")
    before = readme.read_bytes()
    write(fork, measured(0))
    assert readme.read_bytes().startswith(before + b"\n| local:digits-vit | original |")
    assert readme.read_bytes().endswith(b"0.9800 accuracy |")


def test_columns_are_filled_by_what_their_headers_say(fork: Path) -> None:
    readme = fork / "README.md"
    text = readme.read_text("utf-8").split("| Модель")[0]
    readme.write_text(text + "| Method | Accuracy, % | Remark | Model | Latency CPU (s) |\n|---|---|---|---|---|\n", "utf-8")
    write(fork, measured(0))
    assert (
        readme.read_text("utf-8").splitlines()[-1] == "| original | 98.00% accuracy | – | local:digits-vit | 4.412 ms (Intel Xeon Gold) |"
    )


def test_a_row_that_ended_early_is_not_written(fork: Path) -> None:
    before = lines_of(fork)
    runs = measured(1)
    failed = replace(runs.rows[0], end=RunEnd(ending=Ending.RAISED, phase=Phase.LOAD))
    assert write(fork, replace(runs, rows=(failed,))).rows == ()
    assert lines_of(fork) == before


@pytest.mark.parametrize(
    ("spoil", "english", "russian"),
    [
        (lambda readme: readme.unlink(), "no such file", "файла нет"),
        (lambda readme: readme.write_text("# Lesson\n\nno table\n"), "no results table", "нет таблицы результатов"),
        (lambda readme: readme.write_bytes("| Модель |".encode("cp1251")), "not UTF-8", "не в UTF-8"),
        (lambda readme: readme.write_text("| Метрика | int8 |\n|---|---|\n| Размер, MB | 3 |\n"), "no results table", "нет таблицы"),
    ],
)
def test_where_there_is_no_table_nothing_is_measured(
    spoil: Callable[[Path], object], english: str, russian: str, fork: Path, tmp_path: Path
) -> None:
    spoil(fork / "README.md")
    for language, said in (("en", english), ("ru", russian)):
        done = grader("run", SUBMISSION, "--write", "--lang", language, "--keep", tmp_path / "kept", cwd=fork)
        assert (done.status, done.out) == (2, "")
        assert f"README.md: {said}" in done.err or said in done.err
        assert "Traceback" not in done.err
    assert not (tmp_path / "kept").exists()


def test_a_directory_that_is_not_where_its_manifest_belongs_is_named(fork: Path) -> None:
    manifest = fork / SUBMISSION / "submission.yml"
    manifest.write_text(manifest.read_text("utf-8").replace("homework: 3", "homework: 4"), "utf-8")
    done = grader("run", SUBMISSION, "--write", cwd=fork)
    assert done.status == 2
    assert "should be submissions/ml_masters/hw-4" in done.err
    manifest.unlink()
    done = grader("run", SUBMISSION, "--write", cwd=fork)
    assert done.status == 2
    assert "submission.yml" in done.err


def test_a_row_that_would_read_differently_is_not_written(fork: Path) -> None:
    """Without a column for the method nobody could tell it from the original."""
    readme = fork / "README.md"
    text = readme.read_text("utf-8").split("| Модель")[0]
    readme.write_text(
        text
        + "| Модель | Размер (MB) | Время инференса (CPU, ms) | Качество |\n|---|---|---|---|\n| bert-tiny | 17 MB | 2.1 ms | 0.83 f1 |\n",
        "utf-8",
    )
    before = readme.read_bytes()
    with pytest.raises(steps.CannotWrite) as caught:
        write(fork, measured(1))
    assert caught.value.refusal == "unfit"
    for language in Language:
        assert "clustering" in steps.tell_refusal(caught.value, language)
    assert readme.read_bytes() == before


@pytest.mark.slow
@pytest.mark.sandbox
def test_the_command_measures_writes_and_says_where(fork: Path) -> None:
    manifest, course = fork / SUBMISSION / "submission.yml", fork / ".github/course.yml"
    text = manifest.read_text("utf-8")
    manifest.write_text(text[: text.index("  - model", text.index("  - model") + 1)], "utf-8")
    quick = re.sub(r"(?m)^  (examples|starts|warm_up|block): \d+", lambda line: f"  {line[1]}: {QUICK[line[1]]}", course.read_text("utf-8"))
    course.write_text(quick, "utf-8")
    number = lines_of(fork).index(f"{ROWS[0]}\n".encode()) + 1
    before = lines_of(fork)
    done = grader("run", SUBMISSION, "--write", cwd=fork)
    assert done.status == 0, done.err
    assert f"README.md:{number}: local:digits-vit · original: replaced" in done.out
    assert "grader check" in done.out
    after = lines_of(fork)
    assert [index for index, (old, new) in enumerate(zip(before, after, strict=True), 1) if old != new] == [number]
    assert b" accuracy |" in after[number - 1]


QUICK = {"examples": 10, "starts": 1, "warm_up": 2, "block": 2}


@pytest.mark.parametrize("private", [None, "more.parquet"])
def test_that_private_examples_were_not_asked_is_said(private: str | None, capsys: pytest.CaptureFixture[str]) -> None:
    course = load_course(Path(__file__).parents[2] / ".github" / "course.yml")
    data = {"digits": replace(course.data["digits"], private=private)}
    for language, words in ((Language.EN, "the public part"), (Language.RU, "на открытой части")):
        _tell_parts(submission("one.py", data="digits"), replace(course, data=data), language)
        assert (words in capsys.readouterr().err) is (private is not None)
