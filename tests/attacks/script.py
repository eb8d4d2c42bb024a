"""A program that attacks the box it runs in, and what must come of it."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import dataclass, replace

from grader.verify.sandbox import Cause, CgroupKind, Policy, SandboxEnd
from tests.attacks.scene import Scene
from tests.verify.sandbox.support import QUICK, box

Note = Callable[[object, object], None]
"""Tells the table what was expected and what came of it: the fixture `note`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """`code` knows the names of `Scene.prelude`. It wins nothing and ends by one of `causes`.

    `control`: outside a box it wins something, so it is no blunt weapon. Only for what leaves no trace on the machine.
    """

    code: str
    causes: tuple[Cause, ...] = (Cause.EXITED,)
    control: bool = True
    policy: Policy = QUICK

    @property
    def expected(self) -> str:
        """What the table says."""
        return "nothing won, " + " or ".join(self.causes)


def told(end: SandboxEnd, won: list[str]) -> str:
    """What the table says of how it went, in the words of `Script.expected`."""
    return f"{', '.join(won) or 'nothing won'}, {end.cause}"


def attempt(script: Script, target: Scene, kind: CgroupKind | None = None) -> tuple[SandboxEnd, list[str]]:
    """Run it in a box; return how that ended and what was won."""
    with box(target.prelude() + textwrap.dedent(script.code), policy=replace(script.policy, cgroup=kind)) as running:
        end = running.wait()
    return end, target.prizes(end.stdout + end.stderr)
