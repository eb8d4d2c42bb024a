"""The manifest cannot be read: as a file, as YAML, or by its schema. One code for each kind of fault.

False alarms: valid YAML that uses more of the language than a manifest needs; the message says which part.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.problem import Place, Problem
from grader.core.words import Entry, Severity, Words
from grader.intake.case import MANIFEST, Case
from grader.wire.yaml import MAX_BYTES, MAX_DEPTH, MAX_NODES

_WHY = Words(
    ru="Манифест пишут на небольшой части YAML: ключи, значения и списки, как в шаблоне. Всё остальное запрещено: "
    "оно ведёт себя неожиданно или опасно, а для пары строк не нужно. Пока файл не читается, код не запускается.",
    en="A manifest is written in a small part of YAML: keys, values and lists, as in the template. The rest is not allowed: it behaves "
    "in surprising or dangerous ways, and a few lines do not need it. As long as the file cannot be read, no code runs.",
)

#: kind of fault (`BadInput.code`) → what is wrong and what to do
_FAULTS = {
    "syntax": Words(
        ru="это не YAML ({message}). Проверьте отступы, двоеточия и кавычки в этом месте.",
        en="this is not YAML ({message}). Check the indentation, colons and quotes here.",
    ),
    "schema": Words(
        ru="ключ {key} заполнен не так, как нужно ({message}). Сверьтесь с шаблоном манифеста.",
        en="the key {key} is not as it should be ({message}). Compare it with the template of the manifest.",
    ),
    "duplicate-key": Words(ru="ключ {key} встречается дважды. Оставьте один.", en="the key {key} is given twice. Keep one."),
    "key": Words(
        ru="ключ — не простой текст. Назовите его словом, как в шаблоне.", en="a key is not plain text. Use a word, as the template does."
    ),
    "alias": Words(
        ru="якоря и ссылки YAML (`&`, `*`) не разрешены. Выпишите значение полностью; если звёздочка — часть текста, возьмите его в кавычки.",
        en="YAML's anchors and aliases (`&`, `*`) are not allowed. Write the value out; quote it if the asterisk is part of a text.",
    ),
    "tag": Words(
        ru="теги YAML (`!имя`) не разрешены. Уберите тег; если восклицательный знак — часть текста, возьмите его в кавычки.",
        en="YAML's tags (`!name`) are not allowed. Remove the tag; quote the value if the exclamation mark is part of a text.",
    ),
    "documents": Words(ru="второй документ (`---`). Оставьте один.", en="there is a second document (`---`). Keep one."),
    "depth": Words(
        ru=f"вложенность больше {MAX_DEPTH} уровней. Сделайте проще, как в шаблоне.",
        en=f"it is nested deeper than {MAX_DEPTH} levels. Make it simpler, as the template is.",
    ),
    "too-large": Words(
        ru=f"файл слишком велик: можно не больше {MAX_BYTES >> 10} КиБ и {MAX_NODES} значений. Оставьте только строки таблицы.",
        en=f"it is too large: {MAX_BYTES >> 10} KiB and {MAX_NODES} values are the most. Keep only the rows of the table.",
    ),
    "encoding": Words(ru="файл не в UTF-8. Сохраните его в этой кодировке.", en="it is not UTF-8. Save it in that encoding."),
    "control-character": Words(
        ru="в файле есть управляющий символ. Удалите его или наберите строку заново.",
        en="it holds a control character. Delete it, or type the line again.",
    ),
}
_ENTRIES = {
    fault: Entry(
        code=f"manifest-{fault}",
        severity=Severity.ERROR,
        message=Words(ru=f"Манифест не читается: {words.ru}", en=f"The manifest cannot be read: {words.en}"),
        why=_WHY,
    )
    for fault, words in _FAULTS.items()
}
ENTRIES = tuple(_ENTRIES.values())


def check(case: Case) -> Iterator[Problem]:
    """Pass on why the manifest could not be read."""
    if error := case.manifest_error:
        entry = _ENTRIES.get(error.code, _ENTRIES["schema"])
        facts = {"key": error.key or MANIFEST, "message": error.message.removeprefix("is not valid YAML: ")}
        yield Problem.of(entry, Place(path=error.path, line=error.line), facts)
