"""The guards of a box, as a program inside finds them."""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.finding import Finding
from grader.verify.doctor.probe import Needs, Probe, Trial
from grader.verify.doctor.wording import bad, good
from grader.verify.sandbox.argv import BASE_ENVIRONMENT

FILTERING = 2
"""What /proc/PID/status calls a seccomp filter."""
MOST_PROCESSES = 3
HARMLESS = {*BASE_ENVIRONMENT, "PWD", "LC_CTYPE"}
"""The shell and Python set these two themselves."""

HOLD = good(
    "guards-hold",
    ru="все защиты песочницы держат; проверено: {guards}",
    en="all guards of the box hold; tried: {guards}",
    why_ru="Программа внутри попробовала: сеть, запись вне /tmp, размер /tmp, чужие процессы, права, фильтр системных вызовов, новые "
    "пространства имён, чужие файлы, чужие переменные окружения; снаружи проверен её пользователь.",
    why_en="A program inside tried: network, writing outside /tmp, the size of /tmp, other processes, privileges, the filter of system "
    "calls, new namespaces, files and environment variables of the host; its user was looked at from outside.",
)
OPEN = bad(
    "guard-open",
    ru="защита песочницы не держит: {guard}",
    en="a guard of the box does not hold: {guard}",
    why_ru="Программа в песочнице смогла то, чего не должна. Не запускайте на этой машине чужой код; проверьте, какой bubblewrap найден и "
    "не изменён ли он (GRADER_BWRAP).",
    why_en="A program in the box could do what it must not. Do not run other people's code on this machine; check which bubblewrap was "
    "found and whether it has been modified (GRADER_BWRAP).",
)
ENTRIES = (HOLD, OPEN)


def check(probe: Probe, _: Needs) -> Iterator[Finding]:
    """Name each guard that is open; all must hold."""
    guards = tried(probe.trial, probe.uid)
    for guard in [guard for guard, holds in guards.items() if not holds]:
        yield Finding.of(OPEN, {"guard": guard}, command='bwrap --version; echo "$GRADER_BWRAP"')
    if guards and all(guards.values()):
        yield Finding.of(HOLD, {"guards": ", ".join(guards)})


def tried(trial: Trial, uid: int) -> dict[str, bool]:
    """Guard → whether it holds; empty where no program could look."""
    inside = trial.inside
    if inside is None:
        return {}
    return {
        "network": set(inside.interfaces) <= {"lo"} and not inside.sockets,
        "read-only": not inside.written,
        "tmp-size": inside.tmp_bytes == trial.tmp_bytes,
        "processes": inside.processes <= MOST_PROCESSES,
        "privileges": inside.capabilities == 0 and inside.no_new_privileges,
        "filter": inside.filter_mode == FILTERING,
        "namespaces": not inside.namespace_made,
        "host-files": not inside.strange,
        "environment": set(inside.environment) <= HARMLESS,
        "user": trial.uid not in (None, 0) and (uid != 0 or trial.uid != uid),
    }
