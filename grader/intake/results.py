"""The rows of a results table: which model, what was done to it, and what was measured."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from grader.core.metric import COLUMNS, Device, Metric
from grader.core.table import Family, Method, Reading, Row
from grader.intake import checks
from grader.intake.absence import Absence, absence
from grader.intake.cells import CellReader, Gathered, Unnamed
from grader.intake.columns import Column, nearest
from grader.intake.encoding import DAMAGE
from grader.intake.findings import Findings
from grader.intake.methods import families_in, is_method, read_identity, read_method
from grader.intake.names import device_in, hardware_in, metrics_in
from grader.intake.physical import PhysicalReader
from grader.intake.shares import QualityReader
from grader.intake.sheets import Line, Sheet
from grader.intake.text import plain, words
from grader.intake.vocabulary import absent
from grader.intake.vocabulary.columns import Part

_DITTO = re.compile(absent.DITTO)
_RULE = re.compile(r":?-+:?")
_NAME = re.compile(r"(?=.*[A-Za-z])(?=.*[\d/_-])\S+")
_CELLS = frozenset(COLUMNS)
_NAMING = (Part.MODEL, Part.METHOD, Part.PARAMETER, Part.DEVICE, Part.HARDWARE)
_INTEGER = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True, slots=True)
class Draft:
    """A row, and its quality values that nobody has named yet."""

    row: Row
    unnamed: tuple[Unnamed, ...] = ()


def read_rows(sheet: Sheet, findings: Findings) -> Iterator[Draft]:
    """Read every variant of a table of results."""
    _report_headers(sheet, findings)
    reader = _Reader(replace(sheet, columns=_named_by_cells(sheet, _single(sheet, findings))), findings)
    yield from filter(None, map(reader.read, sheet.lines))


def _report_headers(sheet: Sheet, findings: Findings) -> None:
    for header, column in zip(sheet.header, sheet.columns, strict=True):
        if column.part is None and plain(header.text):
            findings.add(checks.header_unknown.ENTRY, header, header=header.text, nearest=nearest(header.text))
        elif column.misspelt:
            findings.add(checks.header_misspelt.ENTRY, header, header=header.text, nearest=nearest(header.text))


def _single(sheet: Sheet, findings: Findings) -> tuple[Column, ...]:
    """Keep one column for each metric: the one that says inference, mean or total; without such a word, none of them."""
    columns = list(sheet.columns)
    keys = [(column.part, column.device) if column.part in _PHYSICAL else None for column in columns]
    for key, count in Counter(keys).items():
        if key is None or count < 2:
            continue
        same = [index for index, other in enumerate(keys) if other == key]
        preferred = [index for index in same if columns[index].preferred]
        for index in same:
            if preferred != [index]:
                columns[index] = replace(columns[index], part=Part.CHANGE)
        if len(preferred) != 1:
            first, second, *_ = (sheet.header[index] for index in same)
            findings.add(checks.column_twice.ENTRY, second, header=second.text, other=first.text, metric=str(key[0]))
    return tuple(columns)


_PHYSICAL = {Metric.SIZE_MB, Metric.GZ_MB, Metric.RAM_MB, Metric.VRAM_MB, Part.TIME, Part.MEMORY}


def _named_by_cells(sheet: Sheet, columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Let the caption, or the other cells of a quality column, name the metric of those that do not, if it is one."""
    named = list(columns)
    for index, column in enumerate(columns):
        if column.part is Part.QUALITY and len(column.metrics) != 1:
            inside = _metrics_below(sheet, index)
            above, complement = metrics_in(words(sheet.caption))
            metrics = tuple(inside) or above
            if len(metrics) == 1 and not complement:
                named[index] = replace(column, metrics=metrics)
    return tuple(named)


def _metrics_below(sheet: Sheet, index: int) -> set[Metric]:
    """Return the metrics that the cells of a column name; one more than one is enough to know."""
    found: set[Metric] = set()
    for line in sheet.lines:
        found.update(metrics_in(words(line.cells[index].text))[0])
        if len(found) > 1:
            break
    return found


class _Reader:
    """Reads line after line; a model is carried down to lines that leave it out."""

    def __init__(self, sheet: Sheet, findings: Findings) -> None:
        self.sheet, self.findings = sheet, findings
        self.header = [cell.text for cell in sheet.header]
        self.readers: list[tuple[int, CellReader]] = []
        self.places: dict[Part | Metric | None, list[int]] = {part: [] for part in Part}
        for index, (header, column) in enumerate(zip(sheet.header, sheet.columns, strict=True)):
            self.places.setdefault(column.part, []).append(index)
            if column.has_values:
                kind = QualityReader if column.part is Part.QUALITY else PhysicalReader
                self.readers.append((index, kind(header, column, findings)))
        self.naming = [index for part in _NAMING for index in self.places[part]]
        self.hinting = [index for part in (Part.DEVICE, Part.HARDWARE) for index in self.places[part]]
        self.caption_device = device_in(words(sheet.caption))
        self.caption_hardware = hardware_in(sheet.caption)
        self.model: str | None = None

    def read(self, line: Line) -> Draft | None:
        """Read one variant; None for a line that is none, or that a damaged byte makes unsure whose it is."""
        texts = [plain(cell.text) for cell in line.cells]
        if any(DAMAGE in text for text in self._names(line, texts)):
            self.model = None
            return None
        if self._is_filler(line, texts):
            return None
        model, method, method_text = self._identity(line, texts)
        device, hardware = self._device(line, texts)
        found = Gathered(device=device or device_in(words(method_text)) or self.caption_device, hardware=hardware)
        for index, reader in self.readers:
            before = len(found.readings)
            reader.read(line.cells[index], texts[index], found)
            if found.hardware is None and reader.hardware and len(found.readings) > before:
                found.hardware = reader.hardware
        row = Row(
            line=line.line,
            column=line.column,
            model=model,
            method=method,
            method_text=method_text,
            cells=_first_of_each(found.readings),
            quality=tuple(reading for reading in found.readings if reading.metric not in _CELLS),
            absent=tuple(found.absent),
            hardware=found.hardware or self.caption_hardware,
            latency_unit=found.per,
            not_applicable=found.not_applicable and len(found.absent) == len(self.readers),
            reason=found.reason,
        )
        self._report(line, row)
        return Draft(row, tuple(found.unnamed))

    def _names(self, line: Line, texts: list[str]) -> list[str]:
        """Return the texts that say which row this is, and where and how it was measured."""
        names = [texts[index] for index in self.naming]
        return [*names, line.title.text] if line.title else names

    def _is_filler(self, line: Line, texts: list[str]) -> bool:
        """Whether a line is no variant: all empty, the header again, a rule of dashes, or a heading between the rows."""
        filled = [index for index, text in enumerate(texts) if text]
        if len(filled) > 1 or line.title:
            return all(_RULE.fullmatch(texts[index]) for index in filled) or self._is_header(line)
        if not filled or _RULE.fullmatch(texts[filled[0]]):
            return True
        if filled[0] in self.places[Part.MODEL] or self._heads(texts[filled[0]]):
            self.model = texts[filled[0]]
        return self.sheet.columns[filled[0]].has_names and len(texts) > 2

    def _heads(self, text: str) -> bool:
        """Whether a line of one cell names the model of the rows below it, in a table that has no column for that."""
        return not self.places[Part.MODEL] and _NAME.fullmatch(text) is not None and not is_method(text)

    def _is_header(self, line: Line) -> bool:
        return line.cells[0].text == self.header[0] and [cell.text for cell in line.cells] == self.header

    def _identity(self, line: Line, texts: list[str]) -> tuple[str | None, Method, str]:
        """Return the model, the method and the method as written."""
        models = [texts[index] for index in self.places[Part.MODEL]]
        methods = [texts[index] for index in self.places[Part.METHOD]]
        model, method = self._model(models[0]) if models else None, read_method(" ".join(methods))
        written = methods[0] if methods else ""
        if line.title:
            title = read_identity(line.title.text)
            model = model or (title.model if title.model and _NAME.fullmatch(title.model) else None)
            if method.family is Family.UNKNOWN:
                method, written = title.method, written or plain(line.title.text)
        elif models and not methods:
            only = read_identity(models[0])
            model = self._model(only.model) if only.model else None
            method, written = only.method, models[0] if only.method.family is not Family.UNKNOWN else ""
        elif methods and not models:
            both = read_identity(methods[0])
            model = both.model if both.model != methods[0] else None
            model = model or self.model
        if parameters := self._parameters(texts):
            method = replace(method, params={**method.params, **parameters})
        return model, method, written

    def _model(self, text: str) -> str | None:
        """Read a model cell; an empty one, or a ditto mark, repeats the model above."""
        text = " ".join(text.split())
        if not text or _DITTO.fullmatch(text):
            return self.model
        self.model = None if absence(text) is not Absence.NO else text
        return self.model

    def _parameters(self, texts: list[str]) -> dict[str, int | float | str]:
        named = ((self.sheet.columns[index].parameter, texts[index]) for index in self.places[Part.PARAMETER])
        return {name: int(text) for name, text in named if name and _INTEGER.fullmatch(text)}

    def _device(self, line: Line, texts: list[str]) -> tuple[Device | None, str | None]:
        """Return what the cells of the line say about where the model ran; a variant column may be named for its device."""
        cells = [texts[index] for index in self.hinting]
        if line.title and (title := words(line.title.text)) in ("cpu", "gpu"):
            cells.append(title)
        if not cells:
            return None, None
        return device_in(" ".join(cells).lower()), next(filter(None, map(hardware_in, cells)), None)

    def _report(self, line: Line, row: Row) -> None:
        place = line.title or line.cells[0]
        if row.method.family is Family.UNKNOWN and row.method_text:
            self.findings.add(checks.method_unknown.ENTRY, place, cell=row.method_text)
        elif len(families_in(row.method_text)) > 1:
            self.findings.add(checks.method_combined.ENTRY, place, cell=row.method_text, family=str(row.method.family))
        if row.model is None and (row.cells or row.quality):
            self.findings.add_once(checks.model_missing.ENTRY, place, self.sheet.header[0])


def _first_of_each(readings: list[Reading]) -> dict[Metric, Reading]:
    cells: dict[Metric, Reading] = {}
    for reading in readings:
        if reading.metric in _CELLS:
            cells.setdefault(reading.metric, reading)
    return cells
