"""Who the supervisor is, and so who the box is to the rest of the machine."""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.finding import Finding
from grader.verify.doctor.probe import Needs, Probe
from grader.verify.doctor.wording import good, less

ROOT = good(
    "supervisor-root",
    ru="запущено от root: у песочницы будет свой пользователь",
    en="run as root: the box gets a user of its own",
    why_ru="Даже выйдя из песочницы, программа не смогла бы прочесть чужие файлы.",
    why_en="Even a program that got out of the box could not read anybody's files.",
)
ORDINARY = less(
    "supervisor-ordinary",
    ru="запущено без прав root (uid {uid}): песочница работает от того же пользователя",
    en="run without root's rights (uid {uid}): the box runs as the same user",
    why_ru="Для своего кода этого достаточно. Чужой код, найдя ошибку в ядре, добрался бы до файлов этого пользователя: на машине для "
    "проверки не храните в них ничего ценного или запускайте проверку от root.",
    why_en="This is enough for code of your own. Other people's code that exploits a kernel bug could reach this user's files: on a "
    "grading machine keep nothing of value there, or run the grading as root.",
)
ENTRIES = (ROOT, ORDINARY)
COMMAND = 'sudo "$(command -v grader)" doctor'


def check(probe: Probe, _: Needs) -> Iterator[Finding]:
    """Look at the uid."""
    yield Finding.of(ROOT) if probe.uid == 0 else Finding.of(ORDINARY, {"uid": probe.uid}, command=COMMAND)
