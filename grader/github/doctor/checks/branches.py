"""Protection: of the branch that workflows come from, and of the lesson branches, which the bot itself has to write to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from grader.core.finding import Finding
from grader.core.words import Severity, Words
from grader.github.doctor.probe import Place, Settings, entry

GOOD = entry(
    Severity.NOTE, "branches-fit",
    Words(ru="ветка {branch} защищена, в ветки занятий бот писать может", en="the branch {branch} is protected; the bot can write to the lesson branches"),
    Words(ru="Слияние пишет коммит прямо в ветку занятия.", en="A merge writes its commit straight to the lesson branch."),
)  # fmt: skip
OPEN = entry(
    Severity.WARNING, "branch-unprotected",
    Words(ru="ветка {branch} не защищена", en="the branch {branch} is not protected"),
    Words(
        ru="Из неё берутся workflow и файл курса: кто пишет в неё, тот меняет проверку.",
        en="Workflows and the course file come from it: whoever writes to it changes the grading.",
    ),
)  # fmt: skip
LOCKED = entry(
    Severity.ERROR, "branch-locked",
    Words(ru="в ветку {branch} бот писать не сможет: {rule}", en="the bot cannot write to the branch {branch}: {rule}"),
    Words(
        ru="`/merge` пишет туда коммит от имени GitHub Actions. Снимите это правило с веток занятий; запрет на force push и удаление оставьте.",
        en="`/merge` writes a commit there as GitHub Actions. Take this rule off the lesson branches; keep those against force pushes and deletion.",
    ),
)  # fmt: skip
ENTRIES = (GOOD, OPEN, LOCKED)
_RULES = ("required_pull_request_reviews", "required_status_checks", "restrictions", "lock_branch")


def check(place: Place, settings: Settings) -> Iterator[Finding]:
    """Look at each branch."""
    main = settings.setting(f"branches/{quote(place.default_branch, safe='')}/protection")
    if main is None:
        yield Finding.of(OPEN, {"branch": place.default_branch}, command=f"gh browse --repo {place.repository} --settings")
    locked = False
    for branch in place.branches:
        found = settings.setting(f"branches/{quote(branch, safe='')}/protection") or {}
        for rule in filter(lambda rule: _on(found.get(rule)), _RULES):
            locked = True
            command = f"gh api --method DELETE repos/{place.repository}/branches/{quote(branch, safe='')}/protection/{rule}"
            yield Finding.of(LOCKED, {"branch": branch, "rule": rule}, command=command)
    if main is not None and not locked:
        yield Finding.of(GOOD, {"branch": place.default_branch})


def _on(rule: Any) -> bool:
    return bool(rule.get("enabled", True)) if isinstance(rule, dict) else bool(rule)
