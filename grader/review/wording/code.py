"""How the reading of the code is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from grader.core.trace import Origin
from grader.core.words import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeWords:
    """The words around remarks on code and around the origins of numbers."""

    title: str
    intro: str
    unsure: str
    cell: Callable[[int], str]
    also: Callable[[str, int], str]
    right: str
    more: Callable[[int], str]
    praise: str
    silenced: Callable[[int], str]
    silenced_by: Callable[[str], str]
    silence: Callable[[str], str]
    silence_anywhere: Callable[[str], str]
    traced: str
    numbers: Callable[[int, str], str]
    origins: Mapping[Origin, str]
    where_found: str


def _ru(count: int, one: str, few: str, many: str) -> str:
    if count % 100 in range(11, 15):
        return f"{count} {many}"
    return f"{count} {one if count % 10 == 1 else few if count % 10 in (2, 3, 4) else many}"


_RUSSIAN = CodeWords(
    title="Что видно в коде",
    intro="Бот прочитал код, но не запускал его, поэтому мог ошибиться. На оценку эти замечания не влияют: они показывают, откуда могла "
    "взяться ошибка в числе и как измерить точнее.",
    unsure=" (Бот здесь не уверен, проверьте сами.)",
    cell=lambda number: f"ячейка {number}",
    also=lambda places, more: f"То же: {places}" + (f" и ещё {_ru(more, 'место', 'места', 'мест')}" if more else "") + ".",
    right="Как лучше",
    more=lambda count: f"Ещё {_ru(count, 'замечание', 'замечания', 'замечаний')} к коду",
    praise="Сделано хорошо",
    silenced=lambda count: f"{_ru(count, 'замечание скрыто', 'замечания скрыты', 'замечаний скрыто')} по просьбе команды",
    silenced_by=lambda reason: f"Причина команды: {reason}",
    silence=lambda code: f"Не согласны? Допишите в эту строку `# grader: ignore[{code}] причина`.",
    silence_anywhere=lambda code: f"Не согласны? Допишите в любой строке кода `# grader: ignore[{code}] причина`.",
    traced="Откуда числа таблицы",
    numbers=lambda count, found: f"Чисел в ваших строках: {count}. {found}.",
    origins={
        Origin.PRINTED: "Есть в сохранённых выводах",
        Origin.CONVERTED: "получаются пересчётом единиц",
        Origin.DERIVED: "вычисляются из напечатанных",
        Origin.INHERITED: "взяты из прежних строк таблицы",
        Origin.SHORT: "слишком короткие, чтобы искать",
        Origin.NOWHERE: "нигде не нашлись",
    },
    where_found="Где нашлось каждое число",
)
_ENGLISH = CodeWords(
    title="What the code shows",
    intro="The bot read the code without running it and may be wrong. These remarks cost no points: they say how a number may have gone wrong "
    "and how to measure it better.",
    unsure=" (The bot is not sure here: please check.)",
    cell=lambda number: f"cell {number}",
    also=lambda places, more: f"The same: {places}" + (f" and {more} more" if more else "") + ".",
    right="Better",
    more=lambda count: f"{count} more {'remark' if count == 1 else 'remarks'} on the code",
    praise="Done well",
    silenced=lambda count: f"{count} {'remark' if count == 1 else 'remarks'} silenced by the team",
    silenced_by=lambda reason: f"The team's reason: {reason}",
    silence=lambda code: f"You disagree? Add `# grader: ignore[{code}] reason` to this line.",
    silence_anywhere=lambda code: f"You disagree? Add `# grader: ignore[{code}] reason` to any line of code.",
    traced="Where the numbers of the table come from",
    numbers=lambda count, found: f"Numbers in your rows: {count}. {found}.",
    origins={
        Origin.PRINTED: "In saved outputs",
        Origin.CONVERTED: "after a conversion of units",
        Origin.DERIVED: "computed from printed ones",
        Origin.INHERITED: "taken over from earlier rows",
        Origin.SHORT: "too short to look for",
        Origin.NOWHERE: "not found anywhere",
    },
    where_found="Where each number was found",
)


def code_words(language: Language) -> CodeWords:
    """Return the words of a language."""
    return _RUSSIAN if language is Language.RU else _ENGLISH
