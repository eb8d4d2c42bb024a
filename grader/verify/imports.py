"""What an adapter imports, read from its source without running it.

The memory of a row is its peak minus that of an empty worker with the same imports; which imports those are must not be
the worker's own word.
"""

from __future__ import annotations

import ast
import sys


def imported_names(source: str) -> tuple[tuple[str, str], ...]:
    """Return (module, attribute) of every absolute import in the source, sorted; the attribute is "" for `import x`.

    Imports inside functions count as well. Source that cannot be parsed imports nothing: running it will say why.
    """
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    names: set[tuple[str, str]] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            names |= {(alias.name, "") for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {(node.module, alias.name) for alias in node.names}
    return tuple(sorted(name for name in names if name[0].partition(".")[0] not in sys.stdlib_module_names))
