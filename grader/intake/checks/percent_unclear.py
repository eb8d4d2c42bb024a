"""A number that may be a fraction or a percentage."""

from __future__ import annotations

from grader.core.words import Entry, Severity, Words

ENTRY = Entry(
    code="percent-unclear",
    severity=Severity.ERROR,
    message=Words(
        ru="{cell} в столбце {header} может быть долей и процентом. Число не прочитано; допишите % или напишите долю.",
        en="{cell} in {header} may be a fraction or a percentage. It was not read; add % or write a fraction.",
    ),
    why=Words(
        ru="WER 1.5 бывает и как 150 %, и как 1.5 %; число меньше единицы под заголовком с % - и долей, и процентом.",
        en="A WER of 1.5 exists as 150 % and as 1.5 %; a number below one under a header with % may be either.",
    ),
)
