"""Read a script or notebook from its bytes."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator, Mapping
from typing import Any

from grader.core.errors import BadInput
from grader.intake.encoding import decode
from grader.intake.lint.python import Parsed, parsed, tree_of
from grader.intake.lint.source import Broken, Cell, Magic, Output, OutputKind, Source

#: A notebook full of pictures has some megabytes; a script is written by hand.
MAX_NOTEBOOK, MAX_SCRIPT = 24 << 20, 1 << 20
#: More saved text of one output than this is a log; its ends hold what matters.
_MAX_OUTPUT = 200_000
#: After so many lines that were not found this notebook is not laid out one line to a line; looking costs time.
_MISSES = 50
#: So much of a long string tells where it starts.
_START = 200
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
#: Frames that a progress bar draws over each other.
_REDRAWN = re.compile(r"^[^\n]*\r(?!\n)", re.MULTILINE)
#: Whatever ends a line for Python's own `splitlines`, so that both count alike.
_NEWLINE = re.compile(r"\r\n?|[\f\v\x1c-\x1e\x85\u2028\u2029]")


def read_source(data: bytes, path: str) -> Source:
    """Read a `.py` or `.ipynb` file.

    Raises:
        BadInput: it is too large (`code-too-large`), not text or no notebook (`code-unreadable`).
    """
    notebook = path.endswith(".ipynb")
    if len(data) > (limit := MAX_NOTEBOOK if notebook else MAX_SCRIPT):
        raise BadInput(path, f"is larger than {limit >> 20} MiB", code="code-too-large")
    decoded = decode(data) if data else None
    text = decoded.text if decoded else ""
    if data and not decoded:
        raise BadInput(path, "is not text", code="code-unreadable")
    return _notebook(text, path) if notebook else _script(text, path)


def _script(text: str, path: str) -> Source:
    text = re.sub(r"\r\n?|\f", "\n", text)
    piece = parsed(text, ipython=False)
    if piece.broken:  # exported notebooks keep their magics
        exported = parsed(text, ipython=True)
        piece = exported if not exported.broken else piece
    lines = tuple(text.split("\n"))
    return Source(
        path=path, lines=lines, tree=tree_of(piece.text), raw_lines=tuple(range(1, len(lines) + 1)),
        magics=piece.magics, broken=(piece.broken,) if piece.broken else (),
    )  # fmt: skip


def _notebook(text: str, path: str) -> Source:
    cells = _cells(text, path)
    finder = _RawLines(text)
    lines: list[str] = []
    raw: list[int | None] = []
    pieces: list[Parsed] = []
    found: list[Cell] = []
    outputs: list[Output] = []
    texts: list[tuple[int, str]] = []
    magics: list[Magic] = []
    broken: list[Broken] = []
    for number, cell in enumerate(cells, 1):
        source, own, told = _joined(cell.get("source")), list[int | None](), list[Output]()
        for key in cell:  # in the order of the file, for the lines are found one after the other
            if key == "source":
                finder.skip_to(key)
                own = finder.lines(source, whole=isinstance(cell[key], str))
            elif key == "outputs":
                finder.skip_to(key)
                told = list(_outputs(cell, number, finder))
        if cell.get("cell_type") != "code":
            texts.append((number, source))
            continue
        first, typed = len(lines) + 1, _NEWLINE.sub("\n", source).removesuffix("\n").split("\n")
        piece = parsed("\n".join(typed), ipython=True)
        pieces.append(piece)
        lines += typed
        raw += [own[i] if i < len(own) else None for i in range(len(typed))]
        magics += [Magic(line=magic.line + first - 1, text=magic.text) for magic in piece.magics]
        if piece.broken:
            broken.append(Broken(line=piece.broken.line + first - 1, message=piece.broken.message))
        outputs += told
        count = cell.get("execution_count")
        ran = count if isinstance(count, int) else None
        found.append(Cell(number=number, first=first, end=len(lines) + 1, count=ran, has_output=bool(cell.get("outputs"))))
    tree = tree_of("\n".join(piece.text for piece in pieces))
    return Source(
        path=path, lines=tuple(lines), tree=tree, raw_lines=tuple(raw), cells=tuple(found), outputs=tuple(outputs),
        magics=tuple(magics), broken=tuple(broken), texts=tuple(texts),
    )  # fmt: skip


def _cells(text: str, path: str) -> list[dict[str, Any]]:
    """Return the cells of a notebook in the form of version 4, whatever version it is in."""
    import nbformat

    logger = logging.getLogger("traitlets")
    level, logger.level = logger.level, logging.CRITICAL  # what does not fit the schema is read as far as it goes
    try:
        plain = json.loads(text)
        if isinstance(plain, dict) and plain.get("nbformat") == 4:
            cells = plain.get("cells")
        else:
            cells = nbformat.reads(text, as_version=4).get("cells")  # type: ignore[no-untyped-call]
    except Exception as error:  # nbformat's upgrades raise whatever a strange notebook makes them
        raise BadInput(path, "is not a notebook", code="code-unreadable") from error
    finally:
        logger.level = level
    if not isinstance(cells, list):
        raise BadInput(path, "is not a notebook", code="code-unreadable")
    return [cell for cell in cells if isinstance(cell, dict)]


def _outputs(cell: Mapping[str, Any], number: int, finder: _RawLines) -> Iterator[Output]:
    """Yield the text of a cell's outputs; pictures and HTML are left out."""
    outputs = cell.get("outputs")
    for output in outputs if isinstance(outputs, list) else ():
        if not isinstance(output, dict):
            continue
        kind, data = output.get("output_type"), output.get("data")
        if kind == "stream":
            text, name = _joined(output.get("text")), OutputKind.STDERR if output.get("name") == "stderr" else OutputKind.STDOUT
        elif kind == "error":
            text, name = _joined([f"{line}\n" for line in output.get("traceback") or () if isinstance(line, str)]), OutputKind.ERROR
        else:
            text, name = _joined(data.get("text/plain") if isinstance(data, dict) else None), OutputKind.RESULT
        if text:
            first = next(iter(text.splitlines(keepends=True)))
            yield Output(cell=number, kind=name, text=_readable(text), line=finder.next(first))


def _readable(text: str) -> str:
    """Leave out colours, overdrawn progress bars and the middle of a very long log."""
    text = _REDRAWN.sub("", _ANSI.sub("", text))
    half = _MAX_OUTPUT // 2
    return text if len(text) <= _MAX_OUTPUT else f"{text[:half]}\n…\n{text[-half:]}"


def _joined(value: object) -> str:
    """Return a multi-line string of the notebook format: one string, or a list of them."""
    if isinstance(value, str):
        return value
    return "".join(part for part in value if isinstance(part, str)) if isinstance(value, list) else ""


class _RawLines:
    """Finds the lines of the file on which the strings of a notebook stand, one after the other as they come."""

    def __init__(self, text: str) -> None:
        self._text, self._at, self._line, self._misses = text, 0, 1, 0

    def skip_to(self, key: str) -> None:
        """Go on behind the next key of this name, if there is one; in a string its quotes would be escaped."""
        if found := re.compile(rf'"{key}"\s*:').search(self._text, self._at):
            self._line += self._text.count("\n", self._at, found.end())
            self._at = found.end()

    def lines(self, text: str, *, whole: bool) -> list[int | None]:
        """Return the line of each line of a text that is a list of strings in the file, or a `whole` one."""
        each = text.splitlines(keepends=True)
        return [self.next(text[:_START])] * len(each) if whole else [self.next(line) for line in each]

    def next(self, string: str) -> int | None:
        """Return the 1-based line of the next JSON string that starts with `string`; None where it is not found."""
        for ascii_only in (False, True) if self._misses < _MISSES else ():
            wanted = '"' + json.dumps(string, ensure_ascii=ascii_only)[1:-1]
            if (found := self._text.find(wanted, self._at)) >= 0:
                self._line += self._text.count("\n", self._at, found)
                self._at = found + len(wanted)
                return self._line
        self._misses += 1
        return None
