"""`grader new`: what it writes passes `grader check` at once, and nothing is ever overwritten."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
import yaml

from grader import steps
from grader.cli import main
from grader.course import Course, load_course
from grader.demo import course as made
from grader.intake.methods import read_method
from grader.intake.templates import MISTAKE, Template, best, offered, templates
from tests.cli.support import HEADER, ROOT, grader

COURSE = load_course(ROOT / ".github/course.yml")
KNOWN = templates(COURSE)
DIGITS, REVIEWS = ["--model", "local:digits-vit"], ["--model", "local:reviews-bert"]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made.found_course(ROOT, tmp_path_factory.mktemp("server"), HEADER, ROOT / ".github/course.yml")


def cloned(server: Path, target: Path) -> Path:
    subprocess.run(["git", "clone", "--quiet", "--branch", made.LESSON, str(server), str(target)], check=True)
    return target


@pytest.fixture
def copy(server: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh fork on the branch of the third lesson, and the current directory."""
    monkeypatch.chdir(cloned(server, tmp_path / "fork"))
    return tmp_path / "fork"


@pytest.fixture(scope="module")
def untouched(server: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return cloned(server, tmp_path_factory.mktemp("untouched") / "fork")


def course_of(copy: Path) -> Course:
    return load_course(copy / ".github/course.yml")


@pytest.mark.parametrize(
    ("model", "methods", "files"),
    [
        (DIGITS, ["clustering", "Прунинг", "int8"], ["clustering.py", "pruning.py", "int8.py"]),
        (REVIEWS, ["int8", "pruning", "int8"], ["int8.py", "pruning.py"]),
    ],
)
def test_what_is_written_passes_the_check_at_once(
    model: list[str], methods: list[str], files: list[str], copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (copy / "README.md").read_text("utf-8").splitlines()
    assert main(["new", "otters", "3", *model, "--method", *methods, "--lang", "en"]) == 0
    home = copy / "submissions/otters/hw-3"
    assert {path.name for path in home.iterdir()} == {"submission.yml", *files}
    rows = yaml.safe_load((home / "submission.yml").read_text("utf-8"))["rows"]
    assert [row.get("code") for row in rows] == [None, *files]
    new = [line for line in (copy / "README.md").read_text("utf-8").splitlines() if line not in before]
    assert len(new) == len(rows)
    assert all(model[1] in line and "–" in line for line in new)
    checked = steps.check_working_copy(copy, course_of(copy))
    assert (checked.problems, [row.manifest for row in checked.rows]) == ((), list(range(len(rows))))
    said = capsys.readouterr().out
    assert "submissions/otters/hw-3/submission.yml: written" in said
    assert "title of the pull request: otters HW-3" in said


def test_a_new_student_sees_no_error_in_either_language(copy: Path) -> None:
    begun = grader("new", "выдры", "3", *DIGITS, "--method", "clustering", "--lang", "ru", cwd=copy)
    assert (begun.status, begun.err) == (0, "")
    assert "README.md:10: добавлена строка local:digits-vit · original, пока без чисел" in begun.out
    checked = grader("check", "--lang", "ru", cwd=copy)
    assert checked.status == 0, checked.out
    assert "прочитано новых строк: 2, чисел в них: 0; ошибок: 0, замечаний: 0" in checked.out


@pytest.mark.parametrize("there", ["submission.yml", "clustering.py"])
def test_nothing_is_overwritten(there: str, copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = copy / "submissions/otters/hw-3"
    home.mkdir(parents=True)
    (home / there).write_text("mine")
    (home / "notes.ipynb").write_text("mine too")
    readme = (copy / "README.md").read_bytes()
    assert main(["new", "otters", "3", *DIGITS, "--method", "clustering", "--lang", "ru"]) == 2
    assert f"{there}: уже есть; ничего не записано" in capsys.readouterr().err
    assert {path.name: path.read_text() for path in home.iterdir()} == {there: "mine", "notes.ipynb": "mine too"}
    assert (copy / "README.md").read_bytes() == readme


HUB = ["--model", "owner/name", "--revision", "0" * 40]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["Otters", "3", *DIGITS, "--method", "int8"], "a team's name has 2 to 32 letters of one alphabet and digits"),
        (["otters", "20", *DIGITS, "--method", "int8"], "HW-20: the course has no such homework; it has 1, 2, 3"),
        (["otters", "3", "--model", "local:digits", "--method", "int8"], "the course has no such model; it has local:digits-vit"),
        (["otters", "3", "--model", "digits-vit", "--method", "int8"], "the course has no such model; it has local:digits-vit"),
        (["otters", "3", *HUB[:2], "--method", "int8"], "needs `--revision`"),
        (["otters", "3", *HUB[:2], "--revision", "main", "--method", "int8"], "needs `--revision`"),
        (["otters", "3", *HUB, "--method", "int8"], "name the task with `--task`: "),
        (["otters", "3", *DIGITS, "--task", "translation", "--method", "int8"], "name the task with `--task`: image-classification"),
        (["otters", "3", *HUB, "--task", "chess", "--method", "int8"], "no evaluation set for this task"),
        (["otters", "3", *DIGITS, "--data", "reviews", "--method", "int8"], "name the evaluation set with `--data`: digits"),
        (["otters", "3", *DIGITS, "--method", "magic"], "the method is not known. There are templates of this task for: "),
        (["otters", "2", *DIGITS, "--method", "clustering"], "homework 2 does not have this method; it has original, quantization"),
        (["otters", "3", *DIGITS, "--method", "int8", "gptq"], "there is no template of this task"),
    ],
)
def test_what_does_not_fit_is_told_with_what_does(
    arguments: list[str], says: str, untouched: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(untouched)
    assert main(["new", *arguments, "--lang", "en"]) == 2
    assert says in capsys.readouterr().err
    assert main(["new", *arguments, "--lang", "ru"]) == 2
    assert any("а" <= letter <= "я" for letter in capsys.readouterr().err)
    assert not (untouched / "submissions/otters").exists()


def test_a_model_of_the_hub_gets_its_commit_in_every_row(copy: Path) -> None:
    model = ["--model", "owner/vit", "--revision", "ab" * 20, "--task", "image-classification"]
    assert main(["new", "otters", "3", *model, "--method", "pruning"]) == 0
    rows = yaml.safe_load((copy / "submissions/otters/hw-3/submission.yml").read_text("utf-8"))["rows"]
    assert {(row["model"], row["revision"]) for row in rows} == {("owner/vit", "ab" * 20)}
    assert steps.check_working_copy(copy, course_of(copy)).problems == ()


def test_without_a_table_the_files_are_written_and_that_is_said(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (copy / "README.md").write_text("# Lesson\n")
    assert main(["new", "otters", "3", *DIGITS, "--method", "int8", "--lang", "en"]) == 1
    assert "no results table" in capsys.readouterr().err
    assert (copy / "submissions/otters/hw-3/int8.py").is_file()


def template(method: str, model: str = "local:digits-vit", task: str = "image-classification") -> Template | None:
    return best(read_method(method), task, model, KNOWN)


def test_the_template_is_the_one_of_the_method_and_the_variant() -> None:
    assert {method: found.row.code for method in ("clustering", "k-means", "int8", "pruning") if (found := template(method))} == {
        "clustering": "clustering.py", "k-means": "clustering.py", "int8": "int8.py", "pruning": "pruning.py",
    }  # fmt: skip
    assert template("int4") is None
    assert template("clustering", task="chess") is None
    assert offered("image-classification", KNOWN, "int")[0] == "int8"


def test_every_template_is_an_example_that_shows_no_mistake() -> None:
    assert KNOWN
    sources = {path.read_text("utf-8") for path in (ROOT / "submissions/examples").glob("*/hw-*/*.py")}
    assert {each.source for each in KNOWN} <= sources
    assert not any(each.source.startswith(MISTAKE) for each in KNOWN)
