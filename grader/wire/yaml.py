"""YAML that people write: a small, safe part of the language, with the line of every key.

Refused before anything is built: more than 32 KiB, anchors and aliases (they blow up), tags (they construct objects), a
depth over 8, over 2,000 nodes, repeated keys, a second document, control characters. Plain `yes`, `on`, `1:30` and dates
stay the text they are; only true, false, null and decimal numbers mean something else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import yaml

from grader.core.errors import BadInput
from grader.wire.schema import violations

MAX_BYTES, MAX_NODES, MAX_DEPTH = 32 << 10, 2_000, 8


@dataclass(frozen=True, slots=True)
class YamlFile:
    """A parsed file: its plain value and the 1-based line of every path in it."""

    path: str
    value: Any
    lines: dict[tuple[str | int, ...], int]

    def line(self, path: tuple[str | int, ...]) -> int:
        """Return the line of a path, or of the nearest parent that has one."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


class _Loader(yaml.SafeLoader):
    """A SafeLoader whose plain scalars are only true, false, null, decimal integers and decimal fractions."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - PyYAML's own contract


for _tag, _pattern, _first in (
    ("bool", r"^(?:true|false)$", "tf"),
    ("null", r"^(?:null|)$", ["n", ""]),
    ("int", r"^[-+]?(?:0|[1-9][0-9]{0,15})$", "-+0123456789"),
    ("float", r"^[-+]?[0-9]{1,16}\.[0-9]{1,16}(?:[eE][-+]?[0-9]{1,2})?$", "-+0123456789"),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))


def load(data: bytes, path: str, schema: str) -> YamlFile:
    """Parse a file and check it against a schema.

    Raises:
        BadInput: anything at all is wrong with it; the message names the line and the key.
    """
    file = parse(data, path)
    for breach in violations(schema, file.value):
        raise BadInput(path, breach.message, code="schema", line=file.line(breach.path), key=breach.key)
    return file


def parse(data: bytes, path: str) -> YamlFile:
    """Parse a file without a schema.

    Raises:
        BadInput: it is too large, not UTF-8, not YAML, or uses a part of YAML that is refused.
    """
    if len(data) > MAX_BYTES:
        raise BadInput(path, f"has {len(data)} bytes, more than the {MAX_BYTES} allowed", code="too-large")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadInput(path, "is not UTF-8", code="encoding", line=data[: error.start].count(b"\n") + 1) from error
    try:
        _scan(text, path)
        node = yaml.compose(text, Loader=_Loader)
        lines: dict[tuple[str | int, ...], int] = {}
        if node is not None:
            _walk(node, (), lines, path)
        value = _Loader("").construct_document(node) if node is not None else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = error.problem or error.context or "it cannot be parsed"
        raise BadInput(path, f"is not valid YAML: {problem}", code="syntax", line=mark.line + 1 if mark else None) from error
    except yaml.reader.ReaderError as error:
        line = text[: error.position].count("\n") + 1 if isinstance(error.position, int) else None
        raise BadInput(path, "holds a control character", code="control-character", line=line) from error
    except (ValueError, OverflowError, RecursionError) as error:
        raise BadInput(path, f"cannot be read: {error}", code="syntax") from error
    return YamlFile(path, value, lines)


def _scan(text: str, path: str) -> None:
    """Go over the events, which cost nothing to make, before any node is built."""
    nodes = depth = documents = 0
    for event in yaml.parse(text, Loader=_Loader):
        line = event.start_mark.line + 1 if event.start_mark else None
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise BadInput(path, "anchors and aliases (`&`, `*`) are not allowed", code="alias", line=line)
        if getattr(event, "tag", None) not in (None, "!"):
            raise BadInput(path, "tags (`!name`) are not allowed", code="tag", line=line)
        documents += isinstance(event, yaml.DocumentStartEvent)
        nodes += isinstance(event, yaml.NodeEvent)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if documents > 1:
            raise BadInput(path, "holds a second document (`---`); one is enough", code="documents", line=line)
        if depth > MAX_DEPTH:
            raise BadInput(path, f"is nested deeper than {MAX_DEPTH} levels", code="depth", line=line)
        if nodes > MAX_NODES:
            raise BadInput(path, f"holds more than {MAX_NODES} values", code="too-large", line=line)


def _walk(node: yaml.Node, at: tuple[str | int, ...], lines: dict[tuple[str | int, ...], int], path: str) -> None:
    """Note the line of every node and refuse repeated, merged and non-scalar keys."""
    lines.setdefault(at, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            _walk(item, (*at, index), lines, path)
    elif isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            line = key.start_mark.line + 1
            if key.tag != "tag:yaml.org,2002:str" or key.value == "<<":
                raise BadInput(path, "a key must be plain text", code="key", line=line)
            if key.value in seen:
                raise BadInput(path, "is given twice", code="duplicate-key", line=line, key=key.value)
            seen.add(key.value)
            lines[*at, key.value] = line
            _walk(value, (*at, key.value), lines, path)
