"""Every number that the saved outputs, logs, JSON and CSV files of a pull request hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from grader.core.problem import Place
from grader.intake.lint.project import Project, Sheet

#: More printed numbers than these say nothing any more: any number is among them.
MOST_NUMBERS = 50_000
_NUMBER = re.compile(r"(?<![\w.])(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?(?:[eE][-+]?\d{1,3})?(?!\.?\d)")
_WORD = re.compile(r"[^\W\d_]{2}|%")
#: What installers, downloads and progress bars print is nobody's result.
_NOISE = re.compile(
    r"^\s*(?:Requirement already|Collecting |Downloading |Installing |Successfully |Building |Using cached|Attempting |Found existing"
    r"|Uninstalling|Preparing |Created wheel|Stored in|Looking in)|[kKMG]i?B/s|━|\d+%\|"
)
#: Endings of files in which a run may have left its numbers; the other texts are settings and scripts.
_LOGS = (".txt", ".log", ".json", ".jsonl", ".csv", ".tsv", ".out", ".err")
_SETTINGS = re.compile(
    r"(?:^|/)(?:requirements[\w.-]*\.txt|package(?:-lock)?\.json|tokenizer[\w.-]*\.json|vocab\.\w+|config\.json|[\w.-]*index\.json)$"
)


@dataclass(frozen=True, slots=True)
class Printed:
    """A number as it was printed; `line` is the text around it, lower case, for the words that say what it is."""

    value: float
    text: str
    line: str
    place: Place


def printed(project: Project) -> Iterator[Printed]:
    """Yield the numbers of all outputs of notebooks, then those of the other files."""
    for sheet in project.sheets:
        for output in sheet.source.outputs:
            place = Place(path=sheet.source.path, line=output.line, cell=output.cell)
            yield from _numbers(output.text, place, own_lines=False, bare=_code(sheet, output.cell))
    for path, text in project.texts.items():
        if path.lower().endswith(_LOGS) and not _SETTINGS.search(path.lower()):
            yield from _numbers(text, Place(path=path), own_lines=True)


def _code(sheet: Sheet, number: int) -> str:
    """Return the code of a cell: where a number is printed without a word, only this says what it is."""
    cell = next((cell for cell in sheet.source.cells if cell.number == number), None)
    return "\n".join(sheet.source.lines[cell.first - 1 : cell.end - 1])[:2000].lower() if cell else ""


def _numbers(text: str, place: Place, *, own_lines: bool, bare: str = "") -> Iterator[Printed]:
    for number, line in enumerate(text.splitlines(), 1):
        if not _NOISE.search(line):
            where = Place(path=place.path, line=number) if own_lines else place
            told = line[:300].lower() if _WORD.search(line) else bare
            yield from (Printed(float(match[0].replace(",", "")), match[0], told, where) for match in _NUMBER.finditer(line[:20_000]))
