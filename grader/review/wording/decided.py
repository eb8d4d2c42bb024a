"""How decisions of instructors are told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from grader.core.words import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedWords:
    """The words around decisions; names, dates and reasons come quoted.

    `taken` stands in the place of an outcome. `accepted` is told of the metrics that would have cost, `overridden` of metrics, the measured and the decided outcome; `who` of a
    name and a date, `why` of a reason. `numbered` lists a row for choosing.
    """

    title: str
    taken: str
    who: Callable[[str, str], str]
    why: Callable[[str], str]
    accepted: Callable[[str], str]
    overridden: Callable[[str, str, str], str]
    points: Callable[[str], str]
    hold: str
    held: str
    lost: Callable[[int], str]
    lost_row: Callable[[int], str]
    lost_cell: Callable[[int, str], str]
    again: str
    choose: str
    numbered: Callable[[int, str], str]


_RUSSIAN = DecidedWords(
    title="Решения преподавателей",
    taken="принято",
    who=lambda name, date: f"решение {name} от {date}",
    why=lambda reason: f"Причина: {reason}",
    accepted=lambda metrics: f"строка принята, хотя не подтвердилось: {metrics}" if metrics else "строка принята",
    overridden=lambda metrics, measured, decided: f"{metrics}: вместо «{measured}» считается «{decided}»",
    points=lambda points: f"баллы за работу: {points}",
    hold="⏸ Слияние приостановлено.",
    held="Чтобы снять паузу, напишите `/release`.",
    lost=lambda count: "Одно решение не к чему применить." if count == 1 else f"Решения, которые не к чему применить: {count}.",
    lost_row=lambda number: f"строки {number}, о которой оно написано, в таблице нет или её числа с тех пор изменились",
    lost_cell=lambda number, metric: f"в строке {number} нет числа «{metric}»",
    again="Напишите команду заново, с номером нужной строки; старый комментарий можно удалить.",
    choose="Номера строк",
    numbered=lambda number, row: f"{number} — {row}",
)
_ENGLISH = DecidedWords(
    title="Decisions of instructors",
    taken="accepted",
    who=lambda name, date: f"decided by {name} on {date}",
    why=lambda reason: f"Reason: {reason}",
    accepted=lambda metrics: f"the row is accepted, though this did not hold: {metrics}" if metrics else "the row is accepted",
    overridden=lambda metrics, measured, decided: f"{metrics}: counts as “{decided}” instead of “{measured}”",
    points=lambda points: f"points for the work: {points}",
    hold="⏸ Merging is on hold.",
    held="Write `/release` to end the hold.",
    lost=lambda count: "One decision applies to nothing." if count == 1 else f"{count} decisions apply to nothing.",
    lost_row=lambda number: f"the row {number} that it is about is not in the table, or its numbers have changed since",
    lost_cell=lambda number, metric: f"row {number} has no number for {metric}",
    again="Write the command again with the number of the row; the old comment may be deleted.",
    choose="Numbers of the rows",
    numbered=lambda number, row: f"{number}: {row}",
)


def decided_words(language: Language) -> DecidedWords:
    """Return the words of a language."""
    return _RUSSIAN if language is Language.RU else _ENGLISH
