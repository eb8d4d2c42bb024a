"""A file is read that is not in the repository and that nothing in the code makes or fetches.

False alarms: a path counts as made as soon as anything else in the code names it or its folder, or when the code unpacks,
downloads or saves something whose name nobody can tell; a file of the same name anywhere in the repository will do.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.problem import Problem
from grader.core.words import Confidence, Entry, Severity, Words
from grader.intake.lint.names import listed
from grader.intake.lint.paths import Files, reads
from grader.intake.lint.project import Project

ENTRY = Entry(
    code="missing-file",
    severity=Severity.WARNING,
    confidence=Confidence.LIKELY,
    message=Words(
        ru="Этого нет в репозитории, и код этого не создаёт: {paths}. Приложите файл или добавьте код, который его получает.",
        en="This is neither in the repository nor made by the code: {paths}. Add the file, or the code that makes it.",
    ),
    why=Words(
        ru="Без этого файла код никто не запустит, а ваши числа нельзя повторить. Небольшие файлы положите рядом с кодом, большие веса выложите на Hugging Face и загружайте по имени.",
        en="Without the file, nobody can run the code or repeat your numbers. Put small files beside the code; upload large weights to Hugging Face and load them by name.",
    ),
    wrong='model = AutoModel.from_pretrained("./student_final")',
    right='model.save_pretrained("./student_final")\nmodel = AutoModel.from_pretrained("./student_final")',
)


def check(project: Project) -> Iterator[Problem]:
    """Look at every call that reads a literal path."""
    files = Files(project)
    missing = [
        (sheet, call, path)
        for sheet in project.sheets
        for call, path in reads(sheet.code)
        if not files.has(path, sheet.source.path) and not files.made(path)
    ]
    paths = listed(path for *_, path in missing)
    yield from (sheet.problem(ENTRY, call.node, {"paths": paths}) for sheet, call, _ in missing)
