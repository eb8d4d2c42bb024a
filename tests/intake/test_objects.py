from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from grader.intake.objects import Change, GitError, Repository
from tests.intake.repository import Content, Link, Store, Submodule


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "objects.git")


def test_changes_are_between_trees_and_deletions_are_changes(store: Store) -> None:
    base = store.commit({"a.txt": b"1", "b/c.txt": b"2", "old name.txt": b"the same"})
    head = store.commit({"a.txt": b"changed", "b/d.txt": b"3", "new name.txt": b"the same"}, base)
    changes = {change.path: change for change in store.repository.changes(base, head)}
    assert {path: change.status for path, change in changes.items()} == {
        "a.txt": "M", "b/c.txt": "D", "b/d.txt": "A", "old name.txt": "D", "new name.txt": "A",
    }  # fmt: skip
    assert store.repository.blob(changes["a.txt"].blob) == b"changed"
    assert store.repository.changes(base, base) == ()


def test_every_path_comes_as_it_is(store: Store) -> None:
    files: dict[str | bytes, Content] = {
        b"\xff.py": b"1", "line\nbreak": b"2", 'quo"te': b"3", "путь/файл": b"4", "\u202egpj": b"5", ".git/config": b"6", "tab\there": b"7"
    }  # fmt: skip
    changes = store.repository.changes(store.commit({}), store.commit(files))
    assert {change.raw for change in changes} == {path if isinstance(path, bytes) else path.encode() for path in files}
    odd = next(change for change in changes if change.path is None)
    assert (odd.raw, odd.shown) == (b"\xff.py", "\\xff.py")


def test_links_and_submodules_are_told_by_their_mode_and_never_followed(store: Store) -> None:
    commit = store.commit({"secret": b"1"})
    head = store.commit({"link": Link(b"secret"), "module": Submodule(commit), "plain": b"2"})
    repository = store.repository
    assert {change.path: change.mode for change in repository.changes(store.commit({}), head)} == {
        "link": "120000", "module": "160000", "plain": "100644",
    }  # fmt: skip
    assert repository.read(head, "plain") == b"2"
    assert repository.read(head, "link") is repository.read(head, "module") is None
    assert repository.read(head, "module/secret") is repository.read(head, "missing") is None
    assert repository.files(head, ".") == {"plain": 1}


def test_sizes_are_of_blobs_only(store: Store) -> None:
    commit = store.commit({"a": b"12345"})
    head = store.commit({"a": b"12345", "module": Submodule(commit), "elsewhere": Submodule("5" * 40)})
    blobs = [change.blob for change in store.repository.changes(store.commit({}), head)]
    assert sorted(store.repository.sizes([*blobs, "0" * 40, "not a name\nHEAD"]).values()) == [5]
    assert store.repository.sizes([]) == {}


def test_many_small_blobs_are_read_at_once(store: Store) -> None:
    contents = [b"", b"one\n", b"\n\n", b"a blob 3\nb", bytes(range(256))]
    head = store.commit({f"f{index}": content for index, content in enumerate(contents)})
    changes = store.repository.changes(store.commit({}), head)
    found = store.repository.blobs(change.blob for change in changes)
    assert [found[change.blob] for change in changes] == contents
    assert store.repository.blobs([]) == {}


def test_the_files_of_one_directory(store: Store) -> None:
    head = store.commit(
        {
            "s/team/a.py": b"12", "s/team/b/c.py": b"3", "s/team2/d.py": b"4", "s/team/link": Link(b"a.py"), b"s/team/\xff": b"5",
            "s/*/x": b"6",
        }
    )  # fmt: skip
    assert store.repository.files(head, "s/team") == {"s/team/a.py": 2, "s/team/b/c.py": 1}
    assert store.repository.files(head, "s/*") == {"s/*/x": 1}
    assert store.repository.files(head, "nowhere") == {}


def test_a_limit_is_kept_before_anything_is_read(store: Store) -> None:
    head = store.commit({"large": b"x" * 1001})
    assert store.repository.read(head, "large", limit=1001)
    with pytest.raises(GitError, match="larger than 1000 bytes"):
        store.repository.read(head, "large", limit=1000)
    with pytest.raises(GitError, match="printed more than 10 bytes"):
        store.repository.run("ls-tree", head, limit=10)


def test_what_is_not_there_is_said(store: Store) -> None:
    with pytest.raises(GitError):
        store.repository.changes("1" * 40, "2" * 40)
    with pytest.raises(GitError):
        store.repository.blob("1" * 40)
    with pytest.raises(GitError):
        store.repository.commit("no-such-branch")


def test_merge_base(store: Store) -> None:
    root = store.commit({"a": b"1"})
    one, other = store.commit({"a": b"2"}, root), store.commit({"a": b"3"}, root)
    assert store.repository.merge_base(one, other) == root
    assert store.repository.merge_base(one, store.commit({"b": b"1"})) is None


def test_fetching_takes_the_named_reference_and_no_more(store: Store, tmp_path: Path) -> None:
    head = store.commit({"a": b"1"})
    for name in ("refs/heads/main", "refs/pull/1/head", "refs/tags/v1"):
        store.repository.run("update-ref", name, head)
    target = Repository.create(tmp_path / "target.git")
    target.fetch(str(tmp_path / "objects.git"), "+refs/pull/1/head:refs/pull/1/head")
    assert target.commit("refs/pull/1/head") == head
    assert target.run("for-each-ref", "--format=%(refname)").split() == [b"refs/pull/1/head"]
    with pytest.raises(GitError):
        target.fetch(str(tmp_path / "objects.git"), "refs/pull/2/head")


def test_the_settings_of_the_machine_and_replaced_objects_do_not_count(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest, forged = store.commit({"a": b"honest"}), store.commit({"a": b"forged"})
    subprocess.run(["git", "-C", str(tmp_path / "objects.git"), "replace", honest, forged], check=True)
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "alias.ls-tree")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    assert store.repository.read(honest, "a") == b"honest"


def test_a_path_without_text() -> None:
    change = Change(status="A", mode="100644", blob="0" * 40, raw=b"ok/\xd0")
    assert change.path is None
    assert change.shown == "ok/\\xd0"
