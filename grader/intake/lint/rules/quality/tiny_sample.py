"""Quality from a handful of examples: the difference between two methods is smaller than what chance makes of it.

False alarms: counts that limit timing, warm-up or calibration, and batches. Only data that reaches a computation of quality
is looked at, and a limit on batches counts only where their size is known.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator

from grader.core.problem import Problem
from grader.core.words import Confidence, Entry, Severity, Words
from grader.intake.lint.project import Project, Sheet
from grader.intake.lint.roles import names_evaluation, words

#: With fewer examples than these an accuracy near 0.9 is uncertain by more than four points.
FEWEST = 200
_COUNT = {"samples", "sample", "examples", "size", "n", "num", "limit", "max", "subset", "count"}
_NO_COUNT = {
    "batch",
    "steps",
    "step",
    "epochs",
    "epoch",
    "every",
    "length",
    "len",
    "tokens",
    "token",
    "workers",
    "threshold",
    "rate",
    "runs",
    "ratio",
}

ENTRY = Entry(
    code="tiny-evaluation-sample",
    severity=Severity.WARNING,
    confidence=Confidence.LIKELY,
    message=Words(
        ru="Примеров, на которых посчитано качество: {count}. При точности около 0,9 разброс составит ±{half} п. п., и разницу между "
        "методами за ним не видно. Возьмите не меньше 500 примеров или приведите доверительный интервал.",
        en="Examples that quality is computed on: {count}. An accuracy near 0.9 is then uncertain by ±{half} points, which hides the "
        "difference between methods. Take at least 500 examples, or report a confidence interval.",
    ),
    why=Words(
        ru="Доля верных ответов на N примерах колеблется примерно на 1,96·√(p(1−p)/N): при N = 50 это 8 процентных пунктов. На двадцати записях WER "
        "0,250 и 0,256 отличаются одним словом. Число примеров пишите рядом с метрикой, а сравнивайте методы на одних и тех же примерах.",
        en="The share of right answers on N examples varies by about 1.96·√(p(1−p)/N): 8 points at N = 50. On twenty recordings a WER of "
        "0.250 and one of 0.256 differ by one word. Write the number of examples beside the metric, and compare methods on the same ones.",
    ),
    wrong='data = load_dataset("beans", split="test").select(range(50))\nprint(evaluate(model, data))',
    right='data = load_dataset("beans", split="test")\nprint(len(data), evaluate(model, data))',
)


def check(project: Project) -> Iterator[Problem]:
    """Look at every evaluation whose examples are bounded, and at constants that are named for it."""
    for sheet in project.sheets:
        seen: set[ast.AST] = set()
        for evaluation in sheet.evaluations.found:
            data = evaluation.data
            if data.limit is not None and 0 < data.limit < FEWEST and data.limited_at not in seen:
                at = data.limited_at or evaluation.at
                seen.add(at)
                yield sheet.problem(ENTRY, at, _facts(data.limit))
        if not seen:
            yield from _named(sheet)


def _named(sheet: Sheet) -> Iterator[Problem]:
    """Look at `EVAL_SAMPLES = 50` where the way of the number could not be followed."""
    if not sheet.evaluations.has_metric:
        return
    for name, values in sheet.code.assignments.items():
        found = set(words(name))
        if not names_evaluation(name) or not found & _COUNT or found & _NO_COUNT or len(values) > 1:
            continue
        count = sheet.code.constant(values[0].value)
        if isinstance(count, int) and not isinstance(count, bool) and 2 <= count < FEWEST and sheet.code.loads.get(name):
            yield sheet.problem(ENTRY, values[0].at[0], _facts(count))


def _facts(count: int) -> dict[str, int | float]:
    return {"count": count, "half": max(round(196 * math.sqrt(0.09 / count)), 1)}
