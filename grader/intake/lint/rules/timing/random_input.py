"""A generating model timed on noise: how long it runs depends on how many tokens it makes, and noise makes any number of them.

False alarms: inputs of `.generate` only (one forward pass costs the same on noise), only where it is timed, and not where the
number of new tokens is fixed from below.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from grader.core.problem import Problem
from grader.core.words import Confidence, Entry, Severity, Words
from grader.intake.lint.call import Call
from grader.intake.lint.code import Code
from grader.intake.lint.flow import arguments
from grader.intake.lint.project import Project

ENTRY = Entry(
    code="random-input-for-generate",
    severity=Severity.WARNING,
    confidence=Confidence.LIKELY,
    message=Words(
        ru="Генерация замерена на случайном входе ({source}). Возьмите настоящие примеры из вашего набора данных: от входа зависит, сколько токенов сгенерирует модель.",
        en="Generation is timed on random input ({source}). Take real examples of your data set: the input decides how many tokens the model generates.",
    ),
    why=Words(
        ru="Время генерации почти пропорционально числу новых токенов. На шуме модель может остановиться сразу или продолжать до предела длины, причём сжатая модель делает это иначе, чем исходная: вы сравниваете длину ответов, а не скорость.",
        en="Generation time is nearly proportional to the number of new tokens. On noise a model may stop at once or run to the limit, and the compressed one does so differently from the original: you compare lengths of answers, not speed.",
    ),
    wrong="features = torch.randn(1, 80, 3000)\nfor _ in range(50):\n    start = time.perf_counter()\n    model.generate(features)\n    times.append(time.perf_counter() - start)\nlatency = statistics.median(times)",
    right='for audio in recordings:\n    features = processor(audio, sampling_rate=16000, return_tensors="pt").input_features\n    start = time.perf_counter()\n    model.generate(features)\n    times.append(time.perf_counter() - start)\nlatency = statistics.median(times)',
)
_RANDOM = re.compile(
    r"^(?:torch|np\.random|numpy\.random|random)\.(?:randn|rand|randint|normal|uniform|random|randn_like|rand_like|zeros|ones|random_sample)$"
)
_FIXED = frozenset({"min_new_tokens", "min_length"})


def check(project: Project) -> Iterator[Problem]:
    """Look at every generation that is timed."""
    for sheet in project.sheets:
        for region in sheet.measured:
            for call in (run.call for run in region.asked if run.call.method == "generate"):
                if source := _random(sheet.code, call):
                    yield sheet.problem(ENTRY, call.node, {"source": f"{source}()"})


def _random(code: Code, call: Call) -> str:
    """Return the name of the function that made the input, if it is random."""
    keywords = {keyword.arg for keyword in call.node.keywords}
    if keywords & _FIXED:
        return ""
    given = [
        *call.node.args[:1],
        *(
            keyword.value
            for keyword in call.node.keywords
            if keyword.arg in (None, "input_ids", "inputs", "input_features", "input_values")
        ),
    ]
    return next((source for value in given if (source := _source(code, value))), "")


def _source(code: Code, node: ast.expr, depth: int = 3) -> str:
    """Return the random function that a value comes from, through names, dictionaries and what callers give."""
    if isinstance(node, ast.Subscript):
        return _source(code, node.value, depth)
    if isinstance(node, ast.Name | ast.Attribute):
        found = code.assigned(node)
        if found and isinstance(found.value, ast.Dict | ast.DictComp):
            return _source(code, found.value, depth)
    if isinstance(node, ast.Dict):
        return next((source for value in node.values if (source := _source(code, value, depth))), "")
    origin = code.origin(node)
    if _RANDOM.search(origin):
        return origin
    return next((source for value in arguments(code, node) if depth and (source := _source(code, value, depth - 1))), "")
