"""The program that makes the boxes."""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.finding import Finding
from grader.verify.doctor.probe import Needs, Probe
from grader.verify.doctor.wording import bad, good

COMMAND = "sudo apt-get update && sudo apt-get install -y bubblewrap"

FOUND = good(
    "bubblewrap-found",
    ru="bubblewrap {version}: {path}",
    en="bubblewrap {version}: {path}",
    why_ru="Песочница собирается программой bubblewrap; нужна версия 0.8 или новее.",
    why_en="The sandbox is made by bubblewrap; version 0.8 or newer is needed.",
)
MISSING = bad(
    "bubblewrap-missing",
    ru="программа bubblewrap не установлена",
    en="bubblewrap is not installed",
    why_ru="Без песочницы не запускается ничего. Пакет есть в Debian 12 и Ubuntu 24.04.",
    why_en="Nothing runs without the sandbox. Debian 12 and Ubuntu 24.04 have the package.",
)
UNFIT = bad(
    "bubblewrap-unfit",
    ru="bubblewrap не подходит: {fault}",
    en="bubblewrap will not do: {fault}",
    why_ru="Без песочницы не запускается ничего. Нужна версия 0.8: в ней появился ключ `--disable-userns`. В Ubuntu 22.04 версия старее: "
    "обновите систему или соберите bubblewrap сами и укажите путь к нему в GRADER_BWRAP.",
    why_en="Nothing runs without the sandbox. Version 0.8 is the first with `--disable-userns`. Ubuntu 22.04 has an older one: upgrade "
    "the system, or build bubblewrap yourself and give its path in GRADER_BWRAP.",
)
ENTRIES = (FOUND, MISSING, UNFIT)


def check(probe: Probe, _: Needs) -> Iterator[Finding]:
    """Look at what was found."""
    found = probe.bubblewrap
    if not found.path:
        yield Finding.of(MISSING, command=COMMAND)
    elif found.fault:
        yield Finding.of(UNFIT, {"fault": found.fault}, command=COMMAND)
    else:
        yield Finding.of(FOUND, {"version": found.version, "path": found.path})
