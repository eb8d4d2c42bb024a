"""Why a time is not held against anybody, in words: one entry for each disturbance.

The facts are those of a comparison and `percent`, the share that the disturbance took.
"""

from __future__ import annotations

from grader.core.run import Disturbance
from grader.core.words import Entry, Severity, Words

_RU = (
    "Указано {claimed}, у нас {measured} {unit}, но измерение было неспокойным: ",
    " На баллы это не влияет; повторите проверку, когда машина будет свободна.",
)
_EN = (
    "The cell says {claimed}, we got {measured} {unit}, but the measuring was unsteady: ",
    " It costs no points; run the check again when the machine is idle.",
)
_WHY_RU = (
    "Это видно по нашему же процессу с исходной моделью: пока он работал, код команды был заморожен и помешать не мог. Запуск повторили "
    "ещё дважды, но спокойнее не стало."
)
_WHY_EN = (
    "This is seen from our own process with the original: while it ran, the team's code was frozen and could not be the cause. The run "
    "was repeated twice more and did not get any calmer."
)


def _unsteady(disturbance: Disturbance, *, ru: str, en: str, why_ru: str, why_en: str) -> Entry:
    return Entry(
        code=disturbance.value,
        severity=Severity.NOTE,
        message=Words(ru=_RU[0] + ru + _RU[1], en=_EN[0] + en + _EN[1]),
        why=Words(ru=f"{why_ru} {_WHY_RU}", en=f"{why_en} {_WHY_EN}"),
    )


UNSTEADY: tuple[Entry, ...] = (
    _unsteady(
        Disturbance.STOLEN,
        ru="гипервизор отдал другим виртуальным машинам {percent} % времени процессора.",
        en="the hypervisor gave {percent} % of the processor's time to other virtual machines.",
        why_ru="Ядро считает время, которое гипервизор отнял у этой машины (steal в /proc/stat).",
        why_en="The kernel counts the time that the hypervisor took from this machine (steal in /proc/stat).",
    ),
    _unsteady(
        Disturbance.QUOTA,
        ru="{percent} % времени проверка простояла из-за квоты на процессор.",
        en="the check was paused for {percent} % of the time because of its processor quota.",
        why_ru="Контрольной группе проверяющей машины отведена доля процессора, и она исчерпывалась (cpu.stat). Снимите квоту.",
        why_en="The control group of the checking machine has a share of the processor, which was used up (cpu.stat). Lift the quota.",
    ),
    _unsteady(
        Disturbance.THROTTLED,
        ru="{percent} % времени процессор перегревался и работал медленнее.",
        en="the processor was too hot and ran slower for {percent} % of the time.",
        why_ru="Процессор сам снижает частоту, когда перегревается (thermal_throttle). Проверьте охлаждение.",
        why_en="A processor lowers its clock by itself when it gets too hot (thermal_throttle). Check the cooling.",
    ),
    _unsteady(
        Disturbance.LOAD,
        ru="другие программы занимали {percent} % процессора.",
        en="other programs took {percent} % of the processor.",
        why_ru="Рядом работало что-то ещё, и нашему процессу приходилось ждать: его процессорное время разошлось со временем по часам.",
        why_en="Something else ran beside it and our process had to wait: its processor time and the wall clock differed.",
    ),
    _unsteady(
        Disturbance.WAITING,
        ru="наш собственный процесс {percent} % времени ждал процессора.",
        en="our own process waited for the processor for {percent} % of the time.",
        why_ru="Процессорное время разошлось со временем по часам, а чем был занят процессор, ядро не показывает.",
        why_en="Its processor time and the wall clock differed, and the kernel does not show what the processor did meanwhile.",
    ),
    _unsteady(
        Disturbance.ECHO,
        ru="длительность пустого запроса изменилась на {percent} % времени одного примера.",
        en="an empty request took longer or shorter by {percent} % of the time of one example.",
        why_ru="Каждый пример передаётся запросом, и время пустого запроса за время измерения заметно изменилось.",
        why_en="Each example is sent by a request, and the time of an empty one changed noticeably during the measuring.",
    ),
)
