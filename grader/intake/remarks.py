"""What can be said of the code of a pull request without running it: remarks, and where the numbers of the table come from."""

from __future__ import annotations

from pathlib import PurePosixPath

from grader.core.problem import Problem
from grader.core.trace import Trace
from grader.intake.case import Case
from grader.intake.objects import Repository


def remarks(repository: Repository, case: Case) -> tuple[tuple[Problem, ...], tuple[Trace, ...]]:
    """Read the code that a pull request brings and apply every rule to it; nothing is loaded where there is no code.

    Raises:
        GitError: git failed.
    """
    if not any(change.path and PurePosixPath(change.path).suffix.lower() in (".py", ".ipynb") for change in case.changes):
        return (), ()
    from grader.intake.lint.draft import draft
    from grader.intake.lint.gather import gather
    from grader.intake.lint.lint import lint
    from grader.intake.lint.rules import RULES
    from grader.intake.trace.printed import printed
    from grader.intake.trace.remark import remarks_on
    from grader.intake.trace.trace import trace

    project, unread = gather(repository, case)
    if project is None:
        return unread, ()
    claims = [claim for row in case.submitted for claim in row.claims]
    traces = trace(claims, printed(project), case.base_rows, project.readme)
    said = (*remarks_on(traces, project, len(claims)), *unread, *lint(project, RULES), *draft(project, case.directory))
    return said, traces
