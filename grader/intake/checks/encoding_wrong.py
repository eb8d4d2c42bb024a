"""UTF-8 text that was read in another encoding on its way."""

from __future__ import annotations

from grader.core.words import Entry, Severity, Words

ENTRY = Entry(
    code="encoding-wrong",
    severity=Severity.WARNING,
    message=Words(
        ru=(
            "Текст файла однажды прочитали как {encoding}, хотя он в UTF-8; таблица прочитана в исправленном виде. Сохраните файл в UTF-8."
        ),
        en=(
            "The text of the file was once read as {encoding} although it is UTF-8; the table was read in its repaired form. "
            "Save the file as UTF-8."
        ),
    ),
    why=Words(
        ru=(
            "Если файл UTF-8 открыть в другой кодировке и сохранить, `Модель` превращается в `–ú–æ–¥–µ–ª—å`: ни люди, ни "
            "GitHub этого не прочтут. Обратная замена однозначна, поэтому числа прочитаны, но файл лучше исправить."
        ),
        en=(
            "A UTF-8 file that is opened in another encoding and saved turns `Модель` into `–ú–æ–¥–µ–ª—å`, which neither "
            "people nor GitHub can read. The way back is unique, so the numbers were read, but the file should be mended."
        ),
    ),
)
