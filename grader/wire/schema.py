"""The JSON Schemas in `schemas/`: where they are and what breaks them."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Violation:
    """One breach of a schema: the path to the value, and what is wrong with it."""

    path: tuple[str | int, ...]
    message: str

    @property
    def key(self) -> str:
        """The path as a person writes it: `lessons[2].points`."""
        text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in self.path)
        return _short(text.removeprefix("."))


def schema_path(name: str) -> Path:
    """Return the file of a schema: beside the package in a checkout, inside it once installed."""
    package = Path(__file__).parent.parent
    inside = package / "schemas" / f"{name}.schema.json"
    return inside if inside.exists() else package.parent / "schemas" / f"{name}.schema.json"


def violations(name: str, value: object) -> Iterator[Violation]:
    """Yield what in `value` breaks the schema `name`, in the order of the document.

    `value` must consist of JSON types; the schemas are JSON Schema, draft 2020-12.
    """
    for error in sorted(_validator(name).iter_errors(value), key=lambda error: [str(part) for part in error.absolute_path]):
        path = tuple(error.absolute_path)
        if error.validator == "additionalProperties":
            known = error.schema.get("properties", {})
            yield from (Violation((*path, key), _unknown(key, known)) for key in error.instance if key not in known)
        else:
            yield Violation(path, _message(error))


def _unknown(key: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(key, known, n=1)
    return "is not a known key" + (f"; did you mean {near[0]!r}?" if near else "")


def _message(error: Any) -> str:
    """Say a breach in the schema author's own words where there are any (`x-message`), else in jsonschema's."""
    said = error.schema.get("x-message") if isinstance(error.schema, dict) else None
    return _short(said if isinstance(said, str) else error.message)


def _short(text: str, limit: int = 300) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


@lru_cache
def _validator(name: str) -> Any:
    from jsonschema import Draft202012Validator  # 50 ms: only those who read a file pay for it

    return Draft202012Validator(json.loads(schema_path(name).read_text("utf-8")))
