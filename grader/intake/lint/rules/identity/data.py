"""The code takes other data than the manifest names.

False alarms: only data sets loaded by a literal name count, and only where none of them, and nothing else in the code, has a word
in common with the manifest's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from grader.core.problem import Problem
from grader.core.words import Confidence, Entry, Severity, Words
from grader.intake.lint.project import Project

ENTRY = Entry(
    code="data-not-manifest",
    severity=Severity.WARNING,
    confidence=Confidence.LIKELY,
    message=Words(
        ru="В манифесте набор данных {data}, а код загружает {found}. Исправьте `data` в submission.yml или загрузите тот же набор.",
        en="The manifest names the data set {data}, but the code loads {found}. Fix `data` in submission.yml, or load the same set.",
    ),
    why=Words(
        ru="Качество сравнимо только на одних и тех же примерах. Бот считает его на наборе из манифеста, и число, полученное на другом наборе, с ним не сойдётся.",
        en="Quality can only be compared on the same examples. The bot computes it on the manifest's set, and a number from another set will not agree.",
    ),
    wrong='test = load_dataset("beans", split="test")  # submission.yml: data: digits',
    right='test = load_dataset("digits", split="test")  # submission.yml: data: digits',
)
_FORMATS = frozenset({"csv", "json", "parquet", "text", "imagefolder", "audiofolder", "arrow", "webdataset", "pandas"})
_WORD = re.compile(r"[a-zа-яё]{3,}")


def check(project: Project) -> Iterator[Problem]:
    """Hold the names given to `load_dataset` against the manifest."""
    if not project.manifest:
        return
    wanted = set(_WORD.findall(project.manifest.data.lower()))
    named = [
        (sheet, call, name)
        for sheet in project.sheets
        for call in sheet.code.calls
        if call.method == "load_dataset" and isinstance(name := sheet.code.constant(call.argument(0, "path")), str)
        if name not in _FORMATS and not name.startswith((".", "/"))
    ]
    identifiers = " ".join(name.lower() for sheet in project.sheets for name in sheet.code.names)
    texts = " ".join(text.lower() for sheet in project.sheets for _, text in sheet.code.strings)
    if not wanted or any(word in identifiers or word in texts for word in wanted):
        return
    for sheet, call, name in named:
        yield sheet.problem(ENTRY, call.node, {"data": project.manifest.data, "found": name})
