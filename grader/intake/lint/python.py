"""Turn a cell or script into Python that parses: lines for IPython and the shell become blanks of the same height."""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass

from grader.intake.lint.source import Broken, Magic

#: Cell magics whose cell is still Python; behind any other `%%…` stands another language.
_PYTHON_CELLS = ("time", "timeit", "capture", "prun", "memit", "mprun")
_MAGIC = re.compile(
    r"\s*(?:[!%]|\?{1,2}\w|\w[\w.]*\?{1,2}\s*$)"
    # commands that IPython knows without a sign; none of these lines is Python
    r"|(?:pip3?|conda|cd|cat|cp|mv|mkdir|rm|rmdir|ls|wget|git)\s+(?![=.,(+*/%|&<>!-]|(?:in|is|if|and|or|not|else|for)\b)\S"
    r"|(?:pip3?|conda|ls)\s+-{1,2}[a-zA-Z]+(?:\s|$)"
)
#: `name = !command` and `name = %magic` are assignments to a name, and stay ones.
_CAPTURED = re.compile(r"(\s*[\w, ]+=\s*)[!%]\s*\S")
_OPEN = re.compile(r"\\\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A piece of code with as many lines as were typed, its tree's lines counted from 1; `broken` if it is no Python."""

    text: str
    magics: tuple[Magic, ...]
    broken: Broken | None


def parsed(text: str, *, ipython: bool) -> Parsed:
    """Blank out what is not Python, and the whole piece if it still does not parse; IPython also takes a piece that is indented."""
    error = _error(text)
    python, magics = text, tuple[Magic, ...]()
    if error and ipython:
        python, magics = _without_magics(_dedented(text))
        error = _error(python)
    if error is None:
        return Parsed(text=python, magics=magics, broken=None)
    line = getattr(error, "lineno", None) or 1
    message = getattr(error, "msg", None) or "it is nested too deeply"
    return Parsed(text="\n" * text.count("\n"), magics=magics, broken=Broken(line=line, message=str(message)[:200]))


def _error(python: str) -> Exception | None:
    try:
        tree_of(python)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return error
    return None


def _dedented(text: str) -> str:
    """Take the indentation of the first line from every line that has it, as IPython does."""
    lines = text.split("\n")
    first = next((line for line in lines if line.strip()), "")
    indent = first[: len(first) - len(first.lstrip())]
    return "\n".join(line.removeprefix(indent) for line in lines) if indent else text


def tree_of(python: str) -> ast.Module:
    """Parse, allowing `await` at the top as notebooks do.

    Raises:
        SyntaxError: it is no Python.
        ValueError: it holds zero bytes.
        RecursionError, MemoryError: it is nested too deeply.
    """
    flags = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # "\d" in a student's string is not our warning
        tree = compile(python, "<code>", "exec", flags, dont_inherit=True)
    assert isinstance(tree, ast.Module)
    return tree


def _without_magics(text: str) -> tuple[str, tuple[Magic, ...]]:
    """Replace magics by statements that do nothing; a magic goes on over lines that end in a backslash."""
    lines, magics = text.split("\n"), []
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    if lines[first].startswith("%%") and not _python_cell(lines[first]):
        return "\n" * (len(lines) - 1), (Magic(line=first + 1, text=text.strip()),)
    inside = False
    for number, line in enumerate(lines):
        captured = _CAPTURED.match(line)
        if inside or (_MAGIC.match(line) and not _continues(lines, number)):
            magics.append(Magic(line=number + 1, text=line.strip()))
            indent = line[: len(line) - len(line.lstrip())]
            # a line that belongs to the magic above it has no indentation of its own to keep
            lines[number] = "" if inside else f"{indent}pass"
            inside = bool(_OPEN.search(line))
        elif captured:
            magics.append(Magic(line=number + 1, text=line[captured.end(1) :].strip()))
            lines[number] = f"{captured[1]}None"
    return "\n".join(lines), tuple(magics)


def _python_cell(line: str) -> bool:
    return line.removeprefix("%%").split(" ")[0].strip() in _PYTHON_CELLS


def _continues(lines: list[str], number: int) -> bool:
    """Whether a line that starts with a percent sign goes on with the expression of the line above it."""
    if not lines[number].lstrip().startswith("%"):
        return False
    above = next((line for line in reversed(lines[:number]) if line.strip()), "")
    return above.rstrip().endswith(("(", ",", "\\", "[", "{")) or lines[number].lstrip().startswith("% ")
