"""AppArmor, which on Ubuntu 23.10 and newer takes the rights away that bubblewrap needs."""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.finding import Finding
from grader.verify.doctor.probe import Needs, Probe
from grader.verify.doctor.wording import bad, good

PROFILE = "bwrap-userns-restrict"
COMMAND = (
    f"sudo apt-get install -y apparmor-profiles && sudo cp /usr/share/apparmor/extra-profiles/{PROFILE} /etc/apparmor.d/ "
    f"&& sudo apparmor_parser -r /etc/apparmor.d/{PROFILE}"
)

PERMITS = good(
    "apparmor-permits",
    ru="AppArmor ограничивает пространства имён, но bubblewrap работает",
    en="AppArmor restricts user namespaces, but bubblewrap works",
    why_ru="Профиль разрешает их только bubblewrap, а программам внутри прав не даёт.",
    why_en="A profile permits them to bubblewrap alone and gives the programs inside no rights.",
)
BLOCKS = bad(
    "apparmor-blocks",
    ru="AppArmor не даёт bubblewrap собрать песочницу",
    en="AppArmor keeps bubblewrap from making a box",
    why_ru="Так настроена Ubuntu 24.04. Готовый профиль разрешает пространства имён только /usr/bin/bwrap, поэтому bubblewrap, собранному "
    "в другом месте, он не поможет. Запрет действует и при запуске от root: песочница запускается от другого пользователя.",
    why_en="Ubuntu 24.04 is set up this way. A ready-made profile permits namespaces only to /usr/bin/bwrap, so it does not help a "
    "bubblewrap built elsewhere. The restriction holds for root as well: the box runs as another user.",
)
ENTRIES = (PERMITS, BLOCKS)


def check(probe: Probe, _: Needs) -> Iterator[Finding]:
    """Blame AppArmor only where it restricts, has no profile for bubblewrap, and no box started."""
    if not probe.namespaces.apparmor_restricts:
        return
    if probe.trial.milliseconds is not None:
        yield Finding.of(PERMITS)
    elif not probe.namespaces.apparmor_profile:
        yield Finding.of(BLOCKS, command=COMMAND)
