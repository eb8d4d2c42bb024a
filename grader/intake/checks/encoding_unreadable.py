"""Bytes that are no text."""

from __future__ import annotations

from grader.core.words import Entry, Severity, Words

ENTRY = Entry(
    code="encoding-unreadable",
    severity=Severity.ERROR,
    message=Words(
        ru="Файл не удалось прочитать как текст. Сохраните его в UTF-8.",
        en="The file could not be read as text. Save it as UTF-8.",
    ),
    why=Words(
        ru=(
            "В файле есть байты, которых нет ни в UTF-8, ни в других привычных для русского текста кодировках, или нулевые "
            "байты. Угадывать буквы бот не станет."
        ),
        en=(
            "The file holds bytes that are no UTF-8 and no other encoding usual for Russian text, or zero bytes. The bot does"
            " not guess letters."
        ),
    ),
)
