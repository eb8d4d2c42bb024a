"""Two columns of one metric, neither of which says that it is the result."""

from __future__ import annotations

from grader.core.words import Entry, Severity, Words

ENTRY = Entry(
    code="column-twice",
    severity=Severity.ERROR,
    message=Words(
        ru=(
            "Столбец {header} повторяет {other}: оба про {metric}, и неясно, какой из них результат. Их числа не прочитаны; "
            "уточните один из заголовков."
        ),
        en=(
            "The column {header} repeats {other}: both are about {metric}, and it is unclear which one is the result. Their "
            "numbers were not read; make one of the headers more exact."
        ),
    ),
    why=Words(
        ru=(
            "Два столбца одной величины можно прочитать двумя способами. Результат - тот, в заголовке которого сказано, что "
            "это инференс, среднее или итог."
        ),
        en="Two columns of one quantity can be read two ways. The result is the one whose header says inference, mean or total.",
    ),
)
