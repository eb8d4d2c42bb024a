"""Values that are certain without running anything."""

from __future__ import annotations

import ast

Constant = str | int | float | bool


def computed(op: ast.operator, left: Constant | None, right: Constant | None) -> Constant | None:
    """Compute what people write as constants: `1024 ** 2`, `60 * 1000`, `"a" + "b"`."""
    if isinstance(left, str) and isinstance(right, str) and isinstance(op, ast.Add):
        return left + right
    if not isinstance(left, int | float) or not isinstance(right, int | float) or max(abs(left), abs(right)) > 1e15:
        return None
    if isinstance(op, ast.Pow):
        return left**right if 0 <= right <= 64 and abs(left) <= 1e6 else None
    if isinstance(op, ast.Div):
        return left / right if right else None
    pairs = {ast.Add: left + right, ast.Sub: left - right, ast.Mult: left * right}
    return pairs.get(type(op))
