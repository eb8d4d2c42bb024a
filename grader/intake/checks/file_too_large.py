"""A file over the limit."""

from __future__ import annotations

from grader.core.words import Entry, Severity, Words

ENTRY = Entry(
    code="file-too-large",
    severity=Severity.ERROR,
    message=Words(
        ru="Файл больше {limit} КиБ, поэтому не прочитан. Оставьте в нём таблицу и вынесите остальное в другие файлы.",
        en="The file is larger than {limit} KiB and was not read. Keep the table in it and move the rest to other files.",
    ),
    why=Words(
        ru="Таблица результатов занимает несколько килобайт. Обычно файл вырастает из-за вставленных в него картинок или журналов.",
        en="A results table takes a few kilobytes. Files usually grow by images or logs pasted into them.",
    ),
)
