"""Cut GitHub's own description of its REST API down to the operations that the bot uses.

    python -m tests.github_double.trim api.github.com.json

reads `generated/api.github.com.json` of the npm package `@octokit/openapi` (MIT, the licence is beside this file) and writes
`openapi.json`, the schemas without prose, and `examples.json`, GitHub's own example of each answer.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent

#: operation → the status whose example the double builds its answers from (None: the answer needs none)
OPERATIONS: dict[str, str | None] = {
    "pulls/get": "200",
    "pulls/list-files": "200",
    "pulls/list-review-comments": "200",
    "pulls/create-review": "200",
    "issues/list-comments": None,
    "issues/create-comment": "201",
    "issues/update-comment": None,
    "issues/delete-comment": None,
    "issues/list-labels-on-issue": "200",
    "issues/add-labels": None,
    "issues/remove-label": None,
    "checks/create": "201",
    "checks/update": None,
    "checks/list-for-ref": None,
    "git/create-blob": None,
    "git/create-commit": "201",
    "git/create-tree": None,
    "git/get-blob": None,
    "git/get-commit": None,
    "git/get-ref": "200",
    "git/get-tree": None,
    "git/update-ref": None,
    "pulls/update": None,
    "repos/compare-commits": "200",
    "repos/get-collaborator-permission-level": "200",
    "reactions/list-for-issue-comment": "200",
    "reactions/create-for-issue-comment": None,
    "actions/create-workflow-dispatch": None,
    "actions/list-workflow-runs": "200",
    "pulls/list": None,
    "actions/get-workflow-run": "200",
    "actions/list-jobs-for-workflow-run": "200",
    "actions/get-github-actions-default-workflow-permissions-repository": "200",
    "actions/get-fork-pr-contributor-approval-permissions-repository": "200",
    "actions/list-self-hosted-runners-for-repo": "200",
    "issues/list-labels-for-repo": None,
    "repos/get": "200",
    "repos/get-branch-protection": "200",
    "actions/list-repo-workflows": "200",
    "repos/get-environment": "200",
    "repos/list-deployment-branch-policies": "200",
}

_PROSE = {
    "deprecated", "description", "example", "examples", "externalDocs", "summary", "tags", "title",
    "x-github", "x-github-breaking-changes", "x-octokit",
}  # fmt: skip
#: keys below which names are names of things, so that a property called "title" stays
_NAMES = {"headers", "parameters", "paths", "properties", "responses", "schemas"}


def trim(source: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the trimmed document and the examples by operation.

    Raises:
        KeyError: the document lacks an operation.
    """
    paths: dict[str, Any] = {}
    examples: dict[str, Any] = {}
    missing = set(OPERATIONS)
    for path, item in source["paths"].items():
        for method, operation in item.items():
            if isinstance(operation, dict) and (name := operation.get("operationId")) in OPERATIONS:
                missing.remove(name)
                paths.setdefault(path, {})[method] = without_prose(operation)
                if status := OPERATIONS[name]:
                    examples[name] = example(source, operation, status)
    if missing:
        raise KeyError(f"no operation {sorted(missing)}")
    head: dict[str, Any] = {key: source[key] for key in ("openapi", "info", "servers") if key in source}
    return {**head, "paths": paths, "components": reached(source, paths)}, examples


def without_prose(node: Any, names: bool = False) -> Any:
    """Drop what only people read."""
    if isinstance(node, dict):
        return {key: without_prose(value, key in _NAMES and not names) for key, value in node.items() if names or key not in _PROSE}
    return [without_prose(value) for value in node] if isinstance(node, list) else node


def example(source: dict[str, Any], operation: dict[str, Any], status: str) -> Any:
    """Return the first example of an answer; of a list, its first item."""
    found = next(iter(operation["responses"][status]["content"]["application/json"]["examples"].values()))
    value = source["components"]["examples"][found["$ref"].rpartition("/")[2]]["value"] if "$ref" in found else found["value"]
    return value[0] if isinstance(value, list) else value


def reached(source: dict[str, Any], paths: dict[str, Any]) -> dict[str, Any]:
    """Return the components that the paths refer to, directly or through others."""
    components: dict[str, Any] = {}
    ahead = list(references(paths))
    while ahead:
        _, _, kind, name = ahead.pop().split("/", 3)
        if kind != "examples" and name not in components.setdefault(kind, {}):
            components[kind][name] = without_prose(source["components"][kind][name])
            ahead += references(components[kind][name])
    return components


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "$ref":
                yield value
            else:
                yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def dump(value: Any, depth: int) -> str:
    """Write JSON with one line for each member down to `depth`, so that a new version can be read as a diff."""
    if depth == 0 or not isinstance(value, dict):
        return json.dumps(value, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    return "{\n" + ",\n".join(f"{json.dumps(key)}:{dump(value[key], depth - 1)}" for key in sorted(value)) + "\n}"


if __name__ == "__main__":
    document, answers = trim(json.loads(Path(sys.argv[1]).read_text("utf-8")))
    (HERE / "openapi.json").write_text(dump(document, 3) + "\n", "utf-8")
    (HERE / "examples.json").write_text(dump(answers, 2) + "\n", "utf-8")
