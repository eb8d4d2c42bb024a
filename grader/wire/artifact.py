"""The JSON files that pass between the steps: capped, checked and written atomically."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from grader.core.decision import Decisions
from grader.core.errors import ArtifactError
from grader.core.record import Record
from grader.core.review import Review
from grader.core.run import Runs
from grader.core.submission import Submission
from grader.core.verdict import Card
from grader.wire.schema import violations

T = TypeVar("T", Submission, Runs, Card, Review, Record, Decisions)

#: The artifacts of the flow: type → (name of its schema, largest size in bytes). `runs.json` passes between jobs as an
#: output, which must stay under the 128 KiB that Linux allows one environment variable.
ARTIFACTS: dict[type[Any], tuple[str, int]] = {
    Submission: ("submission", 4 << 20),
    Runs: ("runs", 64 << 10),
    Card: ("card", 8 << 20),
    Review: ("review", 1 << 20),
    Record: ("record", 1 << 20),
    Decisions: ("decisions", 1 << 20),
}


def read(kind: type[T], path: Path) -> T:
    """Read an artifact.

    Raises:
        ArtifactError: the file is missing, larger than its kind may be, not JSON, or breaks its schema.
    """
    _, limit = ARTIFACTS[kind]
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise ArtifactError(f"{path}: {error.strerror}") from error
    return decode(kind, data, str(path))


def decode(kind: type[T], data: bytes, name: str) -> T:
    """Turn the bytes of an artifact into its type; `name` is what messages call it.

    Raises:
        ArtifactError: as `read`.
    """
    schema, limit = ARTIFACTS[kind]
    if len(data) > limit:
        raise ArtifactError(f"{name}: larger than the {limit} bytes that {schema}.json may have")
    try:
        plain = msgspec.json.decode(data)
        if breach := next(violations(schema, plain), None):
            raise ArtifactError(f"{name}: {breach.key or 'the document'}: {breach.message}")
        return msgspec.convert(plain, kind)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise ArtifactError(f"{name}: {error}") from error


def encode(artifact: Submission | Runs | Card | Review | Record | Decisions) -> bytes:
    """Turn an artifact into bytes: indented, keys in the order of the type, nothing for what is absent, one trailing newline.

    Raises:
        ArtifactError: it is larger than its kind may be; nothing that small is ever cut silently.
    """
    schema, limit = ARTIFACTS[type(artifact)]
    data = msgspec.json.format(msgspec.json.encode(_present(artifact)), indent=1) + b"\n"
    if len(data) > limit:
        raise ArtifactError(f"{schema}.json would have {len(data)} bytes, more than its {limit}")
    return data


def _present(value: Any) -> Any:
    """Turn nouns into mappings without the fields that are None by default: thousands of places have no notebook cell."""
    if is_dataclass(value):
        given = ((field, getattr(value, field.name)) for field in fields(value))
        return {field.name: _present(part) for field, part in given if part is not None or field.default is not None}
    if isinstance(value, tuple):
        return [_present(part) for part in value]
    return {name: _present(part) for name, part in value.items()} if isinstance(value, Mapping) else value


def write(artifact: Submission | Runs | Card | Review | Record | Decisions, path: Path) -> None:
    """Write an artifact; readers see the old file or the whole new one, never a part.

    Raises:
        ArtifactError: it is larger than its kind may be.
        OSError: the disk refuses.
    """
    write_atomically(path, encode(artifact))


def write_atomically(path: Path, data: bytes) -> None:
    """Replace a file in one step (write a sibling, then rename).

    Raises:
        OSError: the disk refuses; the old file is untouched.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink()
        raise


def generated_schema(kind: type[Any]) -> bytes:
    """Derive the schema of an artifact from its type; `make schemas` writes it and a test compares it."""
    name, limit = ARTIFACTS[kind]
    body = msgspec.json.schema(kind)
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{name}.json",
        "description": f"Generated from grader.core by `make schemas`; at most {limit} bytes.",
    }
    closed = {key: {**schema, "additionalProperties": False} if "properties" in schema else schema for key, schema in body["$defs"].items()}
    return json.dumps({**head, **body, "$defs": closed}, indent=1, ensure_ascii=False).encode() + b"\n"
