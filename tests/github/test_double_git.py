"""The double's git operations are as strict as GitHub's, or the tests of merging prove nothing."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from tests.github.conftest import REPOSITORY
from tests.github.merging import BASE, BRANCH, Scene

NONE = "f" * 40


def ask(scene: Scene, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    headers = {"Authorization": "token double", "X-GitHub-Api-Version": "2022-11-28"}
    answer = scene.double.handle(method, f"/repos/{REPOSITORY}/{path}", headers, body)
    return answer.status, answer.body


def test_a_branch_moves_only_forward_unless_forced(scene: Scene) -> None:
    ahead, aside = scene.bare.write({"a": b"x"}, scene.base), scene.bare.write({"b": b"x"}, scene.base)
    path = f"git/refs/heads/{BRANCH}"
    assert ask(scene, "PATCH", path, {"sha": ahead})[0] == 200
    assert ask(scene, "PATCH", path, {"sha": ahead, "force": False})[0] == 200
    status, said = ask(scene, "PATCH", path, {"sha": aside, "force": False})
    assert (status, said["message"]) == (422, "Update is not a fast forward")
    assert ask(scene, "PATCH", path, {"sha": scene.base})[0] == 422
    assert scene.tip == ahead
    assert ask(scene, "PATCH", path, {"sha": aside, "force": True})[0] == 200
    assert scene.tip == aside


def test_a_pull_request_turns_merged_when_its_base_reaches_its_head(scene: Scene) -> None:
    pull, other = scene.opened(7, "ml_masters", {"a": b"x"}), scene.opened(8, "others", {"b": b"x"})
    other.base = "another-branch"
    both = scene.bare.commit(scene.bare.word("rev-parse", f"{scene.base}^{{tree}}"), [scene.base, pull.head_sha, other.head_sha], "both")
    assert ask(scene, "PATCH", f"git/refs/heads/{BRANCH}", {"sha": both})[0] == 200
    assert [(one.state, one.merged) for one in (pull, other)] == [("closed", True), ("open", False)]
    assert ask(scene, "GET", "pulls/7")[1]["merged"] is True


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "git/ref/heads/none", None, 404),
        ("GET", f"git/commits/{NONE}", None, 404),
        ("GET", f"git/trees/{NONE}?recursive=1", None, 404),
        ("GET", f"git/blobs/{NONE}", None, 404),
        ("POST", "git/trees", {"base_tree": NONE, "tree": []}, 404),
        ("POST", "git/trees", {"tree": [{"path": "a", "mode": "100644", "type": "blob", "sha": NONE}]}, 422),
        ("POST", "git/trees", {"tree": [{"path": "a", "mode": "100644", "type": "blob", "sha": None}]}, 422),
        ("POST", "git/commits", {"message": "x", "tree": NONE}, 422),
        ("PATCH", "git/refs/heads/none", {"sha": NONE}, 422),
        ("PATCH", f"git/refs/heads/{BRANCH}", {"sha": NONE}, 422),
        ("GET", f"compare/{NONE}...{NONE}", None, 404),
    ],
)
def test_what_is_not_there_is_refused(scene: Scene, method: str, path: str, body: Any, status: int) -> None:
    assert ask(scene, method, path, body)[0] == status


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "git/blobs", {"content": ""}),
        ("POST", "git/trees", {"tree": []}),
        ("POST", "git/commits", {"message": "x", "tree": NONE}),
        ("PATCH", f"git/refs/heads/{BRANCH}", {"sha": NONE}),
    ],
)
def test_writing_needs_the_permission(scene: Scene, method: str, path: str, body: Any) -> None:
    del scene.double.permissions["contents"]
    assert ask(scene, method, path, body)[0] == 403


def test_objects_are_gits_own(scene: Scene) -> None:
    data = bytes(range(256)) + b"\r\n"
    status, blob = ask(scene, "POST", "git/blobs", {"content": base64.b64encode(data).decode(), "encoding": "base64"})
    assert (status, scene.bare.run("cat-file", "blob", blob["sha"])) == (201, data)
    assert base64.b64decode(ask(scene, "GET", f"git/blobs/{blob['sha']}")[1]["content"]) == data
    base = ask(scene, "GET", f"git/commits/{scene.base}")[1]["tree"]["sha"]
    entries = [
        {"path": "deep/run.sh", "mode": "100755", "type": "blob", "sha": blob["sha"]},
        {"path": "README.md", "mode": "100644", "type": "blob", "sha": None},
    ]
    tree = ask(scene, "POST", "git/trees", {"base_tree": base, "tree": entries})[1]["sha"]
    commit = ask(scene, "POST", "git/commits", {"message": "x", "tree": tree, "parents": [scene.base]})[1]
    assert commit["tree"]["sha"] == tree
    assert set(scene.bare.paths(commit["sha"])) == BASE.keys() - {"README.md"} | {"deep/run.sh"}
    assert scene.bare.parents(commit["sha"]) == [scene.base]
    named = {"message": "x", "tree": tree, "author": {"name": "a", "email": "a@b"}}
    assert ask(scene, "POST", "git/commits", named)[1]["sha"] not in scene.double.state.signed
    for one, other, expected in (
        (scene.base, commit["sha"], "ahead"),
        (commit["sha"], scene.base, "behind"),
        (scene.base, scene.base, "identical"),
    ):
        assert ask(scene, "GET", f"compare/{one}...{other}")[1]["status"] == expected
