"""The event policy: since November 2026 a public repository blocks `pull_request_target` unless a policy allows it."""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.finding import Finding
from grader.core.words import Severity, Words
from grader.github.doctor.probe import Place, Settings, entry

FREE = entry(
    Severity.NOTE, "events-private",
    Words(ru="репозиторий закрытый: правила событий его не ограничивают", en="the repository is private: event policies do not bind it"),
    Words(ru="Запрет на pull_request_target действует в открытых.", en="The block of pull_request_target is for public ones."),
)  # fmt: skip
UNSEEN = entry(
    Severity.WARNING, "events-unseen",
    Words(
        ru="правила событий нужно посмотреть самим: этим токеном их не прочесть",
        en="the event policy has to be looked at by you: it cannot be read with this token",
    ),
    Words(
        ru="Без правила, которое разрешает pull_request_target, проверка запускается только по расписанию, раз в 20 минут; без запрета "
        "pull_request файл workflow из чужого форка может занять вашу машину. Как создать правило, сказано в docs/setup.md.",
        en="Without a policy that allows pull_request_target, grading starts only by the schedule, every 20 minutes; without one that leaves "
        "out pull_request, a workflow file of a fork can reach your runner. How to make it is said in docs/setup.md.",
    ),
)  # fmt: skip
ENTRIES = (FREE, UNSEEN)


def check(place: Place, _: Settings) -> Iterator[Finding]:
    """Say where to look."""
    command = f"gh api repos/{place.repository}/actions/policies"
    yield Finding.of(FREE) if place.private else Finding.of(UNSEEN, command=command)
