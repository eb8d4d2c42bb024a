"""Why a verdict, or a line of the rubric, is what it is, in words.

A run that broke gives its `Ending` as the reason, whose entries are not among these.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.words import Entry
from grader.judge.reasons_measured import MEASURED, note
from grader.judge.reasons_method import METHOD
from grader.judge.reasons_parts import PARTS
from grader.judge.reasons_unsteady import UNSTEADY

_UNMEASURED = (
    note(
        "not-claimed",
        ru="В столбце {column} числа нет. Это не ошибка.",
        en="There is no number in the column {column}. That is no mistake.",
        why_ru="Столбец есть в задании, но строка в нём ничего не указывает. На баллы это не влияет.",
        why_en="The lesson has the column, but the row says nothing in it. It costs nothing.",
    ),
    note(
        "not-applicable",
        ru="Строка сама говорит, что метод здесь неприменим, но не говорит почему. Допишите причину.",
        en="The row itself says that the method does not apply here, but not why. Add the reason.",
        why_ru="Честно описанная неудача — тоже результат; проверять в такой строке нечего.",
        why_en="A failure honestly told is a result too; such a row holds nothing to check.",
    ),
    note(
        "not-applicable-because",
        ru="Метод здесь неприменим: {because}",
        en="The method does not apply here: {because}",
        why_ru="Метод, который к модели неприменим, — тоже результат, если сказано почему. На баллы это не влияет, строка принимается.",
        why_en="That a method does not apply to a model is a result too, if the row says why. It costs nothing, and the row is taken.",
    ),
    note(
        "no-manifest",
        ru="Не проверить: файла {path} нет или он не читается, и неизвестно, какой код запускать. Добавьте его — заготовка есть в отзыве.",
        en=(
            "Not checkable: {path} is missing or cannot be read, so we do not know which code to run. Add it; the review has one "
            "ready-made."
        ),
        why_ru="Файл submission.yml связывает строки таблицы с кодом. Без него таблица читается, но ничего не запускается.",
        why_en="The file submission.yml ties the rows of the table to code. Without it the table is read, but nothing is run.",
    ),
    note(
        "row-not-in-manifest",
        ru="Не проверить: строки «{model}, {method}» нет в {path}. Добавьте её с теми же моделью и методом.",
        en="Not checkable: {path} has no row for {model}, {method}. Add one with the same model and method.",
        why_ru="Строка таблицы находит свой код по модели и методу в submission.yml.",
        why_en="A row of the table finds its code by its model and method in submission.yml.",
    ),
    note(
        "not-run",
        ru="Не проверено: строка ещё не запускалась. Делать ничего не нужно.",
        en="Not checked: the row has not been run yet. There is nothing to do.",
        why_ru="Для этой строки нет запуска: проверка ещё впереди или была ограничена. На баллы это не влияет.",
        why_en="There is no run for this row: the check is still to come, or was limited. It costs nothing.",
    ),
    note(
        "other-commit",
        ru="Не проверено: измерения относятся к другому коммиту ({commit}). Дождитесь новой проверки.",
        en="Not checked: the measurements belong to another commit ({commit}). Wait for the next check.",
        why_ru="Пока шла проверка, в ветку добавили коммит; числа одного коммита не сравниваются с измерениями другого.",
        why_en="A commit was added while the check ran; the numbers of one commit are not held against measurements of another.",
    ),
    note(
        "no-gpu",
        ru="Не проверить: на проверяющей машине нет GPU. Делать ничего не нужно.",
        en="Not checkable: the checking machine has no GPU. There is nothing to do.",
        why_ru="Столбцы GPU проверяются только там, где он есть. На баллы это не влияет.",
        why_en="GPU columns are checked only where there is one. It costs nothing.",
    ),
    note(
        "device-unknown",
        ru="Не проверить: не сказано, на чём измерено время. Назовите столбец «CPU, мс» или «GPU, мс».",
        en="Not checkable: the table does not say which device the time is for. Call the column CPU, ms or GPU, ms.",
        why_ru="Время на CPU и на GPU — разные величины; гадать, какая из них указана, мы не станем.",
        why_en="Time on a CPU and on a GPU are two quantities; we do not guess which one is meant.",
    ),
    note(
        "metric-not-measured",
        ru="Не проверить: {metric} в этой задаче не измеряется. Можно оставить как есть.",
        en="Not checkable: {metric} is not measured in this task. It may stay as it is.",
        why_ru="У каждой задачи свой набор метрик; остальные числа читаются, но не проверяются. На баллы это не влияет.",
        why_en="Each task has its own metrics; other numbers are read but not checked. It costs nothing.",
    ),
)

_DECIDED = note(
    "points-decided",
    ru="{by} ставит за работу {points}: {reason}",
    en="{by} gives the work {points}: {reason}",
    why_ru="Преподаватель назначил итог командой `/points` в обсуждении; эта строка доводит сумму до него.",
    why_en="An instructor set the total by the command `/points` in the thread; this line brings the sum to it.",
)


def _points() -> Iterator[Entry]:
    table = {
        "why_ru": "За таблицу: она читается без ошибок и в ней есть нужные столбцы.",
        "why_en": "For the table: it reads without errors and has its columns.",
    }
    runs = {
        "why_ru": "За запуск: доля строк submission.yml с кодом, которые не сломались сами. Наши сбои не считаются.",
        "why_en": (
            "For running: the share of the rows of submission.yml with code that did not break by themselves. Our failures do not count."
        ),
    }
    numbers = {
        "why_ru": (
            "За числа: доля указанных чисел, которые не разошлись с измерением. Непроверяемое и неспокойное баллов не стоит, а "
            "величина результата не важна."
        ),
        "why_en": (
            "For the numbers: the share of the claimed numbers that do not differ from what was measured. What is not checkable or "
            "unsteady costs nothing, and how good a result is does not matter."
        ),
    }
    yield note("points-table", ru="Таблица прочитана, строк: {rows}.", en="The table reads well; rows: {rows}.", **table)
    yield note(
        "points-table-problems",
        ru="Ошибок в таблице: {problems}. Исправьте их — места указаны в отзыве.",
        en="Errors in the table: {problems}. Mend them; the review names the places.",
        **table,
    )
    yield note(
        "points-table-empty",
        ru="Таблицы с результатами нет. Добавьте её в README.md.",
        en="There is no results table. Add one to README.md.",
        **table,
    )
    yield note("points-runs", ru="Код запускается, строк с кодом: {rows}.", en="The code runs; rows with code: {rows}.", **runs)
    yield note(
        "points-runs-broken",
        ru="Не выполнилось {broken} из {rows}. Причина названа у каждой строки.",
        en="{broken} of {rows} did not run through. The reason stands at each row.",
        **runs,
    )
    yield note("points-runs-none", ru="Запускать свой код эта работа не требует.", en="This work needs no code of its own.", **runs)
    yield note(
        "points-no-manifest",
        ru="Нет submission.yml, поэтому код не запускался. Добавьте его — заготовка есть в отзыве.",
        en="There is no submission.yml, so no code was run. Add one; the review has it ready-made.",
        **runs,
    )
    yield note(
        "points-numbers",
        ru="Расхождений нет: подтверждено {confirmed}, указано {claimed}.",
        en="No differences: {confirmed} confirmed, {claimed} claimed.",
        **numbers,
    )
    yield note(
        "points-numbers-off",
        ru="Разошлось {off} из {claimed}. Нужные значения указаны в ячейках.",
        en="{off} of {claimed} differ. The cells name the measured values.",
        **numbers,
    )
    yield note("points-numbers-none", ru="В таблице нет ни одного числа.", en="The table holds no number.", **numbers)


ENTRIES: tuple[Entry, ...] = (*MEASURED, *UNSTEADY, *METHOD, *PARTS, *_UNMEASURED, *_points(), _DECIDED)
