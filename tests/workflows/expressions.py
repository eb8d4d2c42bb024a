"""The expressions of GitHub Actions, as far as our workflows use them (docs: "Evaluate expressions in workflows and actions")."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

_TOKEN = re.compile(r"\s*(?:('(?:[^']|'')*')|(&&|\|\||==|!=|[!(),])|([A-Za-z_][\w-]*(?:\.[\w-]+)*)|(\d+))")
_WHOLE = re.compile(r"\$\{\{(.*)\}\}", re.DOTALL)
#: functions that ask how the jobs before have ended; without one of them, all must have ended well
STATUS = re.compile(r"\b(cancelled|always|failure|success)\(")


def evaluate(text: str, context: Mapping[str, Any]) -> Any:
    """Evaluate an expression, with or without `${{ }}`; what is not there is None."""
    whole = _WHOLE.fullmatch(text.strip())
    parser = _Parser(whole[1] if whole else text, context)
    value = parser.either()
    assert parser.peek is None, f"{text}: {parser.peek} is left"
    return value


def fill(text: str, context: Mapping[str, Any]) -> str:
    """Replace every `${{ }}` in a text."""
    return re.sub(r"\$\{\{(.*?)\}\}", lambda found: _string(evaluate(found[1], context)), text)


def _string(value: Any) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


class _Parser:
    def __init__(self, text: str, context: Mapping[str, Any]) -> None:
        self._tokens = [match.group(0).strip() for match in _TOKEN.finditer(text)]
        assert "".join(self._tokens) == re.sub(r"\s+(?=(?:[^']*'[^']*')*[^']*$)", "", text), f"not understood: {text}"
        self._at, self._context = 0, context

    @property
    def peek(self) -> str | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _take(self, *expected: str) -> str:
        token = self.peek
        assert token is not None
        assert not expected or token in expected
        self._at += 1
        return token

    def either(self) -> Any:
        value = self._both()
        while self.peek == "||":
            self._take()
            other = self._both()
            value = value or other
        return value

    def _both(self) -> Any:
        value = self._equality()
        while self.peek == "&&":
            self._take()
            other = self._equality()
            value = value and other
        return value

    def _equality(self) -> Any:
        value = self._unary()
        while self.peek in ("==", "!="):
            sign, other = self._take(), self._unary()
            value = (_folded(value) == _folded(other)) is (sign == "==")
        return value

    def _unary(self) -> Any:
        if self.peek == "!":
            self._take()
            return not self._unary()
        if self.peek == "(":
            self._take()
            value = self.either()
            self._take(")")
            return value
        token = self._take()
        if token.startswith("'"):
            return token[1:-1].replace("''", "'")
        if token.isdecimal():
            return int(token)
        return self._call(token) if self.peek == "(" else _look_up(token, self._context)

    def _call(self, name: str) -> Any:
        self._take("(")
        arguments = []
        while self.peek != ")":
            arguments.append(self.either())
            if self.peek == ",":
                self._take()
        self._take(")")
        return _FUNCTIONS[name](*arguments)


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "cancelled": lambda: False,
    "fromJSON": lambda text: json.loads(_string(text)),
    "contains": lambda text, part: _string(part).lower() in _string(text).lower(),
    "startsWith": lambda text, part: _string(text).lower().startswith(_string(part).lower()),
}


def _folded(value: Any) -> Any:
    """Strings are compared without regard to case; null and the empty string are both nothing."""
    return (value or "").lower() if value is None or isinstance(value, str) else value


def _look_up(name: str, context: Mapping[str, Any]) -> Any:
    value: Any = context
    for part in name.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value
