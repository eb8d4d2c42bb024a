"""`/override ROW METRIC OUTCOME reason`: decide one cell; METRIC may be `method`."""

from __future__ import annotations

from grader.core.decision import DecisionKind
from grader.core.words import Words
from grader.github.commands import arguments
from grader.github.commands.command import Arguments, Command, Right, grade_again


def _read(text: str) -> Arguments:
    row, rest = arguments.row(text)
    metric, rest = arguments.cell(rest)
    outcome, rest = arguments.outcome(rest)
    return Arguments(row=row, metric=metric, method=metric is None, outcome=outcome, reason=arguments.reason(rest))


OVERRIDE = Command(
    word="override",
    right=Right.WRITER,
    usage=Words(ru="/override СТРОКА МЕТРИКА ИТОГ причина", en="/override ROW METRIC OUTCOME reason"),
    example=Words(
        ru="/override 51 размер верно размер считали вместе с токенизатором", en="/override 51 size confirmed the tokenizer was counted too"
    ),
    meaning=Words(
        ru="решить об одном числе или о методе (МЕТРИКА — `метод`): `верно`, `расходится`, `неустойчиво`, `не проверить`, `неприменимо`",
        en="decide about one number, or about the method (METRIC is `method`): `confirmed`, `off`, `unsteady`, `not-checkable`, "
        "`not-applicable`",
    ),
    read=_read,
    act=grade_again,
    decides=DecisionKind.OVERRIDE,
)
