"""What a workflow may do that does not say what it needs."""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.finding import Finding
from grader.core.words import Severity, Words
from grader.github.doctor.probe import Place, Settings, entry

GOOD = entry(
    Severity.NOTE, "rights-least",
    Words(ru="по умолчанию workflow только читают", en="by default workflows may only read"),
    Words(ru="Наши workflow называют права сами.", en="Our workflows name their rights themselves."),
)  # fmt: skip
WIDE = entry(
    Severity.WARNING, "rights-wide",
    Words(ru="по умолчанию workflow могут больше, чем читать", en="by default workflows may do more than read"),
    Words(
        ru="Нашим это не нужно: права названы в каждом задании. Но любой другой workflow мог бы писать и одобрять pull request.",
        en="Ours do not need it: each job names its rights. But any other workflow could write and approve pull requests.",
    ),
)  # fmt: skip
ENTRIES = (GOOD, WIDE)


def check(place: Place, settings: Settings) -> Iterator[Finding]:
    """Look at the default rights of the token."""
    path = "actions/permissions/workflow"
    found = settings.setting(path) or {}
    if found.get("default_workflow_permissions") == "read" and not found.get("can_approve_pull_request_reviews"):
        yield Finding.of(GOOD)
        return
    fields = "-f default_workflow_permissions=read -F can_approve_pull_request_reviews=false"
    yield Finding.of(WIDE, command=f"gh api --method PUT repos/{place.repository}/{path} {fields}")
