"""What the double answers about git objects, out of a real bare repository (`State.git`)."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path

from tests.github_double import shapes
from tests.github_double.bare import Bare
from tests.github_double.replies import Answer, Refused, Request
from tests.github_double.state import State


def _bare(state: State) -> Bare:
    if not state.git:
        raise Refused(409, "Git Repository is empty.")
    return Bare(Path(state.git))


def _object(bare: Bare, sha: str, *kinds: str) -> str:
    if bare.kind(sha) not in kinds:
        raise Refused(404, "Not Found")
    return sha


def get_ref(state: State, request: Request) -> Answer:
    bare, ref = _bare(state), request.path["ref"]
    if not (sha := bare.word("for-each-ref", "--format=%(objectname)", f"refs/{ref}")):
        raise Refused(404, "Not Found")
    return Answer(200, shapes.ref(state, ref, sha))


def get_commit(state: State, request: Request) -> Answer:
    bare = _bare(state)
    sha = _object(bare, request.path["commit_sha"], "commit")
    return Answer(200, shapes.commit(state, sha, dict(bare.head(sha))["tree"], bare.parents(sha)))


def get_tree(state: State, request: Request) -> Answer:
    """All entries at once up to `State.most_entries`, GitHub's own limit being 100,000."""
    bare = _bare(state)
    sha = _object(bare, request.path["tree_sha"], "tree", "commit")
    recursive = ["-r", "-t"] if "recursive" in request.query else []
    entries = []
    for line in bare.run("ls-tree", "-l", "-z", *recursive, sha).decode("utf-8", "replace").split("\0")[:-1]:
        (mode, kind, name, size), path = line.split("\t")[0].split(), line.split("\t", 1)[1]
        entries.append({"path": path, "mode": mode, "type": kind, "sha": name, **({"size": int(size)} if size != "-" else {})})
    most = state.most_entries
    return Answer(200, {"sha": sha, "url": "", "tree": entries[:most], "truncated": len(entries) > most})


def get_blob(state: State, request: Request) -> Answer:
    bare = _bare(state)
    kind, data = bare.object(request.path["file_sha"]) or ("", b"")
    if kind != "blob":
        raise Refused(404, "Not Found")
    sha = request.path["file_sha"]
    content = base64.encodebytes(data).decode()  # in lines, as GitHub gives it
    return Answer(200, {**shapes.blob(state, sha), "content": content, "encoding": "base64", "size": len(data), "node_id": sha})


def create_blob(state: State, request: Request) -> Answer:
    content = request.body["content"]
    data = base64.b64decode(content) if request.body.get("encoding") == "base64" else content.encode()
    return Answer(201, shapes.blob(state, _bare(state).blob(data)))


def create_tree(state: State, request: Request) -> Answer:
    bare, base = _bare(state), request.body.get("base_tree")
    if base is not None and bare.kind(base) != "tree":
        raise Refused(404, "Not Found")
    goes = any(entry["sha"] is None for entry in request.body["tree"])
    present = set(bare.paths(base)) if base and goes else set()
    lines = []
    for entry in request.body["tree"]:
        sha = entry["sha"]
        if sha is None and entry["path"] not in present:
            raise Refused(422, "GitRPC::BadObjectState")
        if sha is not None and bare.kind(sha) != entry["type"]:
            raise Refused(422, f"tree.sha {sha} is not a valid {entry['type']}")
        lines.append((entry["mode"], entry["type"], sha, entry["path"]))
    sha = bare.tree(lines, base)
    return Answer(201, {"sha": sha, "url": "", "tree": [], "truncated": False})


def create_commit(state: State, request: Request) -> Answer:
    """In the bot's name, with GitHub's signature, as long as the request names nobody."""
    bare, body = _bare(state), request.body
    if bare.kind(body["tree"]) != "tree":
        raise Refused(422, "Tree SHA does not exist")
    if any(bare.kind(parent) != "commit" for parent in body.get("parents", [])):
        raise Refused(422, "Parent SHA does not exist or is not a commit object")
    sha = bare.commit(body["tree"], body.get("parents", []), body["message"])
    if "author" not in body and "committer" not in body:
        state.signed.append(sha)
    return Answer(201, shapes.commit(state, sha, body["tree"], body.get("parents", [])))


def update_ref(state: State, request: Request) -> Answer:
    """Only forward, unless forced; open pull requests whose head the branch now contains turn merged."""
    bare, ref, sha = _bare(state), request.path["ref"], request.body["sha"]
    if not (old := bare.word("for-each-ref", "--format=%(objectname)", f"refs/{ref}")):
        raise Refused(422, "Reference does not exist")
    if bare.kind(sha) != "commit":
        raise Refused(422, "Object does not exist")
    branch = ref.removeprefix("heads/")
    if not request.body.get("force") and not bare.contains(sha, old):
        raise Refused(422, "Update is not a fast forward")
    bare.move(branch, sha)
    new = set(bare.word("rev-list", sha, f"^{old}").split())
    for pull in state.pulls:
        if pull.state == "open" and pull.base == branch and pull.head_sha in new:
            pull.state, pull.merged = "closed", True
    return Answer(200, shapes.ref(state, ref, sha))


def compare(state: State, request: Request) -> Answer:
    bare = _bare(state)
    base, head = (_object(bare, request.path[name], "commit") for name in ("base", "head"))
    behind, ahead = (int(word) for word in bare.word("rev-list", "--left-right", "--count", f"{base}...{head}").split())
    status = {(False, False): "identical", (True, False): "behind", (False, True): "ahead"}.get((behind > 0, ahead > 0), "diverged")
    return Answer(200, shapes.comparison(status, ahead=ahead, behind=behind))


#: operation → what answers it, and the permission it needs to write
OPERATIONS: dict[str, tuple[Callable[[State, Request], Answer], str | None]] = {
    "git/get-ref": (get_ref, None),
    "git/get-commit": (get_commit, None),
    "git/get-tree": (get_tree, None),
    "git/get-blob": (get_blob, None),
    "git/create-blob": (create_blob, "contents"),
    "git/create-tree": (create_tree, "contents"),
    "git/create-commit": (create_commit, "contents"),
    "git/update-ref": (update_ref, "contents"),
    "repos/compare-commits": (compare, None),
}
