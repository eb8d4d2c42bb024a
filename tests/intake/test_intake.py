from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.core.submission import PullRequest, Submission
from grader.intake.intake import take_in, write_code
from grader.intake.objects import GitError
from grader.wire import artifact
from tests.intake.checks.examples import nonsense
from tests.intake.handed_in import BASE, BASE_README, BRANCH, CODE, GOOD, HOME, MANIFEST, ORIGINAL, README, TITLE, HandedIn, course
from tests.intake.repository import Files, Link, Store, Submodule


def pull_request(base: str, head: str) -> PullRequest:
    return PullRequest(repository="course/basics", number=7, title=TITLE, author="x", base_branch=BRANCH, base_sha=base, head_sha=head)


def test_a_good_submission_is_taken_in_whole() -> None:
    submission = HandedIn().taken_in()
    assert (submission.team, submission.homework, submission.problems) == ("ml_masters", 3, ())
    assert submission.directory == HOME
    assert submission.code == {"clustering.py": sha256(CODE).hexdigest()}
    assert [row.manifest for row in submission.rows] == [0, 1]
    assert artifact.decode(Submission, artifact.encode(submission), "submission.json") == submission


def test_problems_come_in_the_order_of_the_files() -> None:
    problems = HandedIn(title="ML masters hw3", branch="main", manifest=("data: digits", "data: x"), change={"a.py": b"x"}).problems()
    assert [problem.code for problem in problems] == ["path-outside", "branch-wrong", "data-unknown", "title-form"]


def test_only_their_own_lines_are_held_against_a_team() -> None:
    strange = "| owner/cnn | Оригинал | много | 11.2 | 40.1 | - | 300 | - | 0.91 |\n"
    before, after = README.replace("| owner/other-model", strange + "| owner/other-model", 1), README + strange
    untouched = HandedIn(base={"README.md": before.partition("| digits-vit")[0].encode()}, change={"README.md": before.encode()})
    assert untouched.codes() == set()
    found = HandedIn(change={"README.md": after.encode()}).problems()
    assert [problem.place.line for problem in found if problem.code == "number-unreadable"] == [22]


def test_the_header_of_their_own_table_is_theirs() -> None:
    table = "\n| Модель | Метод | Размер (MB) | Абракадабра |\n| --- | --- | --- | --- |\n| digits-vit | Оригинал | 0.82 | 17 |\n"
    assert "header-unknown" in HandedIn(change={"README.md": (README + table).encode()}).codes()
    assert (
        "header-unknown"
        not in HandedIn(base={"README.md": (README + table).encode()}, change={"README.md": (README + table).encode()}).codes()
    )


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1251"])
def test_rows_and_lines_are_those_of_the_text_whatever_its_encoding(encoding: str) -> None:
    submission = HandedIn(change={"README.md": README.encode(encoding)}).taken_in()
    assert [(row.place.line, row.manifest) for row in submission.rows] == [(20, 0), (21, 1)]
    assert submission.rows[0].place.text == ORIGINAL.strip()
    assert {problem.code for problem in submission.problems} <= {"encoding-wrong"}


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00", b"\x00" * 1000, "Модель".encode("cp1251"), b"|" * 100_000, b"x" * (600 << 10)])
def test_a_readme_of_any_bytes_loses_nothing_else(data: bytes) -> None:
    submission = HandedIn(change={"README.md": data}).taken_in()
    assert submission.manifest is not None
    assert submission.code
    assert submission.rows == ()
    assert submission.problems


def test_a_submodule_that_names_a_commit_of_this_repository_is_no_file(tmp_path: Path) -> None:
    store = Store(tmp_path / "objects.git")
    base = store.commit(BASE)
    head = store.commit({**BASE, **GOOD, f"{HOME}/module": Submodule(base)}, base)
    submission = take_in(store.repository, pull_request(base, head), course(), base)
    assert {problem.code for problem in submission.problems} == {"path-submodule"}


def test_a_head_that_is_not_there_is_said(tmp_path: Path) -> None:
    store = Store(tmp_path / "objects.git")
    base = store.commit(BASE)
    with pytest.raises(GitError):
        take_in(store.repository, pull_request(base, "1" * 40), course(), base)


def test_the_code_is_written_as_it_was_taken_in(tmp_path: Path) -> None:
    store = Store(tmp_path / "objects.git")
    base = store.commit(BASE)
    extra: Files = {f"{HOME}/unused.py": b"import os", f"{HOME}/weights.so": b"\x7fELF"}
    submission = take_in(store.repository, pull_request(base, head := store.commit({**BASE, **GOOD, **extra}, base)), course(), base)
    write_code(store.repository, submission, tmp_path / "code")
    assert {path.name: path.read_bytes() for path in (tmp_path / "code").iterdir()} == {"clustering.py": CODE}
    assert (tmp_path / "code" / "clustering.py").stat().st_mode & 0o777 == 0o444
    assert head == submission.pull_request.head_sha


def test_code_that_changed_since_is_not_written(tmp_path: Path) -> None:
    from dataclasses import replace

    store = Store(tmp_path / "objects.git")
    base = store.commit(BASE)
    submission = take_in(store.repository, pull_request(base, store.commit({**BASE, **GOOD}, base)), course(), base)
    for other in (b"evil", Submodule(base), Link(b"clustering.py")):
        moved = replace(submission.pull_request, head_sha=store.commit({**BASE, **GOOD, f"{HOME}/clustering.py": other}, base))
        with pytest.raises(GitError, match="not the file that was taken in"):
            write_code(store.repository, replace(submission, pull_request=moved), tmp_path / moved.head_sha)


lines = st.lists(st.sampled_from([*README.splitlines(), "| a | b |", "", "```", "<!--", "| --- |"]), max_size=12).map("\n".join)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    readme=lines,
    base=lines,
    manifest=st.lists(st.sampled_from(MANIFEST.splitlines()), max_size=12).map("\n".join),
    title=st.text(max_size=30),
)
def test_no_pull_request_is_too_strange(readme: str, base: str, manifest: str, title: str) -> None:
    change: Files = {"README.md": readme.encode(), f"{HOME}/submission.yml": manifest.encode()}
    for text in (title, TITLE):
        submission = HandedIn(title=text, base={"README.md": base.encode()}, change=change).taken_in()
        assert artifact.decode(Submission, artifact.encode(submission), "submission.json") == submission


def test_a_table_of_nonsense_fits_into_the_artifact() -> None:
    submission = HandedIn(change={"README.md": (README + nonsense(190)).encode()}).taken_in()
    assert len(submission.rows) == 192
    assert artifact.decode(Submission, artifact.encode(submission), "submission.json") == submission


def test_the_fullest_readme_that_is_read_fits_into_the_artifact() -> None:
    quality = ", ".join(f"0.{number:03d} accuracy" for number in range(100, 127))
    row = f"| acme/{'n' * 60} | Кластеризация, 32 кластера | 12.5 | 11.5 | 3.5 | - | 25.5 | - | {quality} |\n"
    rows = "".join(row.replace("32", str(number), 1) for number in range(2, 200))
    handed_in = HandedIn(change={"README.md": (BASE_README + rows + "<!-- " + "я" * 100_000 + " -->\n").encode()})
    submission = handed_in.taken_in()
    assert len(submission.rows) > 150
    assert artifact.decode(Submission, artifact.encode(submission), "submission.json") == submission
