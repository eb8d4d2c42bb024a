"""What tells one row of results from another, however it is written."""

from __future__ import annotations

from typing import TypeAlias

from grader.core.table import Family, Method

Identity: TypeAlias = tuple[object, ...]


def identity(model: str | None, method: Method, method_text: str) -> Identity:
    """Return what tells one row from another; the method's own words only where they are not understood."""
    words = tuple(method_text.casefold().split()) if method.family is Family.UNKNOWN else ()
    params = tuple(sorted(map(parameter, method.params.items())))
    return None if model is None else model_name(model), method.family, method.variant, params, words


def parameter(item: tuple[str, int | float | str]) -> tuple[str, str]:
    """Return a parameter in a form that compares: 33.3 / 100 is 0.333."""
    name, value = item
    return name, value if isinstance(value, str) else f"{value:.9g}"


def model_name(text: str) -> str:
    """Compare models by the last part of their id: people leave out the owner and `local:`."""
    return text.strip().casefold().removeprefix("local:").rpartition("/")[2]
