"""What `grader fetch` says where a fetch fails in a way that need not stay so; what stays is worded with the ends of runs."""

from __future__ import annotations

from grader.core.words import Entry, Severity, Words
from grader.hub.refused import Trouble


def _entry(trouble: Trouble, ru: str, en: str, why_ru: str, why_en: str) -> Entry:
    return Entry(code=trouble.value, severity=Severity.WARNING, message=Words(ru=ru, en=en), why=Words(ru=why_ru, en=why_en))


ENTRIES: tuple[Entry, ...] = (
    _entry(
        Trouble.UNREACHABLE,
        "{name}: Hugging Face недоступен: {detail}",
        "{name}: Hugging Face cannot be reached: {detail}",
        "Проверьте сеть, прокси и `HF_HUB_OFFLINE`, затем повторите команду: загруженное сохранилось.",
        "Check the network, the proxy and `HF_HUB_OFFLINE`, then run the command again: what has come is kept.",
    ),
    _entry(
        Trouble.ANSWERED,
        "{name}: Hugging Face ответил {status}: {detail}",
        "{name}: Hugging Face answered {status}: {detail}",
        "403 — у токена нет права на этот репозиторий, 429 — слишком много запросов, 5xx — сбой на той стороне. Повторите команду позже: загруженное сохранилось.",
        "403: the token has no right to this repository; 429: too many requests; 5xx: a failure on their side. Run the command again later: what has come is kept.",
    ),
    _entry(
        Trouble.DAMAGED,
        "{name}: файл {file} пришёл не таким, каким он указан на Hugging Face",
        "{name}: the file {file} did not come as Hugging Face lists it",
        "Длина или контрольная сумма не та. Файл удалён; повторите команду. Если не помогло, проверьте, нет ли между машиной и Hugging Face зеркала или прокси.",
        "Its length or digest is another. The file was deleted; run the command again. If that does not help, look for a mirror or proxy between the machine and Hugging Face.",
    ),
    _entry(
        Trouble.UNSAFE_NAME,
        "{name}: в репозитории недопустимое имя файла {file}",
        "{name}: the repository holds a file name that is not allowed: {file}",
        "Имя ведёт за пределы каталога или содержит знаки, которых в именах быть не должно. Из такого репозитория ничего не берётся.",
        "The name leads out of its directory, or holds characters that no name should. Nothing is taken from such a repository.",
    ),
    _entry(
        Trouble.FILE_MISSING,
        "{name}: в этом коммите нет файла {file}",
        "{name}: this commit has no file {file}",
        "Преподавателю: исправьте `calibration` и `evaluation` набора в `.github/course.yml`; файлы видны на странице набора, Files.",
        "Instructors: correct `calibration` and `evaluation` of the set in `.github/course.yml`; its page shows the files under Files.",
    ),
    _entry(
        Trouble.COLUMN_MISSING,
        "{name}: в файле {file} нет столбца {column}; есть {columns}",
        "{name}: the file {file} has no column {column}; it has {columns}",
        "Преподавателю: исправьте `input` и `label` набора в `.github/course.yml`.",
        "Instructors: correct `input` and `label` of the set in `.github/course.yml`.",
    ),
    _entry(
        Trouble.NO_PARQUET,
        "{name}: {file} не читается как parquet: {detail}",
        "{name}: {file} cannot be read as parquet: {detail}",
        "Берутся только файлы parquet. На Hugging Face их версия почти любого набора лежит в ветке `refs/convert/parquet`: укажите её коммит.",
        "Only parquet files are taken. Hugging Face keeps a parquet version of nearly every set on the branch `refs/convert/parquet`: name its commit.",
    ),
    _entry(
        Trouble.NOT_STORED,
        "{name}: не удалось записать: {detail}",
        "{name}: it could not be written: {detail}",
        "Проверьте место на диске и права на каталог (`GRADER_STORE` или `--to`), затем повторите команду.",
        "Check the room on the disk and the rights to the directory (`GRADER_STORE` or `--to`), then run the command again.",
    ),
)
