"""The model was called a few times before the clock started."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.core.problem import Problem
from grader.core.words import Confidence, Entry, Severity, Words
from grader.intake.lint.asked import Measured, earlier
from grader.intake.lint.call import Call
from grader.intake.lint.code import Code
from grader.intake.lint.models import runs_inference
from grader.intake.lint.project import Project

ENTRY = Entry(
    code="warm-up-done",
    severity=Severity.PRAISE,
    confidence=Confidence.LIKELY,
    message=Words(
        ru="Перед замером модель прогрета: медленные первые вызовы в результат не попали.",
        en="The model is warmed up before it is timed, so the slow first calls stay out of the result.",
    ),
    why=Words(
        ru="При первых вызовах выделяется память и выбираются ядра; без прогрева они завышают время.",
        en="The first calls allocate memory and choose kernels; without a warm-up they inflate the time.",
    ),
)
#: A loop of more rounds than these is no warm-up.
_MOST_ROUNDS = 100


def check(project: Project) -> Iterator[Problem]:
    """Look for a short loop of calls, or a function named so, before each timed region."""
    for sheet in project.sheets:
        for region in sheet.measured:
            for call in earlier(sheet.code, region.timing) if region.timing.repeated else ():
                if _warms(sheet.code, call, region):
                    yield sheet.problem(ENTRY, call.node)
                    break


def _warms(code: Code, call: Call, region: Measured) -> bool:
    named = "warm" in call.method.lower()
    if not (named or call.loop) or code.followed(call) is region.timing.scope:
        return False
    return (named or _short_loop(code, call, region)) and runs_inference(code, call)


def _short_loop(code: Code, call: Call, region: Measured) -> bool:
    """Whether the loop around a call makes a few rounds, or a number of rounds that is named so."""
    loop = code.loop_of(call.node)
    if (
        not isinstance(loop, ast.For)
        or not isinstance(loop.iter, ast.Call)
        or code.name_of(loop.iter.func) != "range"
        or not loop.iter.args
    ):
        return False
    rounds = code.constant(loop.iter.args[-1])
    said = isinstance(rounds, int) and 1 <= rounds <= _MOST_ROUNDS and loop is not code.loop_of(region.timing.start.node)
    return said or "warm" in ast.dump(loop.iter).lower()
