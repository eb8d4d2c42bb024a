"""The most useful line of a first review: which numbers of the table are in no output.

False alarms: a number that was printed in a run whose output was not committed. The remark says so and asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from grader.core.problem import Problem
from grader.core.trace import Origin, Trace
from grader.core.words import Entry, Severity, Words
from grader.intake.lint.project import Project

_MOST = 12
_WHY = Words(
    ru="Каждое третье число в таких таблицах не встречается ни в одном сохранённом выводе: его набрали по памяти, взяли из другого "
    "запуска или записали с опечаткой. Бот ищет число как есть, после пересчёта единиц, среди разностей и отношений соседних чисел и в "
    "строках, которые уже были. Сохраните ноутбук с выводом последнего запуска или положите рядом журнал.",
    en="Every third number in such tables is in no saved output: it was typed from memory, comes from another run, or has a typo. The bot "
    "looks for the number as it stands, after a conversion of units, among differences and ratios of neighbouring numbers, and in rows "
    "that were there before. Save the notebook with the output of its last run, or put the log beside it.",
)
NOT_PRINTED = Entry(
    code="number-not-printed",
    severity=Severity.WARNING,
    message=Words(
        ru="Чисел, которых нет ни в одном сохранённом выводе, журнале или файле: {count} ({numbers}). Приложите вывод, в котором они есть, или "
        "исправьте таблицу.",
        en="Numbers not found in any saved output, log or file: {count} ({numbers}). Commit the output that contains them, or correct the table.",
    ),
    why=_WHY,
)
NO_OUTPUT = Entry(
    code="outputs-missing",
    severity=Severity.NOTE,
    message=Words(
        ru="В pull request нет ни одного сохранённого вывода, поэтому неясно, откуда числа таблицы. Сохраните ноутбук вместе с выводом или "
        "положите рядом журнал запуска.",
        en="The pull request has no saved output, so nobody can tell where the numbers of the table come from. Save the notebook with its "
        "output, or put the log of the run beside it.",
    ),
    why=_WHY,
)
ENTRIES = (NOT_PRINTED, NO_OUTPUT)


def remarks_on(traces: Sequence[Trace], project: Project, claims: int) -> Iterator[Problem]:
    """Say which numbers were not found, or that there is nothing to find them in."""
    lost = [trace for trace in traces if trace.origin is Origin.NOWHERE]
    if claims and not traces and project.rows and not all(sheet.is_adapter for sheet in project.sheets):
        yield project.problem(NO_OUTPUT, project.row_place(project.rows[0]))
    if lost:
        shown = list(dict.fromkeys(f"{trace.written} ≠ {trace.near}" if trace.near else trace.written for trace in lost))
        numbers = ", ".join(shown[:_MOST]) + (" …" if len(shown) > _MOST else "")
        found = project.problem(NOT_PRINTED, lost[0].place, {"count": len(lost), "numbers": numbers})
        yield replace(found, also=tuple(dict.fromkeys(trace.place for trace in lost[1:])))
