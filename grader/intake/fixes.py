"""What the bot offers to put right: code of the problem → what the fix is. A safe fix is a one-click suggestion on the line."""

from __future__ import annotations

from collections.abc import Mapping

from grader.core.words import Words

_ROW = Words(
    ru="та же строка таблицы в единицах курса; в pull request — правка в один щелчок, если ни одно число не меняет смысла",
    en="the same row in the course's units; in a pull request a one-click suggestion wherever no number changes its meaning",
)
_LINE = Words(ru="строка манифеста, как она должна читаться", en="the line of the manifest as it should read")
_TITLE = Words(ru="заголовок pull request, как он должен читаться", en="the title of the pull request as it should read")
FIXES: Mapping[str, Words] = {
    **dict.fromkeys(("unit-missing", "unit-mixed", "percent-missing", "row-form"), _ROW),
    **dict.fromkeys(("title-form", "title-unreadable", "homework-unknown"), _TITLE),
    **dict.fromkeys(("manifest-team", "manifest-team-lookalike", "manifest-homework"), _LINE),
    "unit-foreign": Words(
        ru="та же строка с двумя ячейками, поменянными местами, если обе единицы тогда подходят к столбцам",
        en="the same row with two cells exchanged, where both units fit their columns then",
    ),
    "revision-unneeded": Words(ru="строка манифеста, превращённая в комментарий", en="the line of the manifest, turned into a comment"),
    "table-own-columns": Words(
        ru="новые строки в столбцах и единицах занятия; они предлагаются, только если читаются с теми же числами",
        en="the new rows in the lesson's columns and units; offered only if they are read as the same numbers",
    ),
    "header-misspelt": Words(ru="строка заголовков без опечаток", en="the header line, spelt right"),
    "reason-missing": Words(ru="та же строка с местом для причины", en="the same row with a place for the reason"),
    "branch-wrong": Words(ru="ветка занятия", en="the lesson's branch"),
    "row-changed": Words(ru="строка, как она была", en="the row as it was"),
    "manifest-missing": Words(
        ru="готовый `submission.yml`, заполненный по вашей таблице: положите его на место и допишите то, чего таблица не говорит",
        en="a `submission.yml` filled from your table: put it in its place and complete what the table does not tell",
    ),
}
