"""What the course tells about the rows of a pull request, gathered for the questions about its numbers."""

from __future__ import annotations

from grader.core.identity import model_name
from grader.intake.case import Case
from grader.intake.elsewhere import tables_elsewhere
from grader.intake.objects import Repository
from grader.intake.shipped import shipped_parameters
from grader.intake.sight import Known


def surroundings(repository: Repository, case: Case, base: str) -> Known:
    """Gather what is known about the rows of a case; `base` is the tree that the course's own files are read from."""
    data = case.course.data.get(case.manifest.data) if case.manifest else None
    examples = data.examples if data and data.task != "token-classification" else None  # there, accuracy counts tokens
    models = {model_name(row.model) for row in case.rows if row.model}
    return Known(
        parameters=shipped_parameters(repository, base, case.course, models),
        examples={(row.place.line or 0, row.place.column): examples for row in case.submitted if examples and row.manifest is not None},
        elsewhere=lambda digits: tables_elsewhere(repository, case.pull_request, case.course, base, digits),
    )
