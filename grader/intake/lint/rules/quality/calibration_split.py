"""Calibrated, tuned or distilled on the very examples that quality is then computed on.

False alarms: calibration on another slice of the same split. Both sides must be known by name, split and first example.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from grader.core.problem import Problem
from grader.core.words import Confidence, Entry, Severity, Words
from grader.intake.lint.call import Call
from grader.intake.lint.data import NOTHING, Data
from grader.intake.lint.project import Project, Sheet
from grader.intake.lint.roles import names_split

_KEYWORDS = frozenset(
    {
        "calibration_dataset", "calibration_data", "calib_data", "calib_dataset", "calibration_loader", "calib_loader",
        "calibration_dataloader", "calib_dataloader", "calibration_data_reader", "representative_dataset", "train_dataset",
    }
)  # fmt: skip
_NAMED = re.compile(r"calib", re.IGNORECASE)
_TAKERS = re.compile(r"^nncf\.(?:quantize|Dataset)$|DataReader$|(?:^|\.)GPTQConfig$", re.IGNORECASE)

ENTRY = Entry(
    code="calibration-on-evaluation-split",
    severity=Severity.WARNING,
    confidence=Confidence.LIKELY,
    message=Words(
        ru="Калибровка или обучение идёт на тех же данных ({data}, {split}), на которых потом считается качество. Для калибровки возьмите примеры из "
        "train.",
        en="Calibration or training uses the same data ({data}, {split}) that quality is then computed on. Calibrate on examples from train.",
    ),
    why=Words(
        ru="Диапазоны активаций, веса GPTQ или ученик подгоняются под примеры, которые им показали. Качество на них же выходит лучше, чем будет на "
        "новых данных, и методы с калибровкой получают фору перед методами без неё.",
        en="Activation ranges, GPTQ weights or a student are fitted to the examples they are shown. Quality on those is better than it "
        "will be on new data, and methods that calibrate get a head start over those that do not.",
    ),
    wrong='test = load_dataset("beans", split="test")\nquantizer.fit(calibration_dataset=test)\nevaluate(model, test)',
    right='calib = load_dataset("beans", split="train[:300]")\nquantizer.fit(calibration_dataset=calib)\n'
    'evaluate(model, load_dataset("beans", split="test"))',
)


def check(project: Project) -> Iterator[Problem]:
    """Compare the data of every calibration with that of every evaluation."""
    evaluated = [evaluation.data for sheet in project.sheets for evaluation in sheet.evaluations.found if evaluation.data.split != "train"]
    for sheet in project.sheets if evaluated else ():
        for at, data in _calibrated(sheet):
            if any(data.overlaps(other) for other in evaluated):
                yield sheet.problem(ENTRY, at, {"data": _short(data.name), "split": data.split})


def _calibrated(sheet: Sheet) -> Iterator[tuple[ast.AST, Data]]:
    for call in sheet.code.calls:
        if call.method == "get_calibration_dataset":
            name, split = sheet.code.constant(call.argument(0, "dataset_name")), sheet.code.constant(call.argument(None, "dataset_split"))
            if isinstance(name, str) and isinstance(split, str):
                yield call.node, Data(name=name, split=names_split(split) or split)
            continue
        for value in _given(call):
            for bound in sheet.evaluations.bounds(call.scope) if isinstance(value, ast.Name) else (NOTHING,):
                if data := sheet.evaluations.flow.data(value, bound):
                    yield call.node, data
    for name, values in sheet.code.assignments.items():
        if _NAMED.search(name):
            for assigned in values:
                if data := sheet.evaluations.flow.data(assigned.value):
                    yield assigned.value, data


def _given(call: Call) -> Iterator[ast.expr]:
    """Yield the arguments that are calibrated or trained on."""
    keywords = [given for given in call.node.keywords if given.arg]
    yield from (given.value for given in keywords if given.arg in _KEYWORDS)
    if _TAKERS.search(call.name) or (_NAMED.search(call.method) and call.method != "get_calibration_dataset"):
        yield from call.node.args
        yield from (given.value for given in keywords if given.arg not in _KEYWORDS)


def _short(name: str) -> str:
    return name.rpartition(".")[2] if name.count(".") > 1 else name
