"""An accuracy that no number of right answers gives, where the number of examples is known (the GRIM test).

False alarms: the last batch may have been dropped, and means of batch accuracies are no fractions of the sample; both are
tried with the usual batch sizes before anything is asked. The evaluation set that the manifest names counts beside what the
text around the table says, since a team may have taken a part of it; any size that explains the number will do. Macro averages and weighted samples stay possible, so this only
asks. Brown and Heathers, "The GRIM test", 2017, doi:10.1177/1948550616673876.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

from grader.core.metric import Metric
from grader.core.problem import Problem
from grader.core.table import Reading, Row, Table
from grader.core.words import Entry, Facts, Severity, Words
from grader.intake.digits import scale, shown, step
from grader.intake.sight import Sight

ENTRY = Entry(
    code="accuracy-impossible",
    severity=Severity.NOTE,
    message=Words(
        ru="Accuracy {cell} не получается ни при каком числе верных ответов из {examples}. На скольких примерах она посчитана и как усреднена?",
        en="No number of right answers out of {examples} gives an accuracy of {cell}. On how many examples was it computed, and how was it averaged?",
    ),
    why=Words(
        ru="Accuracy - это число верных ответов, делённое на число примеров, поэтому при известном N возможны только значения k/N. Другие появляются, если "
        "усредняли по батчам или по классам, отбросили последний батч или N другое. Напишите N рядом с числом - и всё станет ясно.",
        en="Accuracy is the number of right answers divided by the number of examples, so with a known N only the values k/N are possible. Others come from averaging "
        "over batches or classes, from dropping the last batch, or from another N. Write N beside the number, and all is clear.",
    ),
)

BATCHES = (8, 16, 32, 64, 128)
#: Numbers computed in single precision are off by this much.
FLOAT32 = 2e-7
_COUNT = r"(\d{1,3}(?: \d{3}){1,2}|\d{2,6})"
_THINGS = (
    r"(?:пример|с[еэ]мпл|изображени|картин|текст|запис|предложени|строк|examples?\b|samples?\b|images?\b|texts?\b|sentences?\b|records?\b)"
)
_SIZE = re.compile(rf"\bn ?= ?{_COUNT}(?![\d.,])|(?<![\d.,]){_COUNT} (?:[а-яa-z]{{1,20}} )?{_THINGS}", re.IGNORECASE)
_EVALUATED = re.compile(r"тест|валидац|оцен|качеств|точност|accuracy|eval|test|valid", re.IGNORECASE)
_OTHERWISE = re.compile(r"обуч|трениров|калибр|прогрев|врем|train|tun|calib|warm|latenc|time", re.IGNORECASE)
#: A text that names more numbers of examples than this does not tell which one was meant.
MOST_SIZES = 8
#: Lines around a table that are about it.
_AROUND = 15


def check(sight: Sight) -> Iterator[Problem]:
    """Try every accuracy against the numbers of examples that its cell, its header, the text around or its evaluation set says."""
    asked = {id(row) for row in sight.rows}
    for table in sight.document.results:
        around = _around(table, sight.lines)
        for row in table.rows:
            if id(row) in asked:
                known = sight.known.examples.get((row.line, row.column))
                yield from _row(sight, table, row, sorted({*around, known} if known else around))


def _row(sight: Sight, table: Table, row: Row, around: Sequence[int]) -> Iterator[Problem]:
    for reading in row.quality:
        if reading.metric is Metric.ACCURACY:
            sizes = _sizes([reading.text]) or _sizes(table.header) or around
            if sizes and not any(possible(reading, examples) for examples in sizes):
                facts: Facts = {"cell": shown(reading), "examples": ", ".join(map(str, sizes))}
                yield Problem.of(ENTRY, sight.place(row, reading), facts)


def possible(reading: Reading, examples: int) -> bool:
    """Whether some whole number of right answers, out of so many examples, is printed like this."""
    unit = step(reading)
    if not math.isclose(scale(reading), 1.0) and not math.isclose(scale(reading), 0.01):
        return True  # told as an error, or as something else
    low, high = reading.value - unit / 2 - FLOAT32, reading.value + unit + FLOAT32  # rounded, or cut off
    return any(_reaches(low, high, examples, batch) for batch in (1, *BATCHES) if batch <= examples)


def _reaches(low: float, high: float, examples: int, batch: int) -> bool:
    """Try all examples, only whole batches, and the mean over batches."""
    batches, rest = divmod(examples, batch)
    if _whole(low, high, batches * batch):
        return True
    if not rest:
        return False
    last = rest * (batches + 1)
    return _whole(low, high, examples) or any(
        _whole(low - right / last, high - right / last, batch * (batches + 1)) for right in range(rest + 1)
    )


def _whole(low: float, high: float, parts: int) -> bool:
    """Whether a whole number of so many parts lies between two fractions."""
    return math.ceil(low * parts - 1e-9) <= math.floor(high * parts + 1e-9)


def _sizes(texts: Iterable[str]) -> tuple[int, ...]:
    found = {int((match[1] or match[2]).replace(" ", "")) for text in texts for match in _SIZE.finditer(text)}
    return tuple(sorted(found - {0})) if len(found) <= MOST_SIZES else ()


def _around(table: Table, lines: Sequence[str]) -> tuple[int, ...]:
    """Read how many examples the text around a table names for its evaluation: up to the next heading or table."""
    above = takewhile(_is_text, reversed(lines[max(0, table.line - 1 - _AROUND) : table.line - 1]))
    below = takewhile(_is_text, lines[table.end_line : table.end_line + _AROUND])
    return _sizes(line for line in (*above, *below) if _EVALUATED.search(line) and not _OTHERWISE.search(line))


def _is_text(line: str) -> bool:
    return not line.lstrip().startswith(("#", "|"))
