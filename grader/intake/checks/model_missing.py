"""A row that names no model."""

from __future__ import annotations

from grader.core.words import Entry, Severity, Words

ENTRY = Entry(
    code="model-missing",
    severity=Severity.WARNING,
    message=Words(
        ru="В строке не названа модель. Допишите её, лучше полным именем с Hugging Face.",
        en="The row names no model. Add it, best by its full name on Hugging Face.",
    ),
    why=Words(
        ru="Без модели строку нельзя ни проверить, ни сравнить с оригиналом.",
        en="Without its model a row can neither be verified nor compared with the original.",
    ),
)
