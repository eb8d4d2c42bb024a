"""The private parts of the course's evaluation sets."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from grader.core.finding import Finding
from grader.course.private import VARIABLE
from grader.verify.doctor.probe import Needs, Probe
from grader.verify.doctor.wording import bad, good, less
from grader.verify.private import Fault

THERE = good(
    "private-part-there",
    ru="закрытая часть набора {data} на месте: {file}",
    en="the private part of {data} is there: {file}",
    why_ru="Часть примеров видна только проверяющей машине; по ней судят, не выучены ли ответы открытой части наизусть.",
    why_en="Some examples are seen by the grading machine alone; they show whether the answers to the public ones are known by heart.",
)
UNNAMED = less(
    "private-part-not-asked",
    ru="у набора {data} есть закрытая часть {file}, но каталог с ней не указан",
    en="{data} has a private part, {file}, but no directory is named where it lies",
    why_ru="Измеряется только открытая часть, и программа с выученными ответами ничем себя не выдаст. Положите файл в каталог вне репозитория и "
    f"укажите его в переменной {VARIABLE} службы runner.",
    why_en="The public part alone is measured, and a program that knows its answers by heart shows nothing. Put the file into a directory "
    f"outside the repository, and name that in the variable {VARIABLE} of the runner's service.",
)
MISSING = bad(
    "private-part-missing",
    ru="закрытой части набора {data} нет: {file} не найден в указанном каталоге или не читается",
    en="the private part of {data} is missing: {file} is not in the directory that is named, or cannot be read",
    why_ru="Каталог указан, значит закрытая часть должна участвовать: все строки с этим набором закончатся сбоем на нашей стороне.",
    why_en="A directory is named, so the private part is to be measured: every row with this evaluation set will end in a failure of ours.",
)
VISIBLE = bad(
    "private-part-visible",
    ru="закрытая часть набора {data} лежит там, где её видят: {file} — в репозитории, среде Python, хранилище моделей или /usr",
    en="the private part of {data} lies where it can be seen: {file} is in the repository, the Python environment, the store of models or /usr",
    why_ru="Программы в песочнице видят /usr, среду и модели, а репозиторий видят все. Перенесите файл; если он попал в историю git, замените его.",
    why_en="Programs in the sandbox see /usr, the environment and the models, and everybody sees the repository. Move the file; if it has got "
    "into git's history, make another one.",
)
CHANGED = bad(
    "private-part-changed",
    ru="закрытая часть набора {data} не та: SHA-256 файла {file} не равен `private_sha256` в файле курса",
    en="the private part of {data} is another file: the SHA-256 of {file} is not the `private_sha256` of the course file",
    why_ru="По этой сумме узнают, что все машины измеряют одно и то же и что измеренное раньше ещё годится. Положите прежний файл или исправьте сумму.",
    why_en="By this digest all machines measure the same, and what was measured before is known to hold. Put the former file back, or mend the digest.",
)
ENTRIES = (THERE, UNNAMED, MISSING, VISIBLE, CHANGED)
_FAULTS = {Fault.MISSING: MISSING, Fault.VISIBLE: VISIBLE, Fault.CHANGED: CHANGED}


def check(probe: Probe, _: Needs) -> Iterator[Finding]:
    """Tell of each private part that the course names."""
    for part in probe.private:
        facts = {"data": part.data, "file": part.file}
        if part.path is None:
            yield Finding.of(UNNAMED, facts)
        elif part.fault is None:
            yield Finding.of(THERE, facts)
        else:
            command = "sha256sum" if part.fault is Fault.CHANGED else "ls -l"
            yield Finding.of(_FAULTS[part.fault], facts, command=f"{command} {shlex.quote(part.path)}")
