"""Control groups: the limits that the kernel itself holds."""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.finding import Finding, Grade
from grader.verify.doctor.probe import Groups, Needs, Probe
from grader.verify.doctor.wording import good, less
from grader.verify.sandbox import CgroupKind
from grader.verify.sandbox.cgroup_v1 import CONTROLLERS, PARENT

FOUND = good(
    "groups-found",
    ru="контрольные группы {kind}: память и процессы ограничивает ядро",
    en="control groups {kind}: the kernel limits memory and processes",
    why_ru="Предел нельзя превысить даже на миг, пик памяти точен, а заморозка останавливает всё дерево процессов разом.",
    why_en="A limit cannot be exceeded even for a moment, peak memory is exact, and freezing stops the whole process tree at once.",
)
MISSING = less(
    "groups-missing",
    ru="контрольных групп нет: {reasons}",
    en="there are no control groups: {reasons}",
    why_ru="Пределы проверяются раз в 20 мс: программа успевает взять больше памяти, лавина процессов останавливается позже, а RAM "
    "завершившихся потомков не видна. Для `grader run` этого хватает, для проверки чужого кода — нет.",
    why_en="Limits are checked every 20 ms: a program can take more memory before it is stopped, a fork bomb ends later, and the RAM of "
    "children that have exited is not seen. This is enough for `grader run`, but not for grading other people's code.",
)
ENTRIES = (FOUND, MISSING)

SERVICE = (
    "unit=$(systemctl list-units --plain --no-legend 'actions.runner.*' | cut -d' ' -f1) && "
    r"""sudo mkdir -p "/etc/systemd/system/$unit.d" && printf '[Service]\nDelegate=yes\n' | """
    'sudo tee "/etc/systemd/system/$unit.d/delegate.conf" && sudo systemctl daemon-reload && sudo systemctl restart "$unit"'
)
SCOPE = 'sudo systemd-run --scope -p Delegate=yes "$(command -v grader)" doctor'
OWN = f'for c in {" ".join(CONTROLLERS)}; do sudo mkdir -p "/sys/fs/cgroup/$c/{PARENT}" && sudo chown "$USER" "/sys/fs/cgroup/$c/{PARENT}"; done'
WRITABLE = "docker run --privileged --cgroupns=private …"


def check(probe: Probe, needs: Needs) -> Iterator[Finding]:
    """Say what was given; none at all is a fault only where groups are required."""
    groups = probe.groups
    if groups.kind is not CgroupKind.NONE:
        yield Finding.of(FOUND, {"kind": groups.kind.value})
        return
    grade = Grade.BAD if needs.require_cgroup else Grade.LESS
    yield Finding.of(MISSING, {"reasons": groups.reasons}, grade=grade, command=_command(groups, probe.uid))


def _command(groups: Groups, uid: int) -> str | None:
    """What gives groups here: a service or a scope of systemd, directories of one's own, or another container."""
    if groups.v2 and groups.systemd:
        return SCOPE if uid == 0 else SERVICE
    if groups.v1 and uid != 0:
        return OWN
    return WRITABLE if groups.v1 or groups.v2 else None
