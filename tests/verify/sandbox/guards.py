"""The guards of a box as a table: what is tried, and which layers stand against it. Guards go only here, never in the package."""

from __future__ import annotations

import resource
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from pytest import MonkeyPatch

from grader.verify.sandbox import Sandbox, groups, launch, seccomp, syscalls, wiring
from grader.verify.sandbox import box as box_module
from grader.verify.sandbox.argv import Numbers

Layer = Callable[[MonkeyPatch], None]
"""Takes one guard away until the patch is undone."""
LIBC = "import ctypes, os; libc = ctypes.CDLL(None, use_errno=True)\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """`won` tells whether the prize was got. With more than one layer, each holds alone: the others are there on purpose.

    `after` names what still holds when all of them are gone, where that cannot be left out: the guard is a second layer then. `here` says
    whether this machine can show it: a limit that the machine itself sets cannot be left out either.
    """

    name: str
    won: Callable[[], bool]
    layers: dict[str, Layer]
    after: str = ""
    here: Callable[[], bool] = field(default=lambda: True)


def outcomes(guard: Guard) -> dict[str, bool]:
    """Left-out layers → whether the prize was got: none, each alone where there are several, all."""
    sets: dict[str, list[Layer]] = {"": []}
    if len(guard.layers) > 1:
        sets |= {name: [layer] for name, layer in guard.layers.items()}
    sets[" and ".join(guard.layers)] = list(guard.layers.values())
    found = {}
    for left_out, layers in sets.items():
        with MonkeyPatch.context() as patch:
            for layer in layers:
                layer(patch)
            found[left_out] = guard.won()
    return found


# ---- ways to leave a guard out


def option(*words: str) -> Layer:
    """Options of bubblewrap; `N` stands for the number of the filter's descriptor."""

    def leave_out(patch: MonkeyPatch) -> None:
        whole = Sandbox._options

        def fewer(self: Sandbox, numbers: Numbers) -> list[str]:
            options = whole(self, numbers)
            wanted = [str(numbers.seccomp) if word == "N" else word for word in words]
            places = [i for i in range(len(options)) if options[i : i + len(wanted)] == wanted]
            assert places, f"{words} is not among the options"
            for place in reversed(places):
                del options[place : place + len(wanted)]
            return options

        patch.setattr(Sandbox, "_options", fewer)

    return leave_out


def _other_filter(patch: MonkeyPatch) -> None:
    patch.setattr(wiring, "filter_program", seccomp.filter_program.__wrapped__)


def call(name: str) -> Layer:
    """A call that the filter denies."""

    def leave_out(patch: MonkeyPatch) -> None:
        patch.delitem(syscalls.DENIED, name)
        _other_filter(patch)

    return leave_out


def rule(name: str) -> Layer:
    """A call whose arguments the filter looks at."""

    def leave_out(patch: MonkeyPatch) -> None:
        assert hasattr(syscalls, name)
        patch.setattr(syscalls, name, (9999, 9999))
        _other_filter(patch)

    return leave_out


def rlimit(which: int) -> Layer:
    """A limit of the single process."""

    class Fewer:
        def __getattr__(self, name: str) -> Any:
            return getattr(resource, name)

        def prlimit(self, pid: int, what: int, *limits: tuple[int, int]) -> Any:
            return None if limits and what == which else resource.prlimit(pid, what, *limits)

    return lambda patch: patch.setattr(launch, "resource", Fewer())


def group_limit(**wider: int) -> Layer:
    """A limit of the control group."""
    whole = groups.open_cgroup
    return lambda patch: patch.setattr(box_module, "open_cgroup", lambda name, policy: whole(name, replace(policy, **wider)))


def attribute(owner: object, name: str, value: object) -> Layer:
    """Something of the package, put another way."""
    assert hasattr(owner, name)
    return lambda patch: patch.setattr(owner, name, value)


def both(*layers: Layer) -> Layer:
    """Several that make one guard."""

    def leave_out(patch: MonkeyPatch) -> None:
        for layer in layers:
            layer(patch)

    return leave_out
