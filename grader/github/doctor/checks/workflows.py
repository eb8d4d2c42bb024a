"""Whether the workflows are on the default branch, and switched on."""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.finding import Finding
from grader.core.words import Severity, Words
from grader.github.doctor.probe import Place, Settings, entry

NEEDED = ("grade.yml", "command.yml", "sweep.yml")

GOOD = entry(
    Severity.NOTE, "workflows-active",
    Words(ru="workflow на месте и включены: {names}", en="the workflows are there and active: {names}"),
    Words(ru="Из ветки по умолчанию они обслуживают все ветки занятий.", en="On the default branch they serve every lesson branch."),
)  # fmt: skip
MISSING = entry(
    Severity.ERROR, "workflow-missing",
    Words(ru="нет workflow {name} в ветке {branch}", en="the workflow {name} is not on the branch {branch}"),
    Words(
        ru="GitHub берёт workflow из ветки по умолчанию; в ветках занятий он не действует.",
        en="GitHub takes the workflow from the default branch; in a lesson branch it has no effect.",
    ),
)  # fmt: skip
OFF = entry(
    Severity.ERROR, "workflow-off",
    Words(ru="workflow {name} выключен ({state})", en="the workflow {name} is switched off ({state})"),
    Words(
        ru="GitHub сам выключает расписания после 60 дней без изменений в репозитории.",
        en="GitHub itself switches schedules off after 60 days without activity in the repository.",
    ),
)  # fmt: skip
ENTRIES = (GOOD, MISSING, OFF)


def check(place: Place, settings: Settings) -> Iterator[Finding]:
    """Look for the three workflows."""
    listed = settings.setting("actions/workflows?per_page=100") or {"workflows": []}
    states = {workflow["path"].rpartition("/")[2]: workflow["state"] for workflow in listed["workflows"]}
    for name in NEEDED:
        if name not in states:
            push = f"git push origin HEAD:{place.default_branch}"
            yield Finding.of(MISSING, {"name": name, "branch": place.default_branch}, command=push)
        elif states[name] != "active":
            yield Finding.of(OFF, {"name": name, "state": states[name]}, command=f"gh workflow enable {name} --repo {place.repository}")
    if all(states.get(name) == "active" for name in NEEDED):
        yield Finding.of(GOOD, {"names": ", ".join(NEEDED)})
