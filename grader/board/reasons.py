"""Why a row, or a whole submission, is not merged, in words."""

from __future__ import annotations

from grader.core.words import Entry, Severity, Words


def _reason(code: str, *, ru: str, en: str, why_ru: str, why_en: str) -> Entry:
    return Entry(code=code, severity=Severity.WARNING, message=Words(ru=ru, en=en), why=Words(ru=why_ru, en=why_en))


_ROWS = (
    _reason(
        "merge-row-differs",
        ru="Не подтвердилось: {metrics}.",
        en="Not confirmed: {metrics}.",
        why_ru="В ветку занятия попадает строка, у которой ни одно число не разошлось с измерением, а метод (method) виден в сохранённых "
        "файлах или здесь не проверяется. Исправьте число или код и отправьте новый коммит. Преподаватель может принять строку и так: "
        "`/accept СТРОКА причина`.",
        why_en="A row gets into the lesson's branch if none of its numbers differs from what was measured, and the saved files show its "
        "method or cannot tell. Correct the number or the code and push a new commit. An instructor can accept the row as it is: "
        "`/accept ROW reason`.",
    ),
    _reason(
        "merge-row-stopped",
        ru="Код строки не доработал до конца: {ending}.",
        en="The row's code did not run to the end: {ending}.",
        why_ru="Число, подтверждённое до остановки, ничего не говорит об остальных. Исправьте код и отправьте новый коммит.",
        why_en="A number confirmed before the stop says nothing about the rest. Fix the code and push a new commit.",
    ),
    _reason(
        "merge-row-unconfirmed",
        ru="Ни одно число строки не подтверждено.",
        en="None of the row's numbers is confirmed.",
        why_ru="Чтобы попасть в ветку занятия, строке нужно хотя бы одно подтверждённое число. Почему проверить не удалось, сказано в "
        "отзыве; чаще всего не хватает `submission.yml`. Преподаватель может принять строку и так: `/accept СТРОКА причина`.",
        why_en="To get into the lesson's branch, a row needs at least one confirmed number. The review says why nothing could be checked; "
        "most often `submission.yml` is missing. An instructor can accept the row as it is: `/accept ROW reason`.",
    ),
    _reason(
        "merge-row-reason",
        ru="Строка говорит, что метод неприменим, но не говорит почему.",
        en="The row says that the method does not apply, but not why.",
        why_ru="Строка без чисел принимается, если в ней названа причина. Допишите её в ячейку («не применимо: …») или в `reason:` в "
        "submission.yml.",
        why_en="A row without numbers is taken if it gives the reason. Add it to the cell (`not applicable: …`), or as `reason:` to "
        "submission.yml.",
    ),
    _reason(
        "merge-row-unnamed",
        ru="В строке не названа модель.",
        en="The row names no model.",
        why_ru="Без модели строку в общей таблице не отличить от чужих. Впишите модель в первый столбец.",
        why_en="Without a model the row cannot be told from the others in the common table. Write the model in the first column.",
    ),
    _reason(
        "merge-row-twice",
        ru="Строка с моделью {model} и методом {method} уже есть выше в этом же pull request.",
        en="A row with the model {model} and the method {method} already stands above in this pull request.",
        why_ru="Строки различаются моделью и методом. Уточните метод (например, допишите число кластеров) или уберите лишнюю строку.",
        why_en="Rows are told apart by model and method. Say more about the method (for example, the number of clusters) or remove one of "
        "the rows.",
    ),
    _reason(
        "merge-row-turned",
        ru="В вашей таблице метрики идут сверху вниз, и перенести строку в общую таблицу нельзя.",
        en="In your table the metrics run down the rows, so there is no line to move into the common table.",
        why_ru="В таблице занятия каждому варианту отведена строка. Запишите результаты так же.",
        why_en="In the lesson's table every variant has a row. Write your results in that form.",
    ),
)

_LINES = (
    _reason(
        "merge-line-control",
        ru="В строке таблицы есть невидимые или повреждённые символы.",
        en="The line of the table contains invisible or damaged characters.",
        why_ru="Управляющие символы, разделители строк и символы, меняющие направление письма, в общую таблицу не переносятся. "
        "Наберите строку заново.",
        why_en="Control characters, line separators and characters that change the direction of writing do not get into the common table. "
        "Type the line again.",
    ),
    _reason(
        "merge-line-comment",
        ru="В строке таблицы есть знак HTML-комментария.",
        en="The line of the table contains an HTML comment mark.",
        why_ru="Комментарий может скрыть часть общей таблицы. Уберите `<!--` и `-->` из строки.",
        why_en="A comment can hide part of the common table. Remove `<!--` and `-->` from the line.",
    ),
    _reason(
        "merge-line-cells",
        ru="Ячеек в строке: {written}, а столбцов в таблице ветки: {expected}.",
        en="Cells in the line: {written}; columns in the branch's table: {expected}.",
        why_ru="Строка переносится как есть, поэтому столбцы должны совпадать. Приведите свою таблицу к столбцам ветки занятия; "
        "черту внутри ячейки пишите как `\\|`.",
        why_en="The line is moved as it is, so the columns must match. Give your table the columns of the lesson's branch; write a pipe "
        "inside a cell as `\\|`.",
    ),
    _reason(
        "merge-line-reads",
        ru="В таблице ветки эта строка читалась бы иначе, чем в вашей.",
        en="In the branch's table this line would be read differently than in yours.",
        why_ru="Проверялись числа под заголовками вашей таблицы, а в ветке заголовки другие. Приведите таблицу к столбцам ветки занятия. "
        "Так же бывает, если в общей таблице не осталось места: читается не больше 2000 строк.",
        why_en="The numbers were checked under the headers of your table, and the branch has others. Give your table the columns of the "
        "lesson's branch. The same happens when the common table is full: no more than 2000 rows are read.",
    ),
)

_BRANCHES = (
    _reason(
        "merge-held",
        ru="Слияние приостановлено ({by}): {why}",
        en="Merging is on hold ({by}): {why}",
        why_ru="Преподаватель попросил ничего не сливать. Чтобы снять паузу, удалите комментарий с `/hold` или напишите `/release`.",
        why_en="An instructor asked for nothing to be merged. To lift the hold, delete the comment with `/hold` or write `/release`.",
    ),
    _reason(
        "merge-title",
        ru="Из заголовка неясно, чья это работа и какая по счёту.",
        en="The title does not say whose homework this is, or which one.",
        why_ru="Записи лежат в каталоге команды, поэтому без команды и номера сливать некуда. Исправьте заголовок: `team_name HW-N`.",
        why_en="Records are kept in the team's directory, so without the team and the number there is no place for them. Correct the "
        "title: `team_name HW-N`.",
    ),
    _reason(
        "merge-no-table",
        ru="В README.md ветки занятия нет таблицы результатов: добавить строки некуда.",
        en="The README.md of the lesson's branch has no results table that rows could be added to.",
        why_ru="Верните в README.md ветки заголовок таблицы (строку с названиями столбцов и строку с `---` под ней) и повторите `/merge`.",
        why_en="Put the header of the table back into the branch's README.md (the line with the column names and the one with `---` below "
        "it), then repeat `/merge`.",
    ),
    _reason(
        "merge-encoding",
        ru="README.md ветки занятия не в кодировке UTF-8.",
        en="The README.md of the lesson's branch is not in UTF-8.",
        why_ru="Остальной текст README.md при слиянии не меняется ни на байт, а смешать две кодировки в одном файле нельзя. Сохраните файл "
        "в UTF-8 и повторите `/merge`.",
        why_en="Merging leaves the rest of README.md as it is, byte for byte, and one file cannot hold two encodings. Save the file in "
        "UTF-8, then repeat `/merge`.",
    ),
    _reason(
        "merge-record",
        ru="Запись этой работы в ветке занятия повреждена: {error}",
        en="The record of this homework in the lesson's branch is damaged: {error}",
        why_ru="Файл `record.json` пишет только бот; похоже, его правили. Верните прежний файл или удалите его и повторите `/merge`.",
        why_en="Only the bot writes `record.json`; it seems to have been edited. Restore the file or delete it, then repeat `/merge`.",
    ),
)

ENTRIES = (*_ROWS, *_LINES, *_BRANCHES)
