"""A row with more or fewer cells than the header."""

from __future__ import annotations

from grader.core.words import Entry, Severity, Words

ENTRY = Entry(
    code="row-ragged",
    severity=Severity.WARNING,
    message=Words(
        ru=(
            "В строке {written} ячеек, а в заголовке {expected}: лишние GitHub не показывает, недостающие пусты. Проверьте, "
            "не сдвинулись ли числа."
        ),
        en=(
            "The row has {written} cells, the header {expected}: GitHub hides the surplus and leaves the missing ones empty. "
            "See whether the numbers have moved."
        ),
    ),
    why=Words(
        ru="Пропущенная черта сдвигает все числа строки на столбец. Черту внутри ячейки пишут как `\\|`.",
        en="A forgotten pipe moves every number of the row by one column. A pipe inside a cell is written `\\|`.",
    ),
)
