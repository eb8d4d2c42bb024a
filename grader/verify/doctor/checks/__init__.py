"""The doctor's checks, one file each: pure judgements of a `Probe`, in the order in which they are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from grader.core.finding import Finding
from grader.core.words import Entry
from grader.verify.doctor.checks import (
    apparmor,
    box,
    bubblewrap,
    clock,
    cores,
    disk,
    dumps,
    filters,
    freezer,
    frequency,
    gpu,
    gpu_idle,
    gpu_steady,
    groups,
    guards,
    interpreter,
    kernel,
    load,
    memory,
    memory_limit,
    namespaces,
    ordinary,
    packages,
    private,
    privileges,
    process_limit,
    swap,
)
from grader.verify.doctor.probe import Needs, Probe

_MAKING = (bubblewrap, kernel, filters, namespaces, apparmor, packages, privileges, groups)
_HOLDING = (box, guards, interpreter, memory_limit, process_limit, freezer, ordinary)
_ROOM = (memory, swap, disk, dumps, private)
_STEADINESS = (cores, load, frequency, clock)
_GPU = (gpu, gpu_idle, gpu_steady)
_MODULES = (*_MAKING, *_HOLDING, *_ROOM, *_STEADINESS, *_GPU)

CHECKS: tuple[Callable[[Probe, Needs], Iterator[Finding]], ...] = tuple(module.check for module in _MODULES)
ENTRIES: tuple[Entry, ...] = tuple(entry for module in _MODULES for entry in module.ENTRIES)
