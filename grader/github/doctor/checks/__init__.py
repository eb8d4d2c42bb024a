"""The checks of a repository, in the order in which they are told."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from grader.core.finding import Finding
from grader.github.doctor.checks import access, approval, branches, environment, events, labels, rights, runners, workflows
from grader.github.doctor.probe import Place, Settings

_MODULES = (workflows, events, approval, environment, runners, rights, branches, labels)

CHECKS: tuple[Callable[[Place, Settings], Iterable[Finding]], ...] = tuple(module.check for module in _MODULES)
ENTRIES = (*access.ENTRIES, *(entry for module in _MODULES for entry in module.ENTRIES))
