"""Whether the repository and its settings can be seen at all."""

from __future__ import annotations

from grader.core.finding import Finding
from grader.core.words import Severity, Words
from grader.github.doctor.probe import Place, entry

SEEN = entry(
    Severity.NOTE, "repository-seen",
    Words(ru="репозиторий {repository}, ветка по умолчанию {branch}", en="repository {repository}, default branch {branch}"),
    Words(ru="Workflow и файл курса берутся из этой ветки.", en="Workflows and the course file are taken from this branch."),
)  # fmt: skip
MISSING = entry(
    Severity.ERROR, "repository-missing",
    Words(ru="репозиторий {repository} не виден", en="the repository {repository} cannot be seen"),
    Words(
        ru="Такого репозитория нет или токену не хватает прав. Войдите как преподаватель с правами администратора.",
        en="There is no such repository, or the token lacks rights. Log in as an instructor with administrator rights.",
    ),
)  # fmt: skip
HIDDEN = entry(
    Severity.WARNING, "setting-hidden",
    Words(ru="токен не видит настройку: {said}", en="the token cannot see a setting: {said}"),
    Words(
        ru="Настройку видит только администратор. Запустите команду с его токеном.",
        en="Only an administrator sees this setting. Run the command with an administrator's token.",
    ),
)  # fmt: skip
ENTRIES = (SEEN, MISSING, HIDDEN)


def seen(place: Place) -> Finding:
    """Tell which repository was looked at."""
    return Finding.of(SEEN, {"repository": place.repository, "branch": place.default_branch})


def missing(repository: str) -> Finding:
    """Tell that there is nothing to look at."""
    return Finding.of(MISSING, {"repository": repository}, command="gh auth login")


def hidden(place: Place, said: str) -> Finding:
    """Tell that one setting cannot be seen."""
    return Finding.of(HIDDEN, {"said": said}, command=f"GITHUB_TOKEN=$(gh auth token) grader doctor --github {place.repository}")
