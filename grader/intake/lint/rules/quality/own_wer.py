"""WER or another edit distance written by hand, or replaced by the similarity of `difflib`.

False alarms: a helper that only wraps a library. A function must count edits itself, and nothing may come from a library.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.core.problem import Problem
from grader.core.words import Confidence, Entry, Severity, Words
from grader.intake.lint.code import Function
from grader.intake.lint.project import Project, Sheet
from grader.intake.lint.roles import words

_NAMES = frozenset({"wer", "cer", "levenshtein", "levenstein"})
_LIBRARIES = ("jiwer", "evaluate", "torchmetrics", "editdistance", "Levenshtein", "rapidfuzz", "fastwer", "pywer")

ENTRY = Entry(
    code="own-wer",
    severity=Severity.NOTE,
    confidence=Confidence.LIKELY,
    message=Words(
        ru="WER посчитан собственным кодом. Возьмите `jiwer` или `evaluate`: тогда ваше число можно сравнить с числами других команд.",
        en="WER is computed by code of your own. Use `jiwer` or `evaluate`, so that your number can be compared with those of other teams.",
    ),
    why=Words(
        ru="Свои реализации расходятся в мелочах: деление на длину эталона или ответа, пустые строки, среднее по записям вместо отношения сумм. "
        "`difflib` и вовсе считает сходство символов, а не ошибки в словах.",
        en="Home-made versions differ in small things: division by the length of the reference or of the answer, empty strings, a mean "
        "over recordings instead of a ratio of sums. `difflib` does not count word errors at all: it measures how alike the characters "
        "are.",
    ),
    wrong="def wer(reference, hypothesis):\n    r, h = reference.split(), hypothesis.split()\n    d = [[0] * (len(h) + 1) for _ in range(len(r) + 1)]\n    ...",
    right="import jiwer\nwer = jiwer.wer(reference=references, hypothesis=predictions)",
)


def check(project: Project) -> Iterator[Problem]:
    """Look at functions named for an edit distance, and at `difflib` where speech is recognised."""
    if any(sheet.code.imports(*_LIBRARIES) for sheet in project.sheets):
        return
    for sheet in project.sheets:
        own = [function for function in sheet.code.functions.values() if _counts_edits(function)]
        for function in own:
            yield sheet.problem(ENTRY, function)
        if not own:
            yield from _similar(sheet)


def _counts_edits(function: Function) -> bool:
    """Whether a function named for it goes over both sequences and takes the cheapest edit."""
    name = set(words(function.name))
    if not name & _NAMES and not name >= {"edit", "distance"} and not name >= {"word", "error"}:
        return False
    inside = list(ast.walk(function))
    loops = sum(isinstance(node, ast.For | ast.While | ast.comprehension) for node in inside)
    return (
        loops >= 2 and any(isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "min" for node in inside)
    ) or any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in {"SequenceMatcher", "get_opcodes"}
        for node in inside
    )


def _similar(sheet: Sheet) -> Iterator[Problem]:
    speech = {word for name in sheet.code.names for word in words(name)} & {"wer", "whisper", "transcribe", "transcription", "asr"}
    if speech:
        for call in sheet.code.called("difflib.SequenceMatcher"):
            yield sheet.problem(ENTRY, call.node)
