from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from grader.demo.course import SUBMISSION
from tests.cli.support import ROWS, grader

BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


def test_an_honest_working_copy_is_fine(fork: Path) -> None:
    done = grader("check", cwd=fork)
    assert (done.status, done.err) == (0, "")
    assert "4 new rows" in done.out
    assert "title of the pull request: ml_masters HW-3" in done.out


def test_nothing_of_the_working_copy_is_touched(fork: Path) -> None:
    def state() -> tuple[str, set[Path]]:
        status = subprocess.run(
            ["git", "status", "--porcelain", "--untracked-files=all"], cwd=fork, capture_output=True, text=True, check=True
        )
        return status.stdout, set(fork.rglob("*"))

    before = state()
    grader("check", cwd=fork)
    assert state() == before


def test_it_answers_in_russian_where_the_locale_is(fork: Path) -> None:
    assert "прочитано новых строк: 4" in grader("check", cwd=fork, LANG="ru_RU.UTF-8").out
    assert "прочитано новых строк: 4" in grader("check", "--lang", "ru", cwd=fork).out


def test_a_yaml_bomb_is_one_problem_and_loses_nothing_else(fork: Path) -> None:
    (fork / SUBMISSION / "submission.yml").write_text(BOMB, "utf-8")
    done = grader("check", "--title", "ml_masters HW-3", cwd=fork)
    assert done.status == 1
    assert f"{SUBMISSION}/submission.yml:1: error[manifest-alias]" in done.out
    assert "4 new rows" in done.out


def test_an_empty_table_is_said(fork: Path) -> None:
    readme = (fork / "README.md").read_text("utf-8")
    (fork / "README.md").write_text(readme.replace("\n".join(ROWS) + "\n", ""), "utf-8")
    done = grader("check", cwd=fork)
    assert done.status == 1
    assert "error[rows-missing]" in done.out


def test_a_row_in_other_units_is_shown_with_its_fix(fork: Path) -> None:
    readme = (fork / "README.md").read_text("utf-8")
    (fork / "README.md").write_text(readme.replace("| 6.5 ms |", "| 0.0065 s |"), "utf-8")
    done = grader("check", cwd=fork)
    assert done.status == 0
    line, excerpt, mark, label, fix = done.out.splitlines()[:5]
    assert "note[unit-mixed]" in line
    assert mark.index("^") == excerpt.index("0.0065 s")
    assert label == "  = fix:"
    assert fix == f"  + {ROWS[3]}"
    (problem,) = json.loads(grader("check", "--json", cwd=fork).out)
    assert problem["fix"] == {"text": ROWS[3], "safe": True}
    assert set(problem["message"]) == {"ru", "en"}


def test_a_missing_manifest_comes_filled_from_the_table(fork: Path) -> None:
    (fork / SUBMISSION / "submission.yml").unlink()
    problems = json.loads(grader("check", "--json", "--title", "ml_masters HW-3", cwd=fork).out)
    (missing,) = (problem for problem in problems if problem["code"] == "manifest-missing")
    (fork / SUBMISSION / "submission.yml").write_text(missing["fix"]["text"], "utf-8")
    assert json.loads(grader("check", "--json", cwd=fork).out) == []


def test_a_foreign_file_is_named(fork: Path) -> None:
    (fork / ".github/workflows").mkdir()
    (fork / ".github/workflows/grade.yml").write_text("on: push", "utf-8")
    done = grader("check", "--json", cwd=fork)
    assert done.status == 1
    problems = json.loads(done.out)
    assert [(problem["code"], problem["path"]) for problem in problems] == [("path-workflow", ".github/workflows/grade.yml")]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  - homework: 2\n", "  - homework: two\n", ("course.yml:11: lessons[1].homework",)),
        ("  time: 0.15", "  tme: 0.15", ("course.yml:", "tolerances", "tme")),
        ("    branch: lesson-2-quantization-pruning", "    branch: lesson-1-intro", ("course.yml:12: lessons[1].branch", "lessons[0]")),
        ("languages: [ru, en]", "languages: [ru, de]", ("course.yml:4: languages[1]", "de")),
        ("name: model-compression\n", "name: [\n", ("course.yml:", "YAML")),
    ],
)
def test_a_broken_course_file_is_named_with_line_and_key(fork: Path, old: str, new: str, said: tuple[str, ...]) -> None:
    file = fork / ".github/course.yml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
    done = grader("check", cwd=fork)
    assert (done.status, done.out) == (2, "")
    assert all(part in done.err for part in said), done.err
    assert "Traceback" not in done.err


def test_outside_a_course_and_outside_git_it_says_what_to_do(tmp_path: Path, fork: Path) -> None:
    done = grader("check", cwd=tmp_path)
    assert done.status == 2
    assert "course.yml" in done.err
    done = grader("check", "--course", fork / ".github/course.yml", cwd=tmp_path)
    assert done.status == 2
    assert "git" in done.err


def test_an_unknown_base_is_a_message(fork: Path) -> None:
    done = grader("check", "--base", "nowhere", cwd=fork)
    assert done.status == 2
    assert "nowhere" in done.err


def test_it_is_light(fork: Path) -> None:
    code = "import sys; from grader.cli import main; main(['check']); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], cwd=fork, capture_output=True, text=True, check=True)
    assert not {"torch", "transformers", "datasets", "github", "matplotlib", "numpy", "scipy", "rich"} & set(done.stderr.split())
