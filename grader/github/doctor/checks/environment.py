"""The environment behind which students' code runs: an instructor's approval, and the default branch only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from grader.core.finding import Finding
from grader.core.words import Severity, Words
from grader.github.doctor.probe import Place, Settings, entry

NAME = "gpu-verify"

GOOD = entry(
    Severity.NOTE, "environment-guarded",
    Words(ru="среда {name}: подтверждают {reviewers}, только ветка {branch}", en="environment {name}: approved by {reviewers}, branch {branch} only"),
    Words(ru="Каждый запуск чужого кода ждёт щелчка преподавателя.", en="Every run of students' code waits for an instructor's click."),
)  # fmt: skip
MISSING = entry(
    Severity.ERROR, "environment-missing",
    Words(ru="нет среды {name}", en="there is no environment {name}"),
    Words(
        ru="GitHub создаст её при первом запуске без всякой защиты: чужой код пойдёт на вашу машину без подтверждения.",
        en="GitHub makes it at the first run without any protection: students' code will go to your runner without approval.",
    ),
)  # fmt: skip
NOBODY = entry(
    Severity.WARNING, "environment-open",
    Words(ru="в среде {name} никто не подтверждает запуски", en="nobody approves runs in the environment {name}"),
    Words(
        ru="Код запускается в песочнице сразу после push. Если так и задумано, исправлять нечего.",
        en="Code runs in the sandbox right after a push. If that is what you want, there is nothing to mend.",
    ),
)  # fmt: skip
ANY_BRANCH = entry(
    Severity.WARNING, "environment-any-branch",
    Words(ru="среда {name} доступна не только из ветки {branch}", en="the environment {name} is open to more than the branch {branch}"),
    Words(
        ru="Тогда её может взять и workflow из другой ветки, файл которого никто не смотрел.",
        en="A workflow file on another branch, which nobody has reviewed, could then use it.",
    ),
)  # fmt: skip
ENTRIES = (GOOD, MISSING, NOBODY, ANY_BRANCH)


def check(place: Place, settings: Settings) -> Iterator[Finding]:
    """Look at the environment, its reviewers and its branches."""
    page = f"gh browse --repo {place.repository} --settings"
    found = settings.setting(f"environments/{NAME}")
    if found is None:
        make = '{"reviewers":[{"type":"User","id":\'$(gh api user --jq .id)\'}],"deployment_branch_policy":{"protected_branches":false,"custom_branch_policies":true}}'
        yield Finding.of(
            MISSING, {"name": NAME}, command=f"echo '{make}' | gh api --method PUT repos/{place.repository}/environments/{NAME} --input -"
        )
        return
    reviewers = list(_reviewers(found))
    bound = _branches(found, settings) == [place.default_branch]
    if not reviewers:
        yield Finding.of(NOBODY, {"name": NAME}, command=page)
    if not bound:
        command = (
            f"gh api --method POST repos/{place.repository}/environments/{NAME}/deployment-branch-policies -f name={place.default_branch}"
        )
        yield Finding.of(ANY_BRANCH, {"name": NAME, "branch": place.default_branch}, command=command)
    if reviewers and bound:
        yield Finding.of(GOOD, {"name": NAME, "reviewers": ", ".join(reviewers), "branch": place.default_branch})


def _reviewers(found: dict[str, Any]) -> Iterator[str]:
    for rule in found.get("protection_rules", []):
        for each in rule.get("reviewers", []):
            yield each["reviewer"].get("login") or each["reviewer"]["slug"]


def _branches(found: dict[str, Any], settings: Settings) -> list[str]:
    policy = found.get("deployment_branch_policy") or {}
    if not policy.get("custom_branch_policies"):
        return []
    listed = settings.setting(f"environments/{NAME}/deployment-branch-policies") or {"branch_policies": []}
    return [each["name"] for each in listed["branch_policies"]]
