"""Much of the README's text outside tables is gone.

False alarms: a README that a team was asked to replace. Text that a team only adds does not count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from grader.core.problem import Place, Problem
from grader.core.table import Document
from grader.core.words import Entry, Severity, Words
from grader.intake.case import README, Case
from grader.intake.rows import lines_of

SHARE, FEWEST = 0.3, 5

ENTRY = Entry(
    code="readme-rewritten",
    severity=Severity.WARNING,
    message=Words(
        ru="Из текста {path} пропало или переписано строк: {gone} из {all}. Верните текст курса, а свой отчёт положите в папку {home}.",
        en="{gone} of {all} lines of text in {path} are gone or rewritten. Bring the course's text back, and put your report into {home}.",
    ),
    why=Words(
        ru="README.md — общий: в нём план курса и таблица всех команд. В нём меняют только свои строки таблицы, "
        "а описание своей работы кладут файлом в папку команды.",
        en="README.md is shared: it has the course's plan and the table of all teams. Change only your own rows of the table there; "
        "a report of your own work goes as a file into your team's directory.",
    ),
)


def check(case: Case) -> Iterator[Problem]:
    """Count the lines of the base's text that the head does not have."""
    if case.readme is None or case.base_readme is None:
        return
    before = _text(case.base_text, case.base_readme)
    gone = (before - _text(case.readme_text, case.readme)).total()
    if gone >= FEWEST and gone > SHARE * before.total():
        home = case.directory or "submissions"
        yield Problem.of(ENTRY, Place(path=README), {"path": README, "gone": gone, "all": before.total(), "home": home})


def _text(text: str, document: Document) -> Counter[str]:
    """Count the lines outside tables, blank ones left out."""
    inside = {line for table in document.tables for line in range(table.line, table.end_line + 1)}
    return Counter(line.strip() for number, line in enumerate(lines_of(text), 1) if line.strip() and number not in inside)
