from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from grader.core.submission import PullRequest
from grader.intake.case import Case
from grader.intake.checks import path_unsafe
from grader.intake.objects import Change
from grader.intake.title import read_title
from tests.intake.handed_in import CODE, HOME, HandedIn, course
from tests.intake.repository import Content, Files, Link


def codes(change: Files | None = None, **handed_in: Any) -> set[str]:
    return {code for code in HandedIn(change=change or {}, **handed_in).codes() if code.startswith(("path", "too-many", "lfs"))}


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (f"{HOME}/report.md", None),
        (f"{HOME}/вложенная папка/файл с пробелом.ipynb", None),
        ("submissions/ml_masters/hw-1/clustering.py", "path-outside"),
        ("submissions/ml_masters/notes.md", "path-outside"),
        ("submissions/ML_Masters/hw-3/clustering.py", "path-case path-other-team"),
        ("submissions/other/hw-3/clustering.py", "path-other-team"),
        ("submissions/course/data/digits/evaluation.parquet", "path-other-team"),
        ("submissions/notes.md", "path-outside"),
        ("submissionsx/ml_masters/hw-3/a.py", "path-outside"),
        ("readme.md", "path-case path-outside"),
        ("docs/README.md", "path-outside"),
        ("grader/judge/judge.py", "path-outside"),
        ("pyproject.toml", "path-outside"),
        (".github/course.yml", "path-workflow"),
        (".github/workflows/grade.yml", "path-workflow"),
        (".gitmodules", "path-git path-outside"),
        (".github.md", "path-outside"),
    ],
)
def test_where_a_file_may_be(path: str, code: str | None) -> None:
    assert codes({path: b"new"}) == set((code or "").split())


def test_a_deletion_outside_is_a_change_too() -> None:
    assert codes(without=["submissions/course/guide.md"]) == {"path-other-team"}
    assert codes(base={"LICENSE": b"MIT"}, without=["LICENSE"]) == {"path-outside"}


def test_an_unreadable_title_allows_any_one_directory_but_the_courses() -> None:
    assert codes(title="my work") == set()
    assert codes({"main.py": b"x"}, title="my work") == {"path-outside"}
    assert codes({"submissions/course/guide.md": b"x"}, title="my work") == {"path-other-team"}
    assert codes({"submissions/main.py": b"x"}, title="my work") == {"path-outside"}


def test_an_unknown_homework_allows_the_whole_directory_of_the_team() -> None:
    assert codes(title="ml_masters HW-9") == set()
    assert codes({"submissions/other/a.py": b"x"}, title="ml_masters HW-9") == {"path-other-team"}


def test_ten_paths_are_named_and_the_others_counted() -> None:
    problems = HandedIn(change={f"data/{number:03}.png": b"x" for number in range(150)}).problems()
    assert [problem.place.path for problem in problems if problem.code == "path-outside"] == [
        f"data/{number:03}.png" for number in range(10)
    ]
    assert [problem.facts["count"] for problem in problems if problem.code == "paths-outside"] == [140]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        (f"{HOME}/файл.py".encode(), None),
        (f"{HOME}/{'x' * 100}".encode(), None),
        (f"{HOME}/{'x' * 101}".encode(), "path-name"),
        (f"{HOME}/{'/'.join('x' * 50 for _ in range(5))}".encode(), "path-name"),
        (f"{HOME}/a\nb.py".encode(), "path-name"),
        (f"{HOME}/\u202egpj.py".encode(), "path-name"),
        (f"{HOME}/zero\u200bwidth.py".encode(), "path-name"),
        (f"{HOME}/a\\b.py".encode(), "path-name"),
        (f"{HOME}/\ud800.py".encode("utf-8", "surrogatepass"), "path-name"),
        (HOME.encode() + b"/\xff.py", "path-name"),
        (HOME.encode() + b"/../evil.py", "path-name"),
        (HOME.encode() + b"/.git/config", "path-git"),
        (HOME.encode() + b"/.GIT/hooks/pre-commit", "path-git"),
        (HOME.encode() + b"/.git. /config", "path-git"),
        (HOME.encode() + b"/.gitmodules", "path-git"),
        (HOME.encode() + b"/.gitignore", None),
    ],
)
def test_names(name: bytes, code: str | None) -> None:
    assert codes({name: b"x"}) == ({code} if code else set())


def test_what_was_unsafe_before_may_go() -> None:
    base: dict[str | bytes, Content] = {f"{HOME}/a\\b": b"x", f"{HOME}/link": Link(b"/etc/passwd")}
    assert codes(base=base, without=[*map(str, base)]) == set()


@pytest.mark.parametrize("path", [f"{HOME}/clustering.py", f"{HOME}/submission.yml", "README.md"])
def test_a_link_in_place_of_a_file_is_never_followed(path: str) -> None:
    submission = HandedIn(change={path: Link(b"/etc/passwd")}).taken_in()
    assert [problem.place.path for problem in submission.problems if problem.code == "path-symlink"] == [path]
    assert submission.code == {} or path == "README.md"


def bare_case(**values: Any) -> Case:
    """A case of which only some parts are looked at."""
    pull_request = PullRequest(repository="a/b", number=1, title="", author="", base_branch="", base_sha="0" * 40, head_sha="1" * 40)
    nothing: dict[str, Any] = {field.name: None for field in fields(Case)}
    return Case(**nothing | {"pull_request": pull_request, "course": course(), "title": read_title("")} | values)


def test_a_mode_that_git_does_not_write_today() -> None:
    changes = tuple(Change(status="A", mode=mode, blob="0" * 40, raw=b"a") for mode in ("100664", "100644", "040000"))
    problems = list(path_unsafe.check(bare_case(changes=changes)))
    assert [(problem.code, problem.facts["mode"]) for problem in problems] == [("path-mode", "100664"), ("path-mode", "040000")]


@pytest.mark.parametrize(
    ("change", "base", "found"),
    [
        ({f"{HOME}/Model.py": b"a", f"{HOME}/model.py": b"b"}, {}, [f"{HOME}/model.py"]),
        ({f"{HOME}/CLUSTERING.PY": CODE}, {f"{HOME}/clustering.py": CODE}, [f"{HOME}/CLUSTERING.PY"]),
        ({f"{HOME}/и\u0306.py": b"a", f"{HOME}/й.py": b"b"}, {}, [f"{HOME}/й.py"]),
        ({f"{HOME}/Data/a": b"a", f"{HOME}/data/b": b"b", f"{HOME}/data/c": b"b"}, {}, [f"{HOME}/data"]),
        ({f"{HOME}/straße.py": b"a", f"{HOME}/STRASSE.py": b"b"}, {}, [f"{HOME}/straße.py"]),
        ({f"{HOME}/model.py": b"a", f"{HOME}/models.py": b"b"}, {}, []),
    ],
)
def test_twins(change: Files, base: Files, found: list[str]) -> None:
    problems = HandedIn(change=change, base=base).problems()
    assert [problem.place.path for problem in problems if problem.code == "path-case"] == found


def test_renaming_to_another_case_is_fine() -> None:
    assert codes({f"{HOME}/notes.md": b"x"}, base={f"{HOME}/Notes.md": b"x"}, without=[f"{HOME}/Notes.md"]) == set()


@pytest.mark.parametrize(
    ("path", "size", "large"),
    [
        (f"{HOME}/weights.bin", 20_000_000, False),
        (f"{HOME}/weights.bin", 20_000_001, True),
        (f"{HOME}/clustering.py", 262_144, False),
        (f"{HOME}/clustering.py", 262_145, True),
        (f"{HOME}/unused.py", 300_000, False),
    ],
)
def test_sizes(path: str, size: int, large: bool) -> None:
    submission = HandedIn(change={path: b"#" * size}).taken_in()
    assert [problem.code for problem in submission.problems if problem.code != "code-unnamed"] == (["path-too-large"] if large else [])
    assert ("clustering.py" in submission.code) is not (large and path.endswith("clustering.py"))


def test_a_readme_over_its_cap_is_there_and_too_large() -> None:
    assert HandedIn(change={"README.md": b"lorem ipsum " * 900_000}).codes() >= {"file-too-large"}
    problems = HandedIn(change={"README.md": b"x" * (21 << 20)}).problems()
    assert [(problem.code, problem.place.path) for problem in problems] == [("path-too-large", "README.md")]


@pytest.mark.parametrize(("count", "many"), [(197, False), (198, True)])
def test_two_hundred_files_are_the_most(count: int, many: bool) -> None:
    assert codes({f"{HOME}/{number}.txt": b"x" for number in range(count)}) == ({"too-many-files"} if many else set())


POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"a" * 64 + b"\nsize 12345\n"


@pytest.mark.parametrize("name", ["weights.safetensors", "clustering.py"])
def test_a_pointer_is_told_from_the_file(name: str) -> None:
    assert codes({f"{HOME}/{name}": POINTER}) == {"lfs-pointer"}


def test_text_about_pointers_is_none() -> None:
    assert codes({f"{HOME}/notes.md": b"A pointer begins with:\n" + POINTER}) == set()
