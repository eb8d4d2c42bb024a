"""A column that the lesson asks for is not in the table that the new rows are in.

False alarms: a header in words that the vocabulary does not have yet. A column whose header does not say the device
counts for both; one that the rows fill counts whatever its header is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grader.core.metric import Device, Metric
from grader.core.problem import Place, Problem
from grader.core.table import Role, Row, Table
from grader.core.words import Entry, Severity, Words
from grader.course.headers import HEADERS
from grader.intake.case import README, Case
from grader.intake.columns import Column, read_header
from grader.intake.vocabulary.columns import Part

ENTRY = Entry(
    code="column-missing",
    severity=Severity.WARNING,
    message=Words(
        ru="В таблице нет столбца {column} ({name}), который нужен в HW-{homework}. Добавьте его; если измерить нельзя, поставьте в ячейке прочерк.",
        en="The table lacks the column {column} ({name}), which HW-{homework} asks for. Add it; where nothing can be measured, put a dash.",
    ),
    why=Words(
        ru="Столбцы одинаковы у всех команд, чтобы результаты можно было сравнить; их список — в файле курса `.github/course.yml`. "
        "Прочерк — честный ответ и ничего не стоит, а отсутствие столбца стоит баллов за таблицу.",
        en="All teams have the same columns so that results can be compared; the course file `.github/course.yml` lists them. "
        "A dash is an honest answer and costs nothing; a missing column costs the points for the table.",
    ),
)
_BY_DEVICE = {
    (Part.TIME, Device.CPU): "cpu_ms", (Part.TIME, Device.GPU): "gpu_ms",
    (Part.MEMORY, Device.CPU): "ram_mb", (Part.MEMORY, Device.GPU): "vram_mb",
}  # fmt: skip


def check(case: Case) -> Iterator[Problem]:
    """Hold each table with a new row against the lesson's columns."""
    if case.readme is None or case.lesson is None:
        return
    new = {row.line for row in case.rows}
    for table in case.readme.results:
        rows = [row for row in table.rows if row.line in new]
        missing = [column for column in case.lesson.columns if column not in present(table, rows)] if rows else []
        for column in missing:
            header = HEADERS[column].text(case.course.languages[0])
            place = Place(path=README, line=table.line)
            yield Problem.of(ENTRY, place, {"column": header, "name": column, "homework": case.lesson.homework})


def present(table: Table, rows: Sequence[Row]) -> set[str]:
    """Return the names of the columns that a table has, by its headers and by what its rows hold."""
    heads = table.header if table.role is Role.RESULTS else ()
    names = {name for text in (*heads, *(text for row in rows for text in row.absent)) for name in names_of(read_header(text))}
    for row in rows:
        names |= {metric.value for metric in row.cells} | ({"quality"} if row.quality else set())
        names |= ({"model"} if row.model else set()) | ({"method"} if row.method_text else set())
    if "latency_ms" in names:
        names |= {"cpu_ms", "gpu_ms"}
    return names


def names_of(column: Column) -> set[str]:
    """Return the names, as the course file has them, of what a header stands for; both devices where it names none."""
    if isinstance(column.part, Metric):
        return {column.part.value}
    if column.part in (Part.MODEL, Part.METHOD, Part.QUALITY):
        return {column.part.value}
    devices = [column.device] if column.device else list(Device)
    return {_BY_DEVICE[column.part, device] for device in devices if column.part and (column.part, device) in _BY_DEVICE}
