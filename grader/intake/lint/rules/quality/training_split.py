"""Quality on the examples that the model was trained on.

False alarms: training accuracy beside test accuracy, and held-out parts of a training file. Where any evaluation of the
pull request runs on other data, or the data was cut with `train_test_split`, nothing is said.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from grader.core.problem import Problem
from grader.core.words import Confidence, Entry, Severity, Words
from grader.intake.lint.code import Code
from grader.intake.lint.project import Project

_SMALL_COCO = re.compile(r"(?:^|/)coco(?:8|128)(?:-\w+)?\.ya?ml$")

ENTRY = Entry(
    code="quality-on-training-split",
    severity=Severity.WARNING,
    confidence=Confidence.LIKELY,
    message=Words(
        ru="Качество посчитано на обучающей части данных: модель могла видеть эти примеры. Возьмите test или validation.",
        en="Quality is computed on the training split, whose examples the model may have seen. Take test or validation.",
    ),
    why=Words(
        ru="На обучающих примерах модель отвечает лучше, чем на новых, и потери от сжатия там не видны: заученное переживает даже грубое "
        "квантование. Если у набора есть только train, отделите от него часть с фиксированным seed и не трогайте её при обучении и калибровке.",
        en="A model answers better on what it was trained on, so the cost of compression does not show there: what was learnt by heart "
        "survives even coarse quantisation. Where a data set has nothing but train, set a part aside with a fixed seed and keep it out of "
        "training and calibration.",
    ),
    wrong='data = load_dataset("conll2003", split="train")\nf1 = evaluate(model, data)',
    right='data = load_dataset("conll2003", split="test")\nf1 = evaluate(model, data)',
)


def check(project: Project) -> Iterator[Problem]:
    """Look at the split of every evaluation."""
    for sheet in project.sheets:
        for at in _small_coco(sheet.code):
            yield sheet.problem(ENTRY, at, confidence=Confidence.SURE)
    every = [(sheet, evaluation) for sheet in project.sheets for evaluation in sheet.evaluations.found]
    if any(evaluation.data.held_out or evaluation.data.split not in {"", "train"} for _, evaluation in every):
        return
    for sheet, evaluation in every:
        if evaluation.data.split == "train":
            yield sheet.problem(ENTRY, evaluation.data.split_at or evaluation.at)


def _small_coco(code: Code) -> Iterator[ast.AST]:
    """Yield validations on the samples of COCO's training images that ultralytics ships."""
    for call in code.called(".val"):
        data = code.constant(call.argument(None, "data"))
        if isinstance(data, str) and _SMALL_COCO.search(data):
            yield call.node
