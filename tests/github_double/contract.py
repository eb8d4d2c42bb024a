"""Hold one exchange against GitHub's own description of its API.

Stricter than the description in two ways: a request may not hold fields or query parameters that it does not name, and an
answer may not have a status that it does not list.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

_DOCUMENT = "urn:github"


@dataclass(frozen=True, slots=True)
class Route:
    """One operation: its name in GitHub's documentation, its method, its path as a pattern, its description."""

    name: str
    method: str
    pattern: re.Pattern[str]
    description: dict[str, Any]


class Contract:
    """The operations of the trimmed OpenAPI document beside this file."""

    def __init__(self) -> None:
        document = _as_json_schema(json.loads(Path(__file__).with_name("openapi.json").read_text("utf-8")))
        _correct(document)
        self._components = document["components"]
        self._registry: Registry[Any] = Registry().with_resource(_DOCUMENT, DRAFT202012.create_resource(document))
        self._routes = [
            Route(operation["operationId"], method.upper(), _pattern(template), operation)
            for template, item in document["paths"].items()
            for method, operation in item.items()
        ]

    def route(self, method: str, url: str) -> tuple[Route, dict[str, str]] | None:
        """Find the operation behind a request, and what stands in its path; None if it is none that the bot may use."""
        path = urlsplit(url).path
        for route in self._routes:
            if route.method == method and (found := route.pattern.fullmatch(path)):
                return route, {name: unquote(value) for name, value in found.groupdict().items()}
        return None

    def breaches_of_request(self, route: Route, url: str, body: Any) -> Iterator[str]:
        """Yield what in a request breaks the description."""
        known = {
            parameter["name"] for parameter in map(self._resolve, route.description.get("parameters", ())) if parameter["in"] == "query"
        }
        for name in parse_qs(urlsplit(url).query).keys() - known:
            yield f"{route.name}: unknown query parameter {name!r}"
        described = self._resolve(route.description.get("requestBody", {}))
        if body is None or not described:
            if body is not None or described.get("required"):
                yield f"{route.name}: the request {'must have' if body is None else 'may not have'} a body"
            return
        schema = described["content"]["application/json"]["schema"]
        yield from self._errors(f"{route.name}: request", schema, body)
        fields = {name for part in self._parts(schema) for name in part.get("properties", ())}
        for name in body.keys() - fields if fields and isinstance(body, dict) else ():
            yield f"{route.name}: request: unknown field {name!r}"

    def breaches_of_answer(self, route: Route, status: int, answer: Any) -> Iterator[str]:
        """Yield what in an answer breaks the description."""
        described = route.description["responses"].get(str(status))
        if described is None:
            if status not in (401, 403, 404):  # GitHub answers these anywhere and describes them here and there
                yield f"{route.name}: status {status} is not described"
            return
        content = self._resolve(described).get("content", {})
        if "application/json" in content:
            yield from self._errors(f"{route.name}: answer {status}", content["application/json"]["schema"], answer)

    def _errors(self, where: str, schema: Any, value: Any) -> Iterator[str]:
        for error in Draft202012Validator(_absolute(schema), registry=self._registry).iter_errors(value):
            yield f"{where}: {'/'.join(map(str, error.absolute_path)) or '.'}: {error.message[:160]}"

    def _parts(self, schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
        yield schema
        for choice in schema.get("oneOf", []) + schema.get("anyOf", []):
            yield self._resolve(choice)

    def _resolve(self, node: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in node:
            _, _, kind, name = node["$ref"].split("/", 3)
            node = self._components[kind][name]
        return node


def _correct(document: dict[str, Any]) -> None:
    """Say what GitHub does and its description leaves out."""
    labels = document["paths"]["/repos/{owner}/{repo}/issues/{issue_number}/labels"]["post"]["requestBody"]["content"]
    # "pass an array of labels directly": in the prose only
    labels["application/json"]["schema"]["oneOf"].append({"type": "array", "items": {"type": "string"}})
    # what is not there is not found, although the description leaves that out
    for path in ("actions/runs/{run_id}", "environments/{environment_name}", "environments/{environment_name}/deployment-branch-policies"):
        document["paths"][f"/repos/{{owner}}/{{repo}}/{path}"]["get"]["responses"]["404"] = {}
    # null once the fork is deleted
    head = document["components"]["schemas"]["pull-request-simple"]["properties"]["head"]["properties"]
    head |= {name: {"anyOf": [head[name], {"type": "null"}]} for name in ("repo", "user")}
    # null once the comment is outdated
    document["components"]["schemas"]["pull-request-review-comment"]["properties"]["line"]["type"] = ["integer", "null"]


def _pattern(template: str) -> re.Pattern[str]:
    """Read the parameters of a path; of all of them only a git ref at its end may hold slashes."""
    pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(template))
    return re.compile(re.sub(r"\(\?P<ref>\[\^/\]\+\)$", "(?P<ref>.+)", pattern))


def _as_json_schema(node: Any) -> Any:
    """Rewrite `nullable` of OpenAPI 3.0, which is all that sets its schemas apart from JSON Schema here."""
    if isinstance(node, list):
        return [_as_json_schema(value) for value in node]
    if not isinstance(node, dict):
        return node
    node = {key: _as_json_schema(value) for key, value in node.items()}
    if node.pop("nullable", None) is not True:
        return node
    return {"anyOf": [node, {"type": "null"}]}


def _absolute(node: Any) -> Any:
    """Make the references of a part point into the whole document."""
    if isinstance(node, dict):
        return {key: _DOCUMENT + value if key == "$ref" else _absolute(value) for key, value in node.items()}
    return [_absolute(value) for value in node] if isinstance(node, list) else node
