"""The code loads one model, the table names another.

False alarms: organisations, case, dashes and endings do not count, nor does one name that says more than the other; a name that
stands anywhere in the code, its outputs or files will do; rows on distillation have two models; helpers (judges, embeddings,
draft models) are left alone.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from grader.core.problem import Problem
from grader.core.table import Family
from grader.core.words import Confidence, Entry, Severity, Words
from grader.intake.lint.ids import Loaded, compact, differs, is_id, loaded, other_size, same
from grader.intake.lint.paths import Files
from grader.intake.lint.project import Project, Sheet

ENTRY = Entry(
    code="model-not-in-table",
    severity=Severity.WARNING,
    confidence=Confidence.LIKELY,
    message=Words(
        ru="В таблице модель {model}, а код загружает {found}. Проверьте, о какой модели числа, и исправьте имя в таблице или в коде.",
        en="The table names the model {model}, but the code loads {found}. Check which model the numbers belong to, and fix the name in the table or in the code.",
    ),
    why=Words(
        ru="Строки таблицы сравнивают между собой: сжатую модель с исходной. Если одна из них посчитана на другой модели, сравнивать нечего, даже когда каждое число снято верно.",
        en="The rows of a table are compared with one another: the compressed model with the original. If one of them belongs to another model, there is nothing to compare, however well each number was taken.",
    ),
    wrong='model = AutoModel.from_pretrained("Qwen/Qwen1.5-1.8B-Chat")  # the table: Qwen2.5-1.5B',
    right='MODEL = "Qwen/Qwen2.5-1.5B"  # the name in the table\nmodel = AutoModel.from_pretrained(MODEL)',
)
_HELPER = re.compile(
    r"teacher|student|judge|assist|draft|embed|metric|scor|reward|reference|ref_|nisqa|bertscore|vad|vocoder|encoder", re.IGNORECASE
)
_NAMED = re.compile(r"[\w.-]{5,}|[\w.-]+/[\w.-]{3,}")


def check(project: Project) -> Iterator[Problem]:
    """Hold the models of the rows against the ids that the code loads."""
    names = {row.model for row in project.rows if row.model and _is_name(row.model) and row.method.family is not Family.DISTILLATION}
    if not names:
        return
    known = {row.model for row in project.rows if row.model}
    known |= {row.model for row in project.manifest.rows} if project.manifest else set()
    every = [(sheet, found) for sheet in project.sheets for found in loaded(sheet.code)]
    files = Files(project)
    strange = [
        (sheet, found)
        for sheet, found in every
        if found.model and is_id(found.id) and not any(same(found.id, name) for name in known) and not _helps(sheet, found)
        if not files.has(found.id, sheet.source.path) and not files.saved(found.id)
    ]
    if not any(row.method.family is Family.DISTILLATION for row in project.rows):
        for sheet, found in strange:
            if other := next((name for name in sorted(names) if other_size(found.id, name)), None):
                facts = {"model": other, "found": found.id}
                yield sheet.problem(ENTRY, found.call.node, facts, confidence=Confidence.POSSIBLE)
    said = _said(project)
    for name in sorted(names):
        if any(same(name, found.id) for _, found in every) or compact(name) in said:
            continue
        for sheet, found in strange:
            if differs(name, found.id):
                yield sheet.problem(ENTRY, found.call.node, {"model": name, "found": found.id})


def _is_name(model: str) -> bool:
    """Whether a row's model is written as a name, not described in words."""
    return bool(_NAMED.fullmatch(model)) and any(char in model for char in "-_/.0123456789")


def _helps(sheet: Sheet, found: Loaded) -> bool:
    """Whether a model helps to measure, teach or search, by the names around it."""
    above: ast.AST | None = sheet.code.parents.get(found.call.node)
    while above is not None and not isinstance(above, ast.stmt | ast.keyword):
        above = sheet.code.parents.get(above)
    names = [above.arg or ""] if isinstance(above, ast.keyword) else []
    names += [sheet.code.name_of(target) for target in above.targets] if isinstance(above, ast.Assign) else []
    names += [getattr(found.call.scope, "name", "")]
    return any(_HELPER.search(name) for name in names) or bool(_HELPER.search(found.id))


def _said(project: Project) -> str:
    """Return all that is written in strings, magics, text cells, outputs and small files, in one comparable form."""
    texts = [text for sheet in project.sheets for _, text in sheet.code.strings]
    texts += [magic.text for sheet in project.sheets for magic in sheet.source.magics]
    texts += [text for sheet in project.sheets for _, text in sheet.source.texts]
    texts += [output.text[:20_000] for sheet in project.sheets for output in sheet.source.outputs]
    texts += [text[:20_000] for path, text in project.texts.items() if path.endswith((".yml", ".yaml", ".json", ".toml", ".cfg", ".sh"))]
    return re.sub(r"[^\w\n]+|_", "", "\n".join(texts).lower())
