"""Whether workflows of forks wait for approval."""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.finding import Finding
from grader.core.words import Severity, Words
from grader.github.doctor.probe import Place, Settings, entry

STRICT = "all_external_contributors"

GOOD = entry(
    Severity.NOTE, "approval-strict",
    Words(ru="workflow из форков ждут подтверждения", en="workflows of forks wait for approval"),
    Words(ru="Это вторая преграда после правил событий.", en="This is the second barrier behind the event policy."),
)  # fmt: skip
LOOSE = entry(
    Severity.WARNING, "approval-loose",
    Words(ru="подтверждения требуют не все workflow из форков ({policy})", en="not every workflow of a fork needs approval ({policy})"),
    Words(
        ru="Студент, у которого уже принят один pull request, мог бы запустить свой workflow на вашей машине.",
        en="A student with one merged pull request could start a workflow of their own on your runner.",
    ),
)  # fmt: skip
ENTRIES = (GOOD, LOOSE)


def check(place: Place, settings: Settings) -> Iterator[Finding]:
    """Look at the policy for contributors."""
    path = "actions/permissions/fork-pr-contributor-approval"
    policy = (settings.setting(path) or {"approval_policy": "none"})["approval_policy"]
    if policy == STRICT:
        yield Finding.of(GOOD)
    else:
        command = f"gh api --method PUT repos/{place.repository}/{path} -f approval_policy={STRICT}"
        yield Finding.of(LOOSE, {"policy": policy}, command=command)
