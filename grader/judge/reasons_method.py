"""What is said of a row's method, in words; the numbers behind it are the evidence of its audit."""

from __future__ import annotations

from grader.judge.reasons_measured import note

_HOW_RU = "Смотрим только на байты того, что сохранил compress: типы и число разных значений в весах, доля нулей, формат и граф модели."
_HOW_EN = (
    "Only the bytes of what compress saved are looked at: types and distinct values of the weights, the share of zeros, format and graph."
)
_POINTS_RU = "За метод: доля строк с кодом, файлы которых не опровергают метода. Непроверяемое и наши сбои баллов не стоят."
_POINTS_EN = (
    "For the method: the share of the rows with code whose files do not speak against it. What is not checkable, and our failures, cost "
    "nothing."
)
METHOD = (
    note(
        "method-applied",
        ru="Файлы показывают, что метод применён.",
        en="The files show that the method was applied.",
        why_ru=_HOW_RU,
        why_en=_HOW_EN,
    ),
    note(
        "method-not-applied",
        ru="Файлы, которые сохранил `compress`, не показывают заявленного. Исправьте код или назовите в строке то, что сделано.",
        en="The files that `compress` saved do not show what is claimed. Mend the code, or name in the row what was done.",
        why_ru=f"{_HOW_RU} Частые причины: не сняты маски прунинга, вместо сжатой сохранена исходная модель, метод назван неточно.",
        why_en=f"{_HOW_EN} Often: pruning masks are still on, the original was saved in place of the result, the method is named loosely.",
    ),
    note(
        "method-cannot-tell",
        ru="По файлам не определить, применён ли метод. Делать ничего не нужно.",
        en="The files do not tell whether the method was applied. There is nothing to do.",
        why_ru=f"{_HOW_RU} Если этого мало, бот так и говорит; на баллы это не влияет.",
        why_en=f"{_HOW_EN} Where that is not enough, the bot says so; it costs nothing.",
    ),
    note(
        "method-not-audited",
        ru="Не проверить: для этого метода проверки файлов нет. Делать ничего не нужно.",
        en="Not checkable: there is no check of the files for this method. There is nothing to do.",
        why_ru="Бот умеет доказывать по файлам не все методы. На баллы это не влияет.",
        why_en="The bot cannot prove every method from files. It costs nothing.",
    ),
    note(
        "method-original",
        ru="Исходная модель: доказывать нечего.",
        en="The original: there is no method to prove.",
        why_ru="Исходную модель запускает код курса, сжатия в ней нет.",
        why_en="The original runs on the course's own code and is not compressed.",
    ),
    note(
        "points-method",
        ru="Расхождений нет: доказано по файлам {proved}, строк с методом и кодом {rows}.",
        en="No differences: {proved} proved by the files; rows with a method and code: {rows}.",
        why_ru=_POINTS_RU,
        why_en=_POINTS_EN,
    ),
    note(
        "points-method-off",
        ru="Не видно метода у {off} из {rows}. Что в файлах вместо него, сказано у строки.",
        en="{off} of {rows} do not show their method. Each row says what its files show instead.",
        why_ru=_POINTS_RU,
        why_en=_POINTS_EN,
    ),
    note(
        "points-method-none",
        ru="Доказывать нечего: строк с методом и кодом нет.",
        en="There is nothing to prove: no row has a method and code.",
        why_ru=_POINTS_RU,
        why_en=_POINTS_EN,
    ),
)
