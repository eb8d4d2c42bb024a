"""A request to the double, and an answer or a refusal."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request to one operation: who asks, what stands in the path, in the query and in the body."""

    author: str
    path: dict[str, str]
    query: dict[str, str]
    body: Any


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, a JSON body (None: no body) and further headers."""

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


class Refused(Exception):
    """The request is refused with an answer."""

    def __init__(self, status: int, message: str, *errors: Any, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        body: dict[str, Any] = {"message": message, "documentation_url": "https://docs.github.com/rest", "status": str(status)}
        self.answer = Answer(status, {**body, "errors": list(errors)} if errors else body, headers or {})
