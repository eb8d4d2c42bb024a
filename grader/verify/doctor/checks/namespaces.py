"""User namespaces: without them an ordinary user makes no box."""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.finding import Finding
from grader.verify.doctor.probe import Needs, Probe
from grader.verify.doctor.wording import bad, good

FILE = "/etc/sysctl.d/90-grader.conf"
MOST = "user.max_user_namespaces=100000"
UNPRIVILEGED = "kernel.unprivileged_userns_clone=1"

ALLOWED = good(
    "namespaces-allowed",
    ru="пространства имён пользователей разрешены",
    en="user namespaces are allowed",
    why_ru="С их помощью bubblewrap собирает песочницу без прав root.",
    why_en="With these, bubblewrap makes a box without being root.",
)
FORBIDDEN = bad(
    "namespaces-forbidden",
    ru="пространства имён пользователей запрещены: {setting}",
    en="user namespaces are forbidden: {setting}",
    why_ru="bubblewrap не сможет собрать песочницу, и ничего не запустится.",
    why_en="bubblewrap cannot make a box, and nothing runs.",
)
ENTRIES = (ALLOWED, FORBIDDEN)


def check(probe: Probe, _: Needs) -> Iterator[Finding]:
    """Look at both switches; a kernel that lacks one does not forbid by it."""
    namespaces = probe.namespaces
    wrong = {}
    if namespaces.most == 0:
        wrong["user.max_user_namespaces = 0"] = MOST
    if namespaces.unprivileged is False:
        wrong["kernel.unprivileged_userns_clone = 0"] = UNPRIVILEGED
    for setting, right in wrong.items():
        yield Finding.of(FORBIDDEN, {"setting": setting}, command=f"echo '{right}' | sudo tee -a {FILE} && sudo sysctl -p {FILE}")
    if not wrong:
        yield Finding.of(ALLOWED)
