"""The students' guide, walked through as a new student would: its commands, in its order, in a fresh clone."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.cli import main
from grader.demo import course as made
from grader.verify.tasks import TASKS
from tests.cli.support import HEADER, ROOT, grader

GUIDE = (ROOT / "submissions/README.md").read_text("utf-8")
RUSSIAN, ENGLISH = GUIDE.split("\n---\n")
#: What a student does on a machine of their own, and a test cannot: the network, and an environment.
ELSEWHERE = [
    "git clone https://github.com/YOU/COURSE.git", "cd COURSE", "python3 -m venv .venv", ". .venv/bin/activate",
    "pip install -c constraints.txt '.[verify]'", "git push",
]  # fmt: skip
QUICK = {"examples": 20, "starts": 1, "warm_up": 2, "block": 2, "least": 10}


def commands(text: str) -> list[str]:
    blocks = re.findall(r"```console\n(.*?)```", text, re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


@pytest.fixture
def server(tmp_path: Path) -> Path:
    """The course's repository, whose rows are measured with few examples."""
    text = (ROOT / ".github/course.yml").read_text("utf-8")
    quick = re.sub(rf"(?m)^  ({'|'.join(QUICK)}): \d+", lambda line: f"  {line[1]}: {QUICK[line[1]]}", text)
    (tmp_path / "course.yml").write_text(quick, "utf-8")
    return made.found_course(ROOT, tmp_path / "server", HEADER, tmp_path / "course.yml")


@pytest.fixture
def clone(server: Path, tmp_path: Path) -> Path:
    made.git(tmp_path, "clone", "--quiet", str(server), "clone")
    return tmp_path / "clone"


def test_both_languages_have_the_same_commands_and_none_is_left_out() -> None:
    assert commands(RUSSIAN) == commands(ENGLISH)
    there = [" ".join(command.split()[:2]) for command in commands(ENGLISH) if command not in ELSEWHERE]
    assert there == ["git switch", "grader doctor", "grader new", "grader run", "grader check", "git add", "git commit"]
    assert set(ELSEWHERE) <= set(commands(ENGLISH))


@pytest.mark.parametrize("text", [RUSSIAN, ENGLISH])
def test_every_task_that_is_measured_says_what_its_inputs_hold(text: str) -> None:
    told = {name.strip() for row in re.findall(r"(?m)^\| ([a-z, -]+) \| `\{", text) for name in row.split(",")}
    assert told >= TASKS.keys()
    assert len(re.findall(r"(?m)^\d+\. ", text)) == 10


def walk(clone: Path) -> Iterator[tuple[str, str]]:
    """Do what the guide says; yield each command with what it printed."""
    for command in commands(ENGLISH):
        program, *arguments = shlex.split(command)
        if command in ELSEWHERE:
            continue
        if program == "git":
            yield command, made.git(clone, *arguments)
        else:
            done = grader(*arguments, cwd=clone)
            assert done.status == 0 or arguments == ["doctor"], (
                command,
                done.out,
                done.err,
            )  # a machine may lack what a test does not need
            yield command, done.out


@pytest.mark.slow
@pytest.mark.sandbox
def test_a_new_student_gets_from_a_fork_to_a_commit_with_numbers(clone: Path) -> None:
    said = dict(walk(clone))
    assert "0 errors" in said["grader check"]
    assert "2 new rows with" in said["grader check"]
    assert said["grader run submissions/ml_masters/hw-3 --write"].count(": replaced") == 2, "the rows that `new` had put there"
    original, clustered = [line for line in (clone / "README.md").read_text("utf-8").splitlines() if "local:digits-vit" in line]
    assert all(line.count(" MB") == 3 and " ms (" in line and "accuracy" in line for line in (original, clustered))
    changed = made.git(clone, "show", "--name-only", "--format=%s", "HEAD").splitlines()
    home = "submissions/ml_masters/hw-3"
    assert changed == ["ml_masters HW-3", "", "README.md", f"{home}/clustering.py", f"{home}/submission.yml"]
    assert made.git(clone, "status", "--short") == ""


@pytest.mark.slow
@pytest.mark.sandbox
def test_a_template_of_a_text_task_runs_as_it_is_written(
    clone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made.git(clone, "switch", "--quiet", made.LESSON)
    monkeypatch.chdir(clone)
    assert main(["new", "otters", "3", "--model", "local:reviews-bert", "--method", "int8", "pruning"]) == 0
    manifest = clone / "submissions/otters/hw-3/submission.yml"
    text = manifest.read_text("utf-8").replace("  - model: local:reviews-bert\n    method: original\n", "")
    manifest.write_text(text, "utf-8")  # its original takes part in each of the others
    capsys.readouterr()
    assert main(["run", str(manifest.parent)]) == 0
    rows = [line for line in capsys.readouterr().out.splitlines() if "local:reviews-bert" in line]
    assert len(rows) == 2
    assert all("accuracy" in row and "f1" in row for row in rows)
