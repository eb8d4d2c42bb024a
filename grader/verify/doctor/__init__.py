"""What this machine can promise, and the command that mends the rest.

`reading` looks at the machine and starts boxes on it, `checks` judge what was read: pure, so that they can be given machines that are not
at hand. Not run so far on a machine with AppArmor's restriction, with limits of cgroup v2, with a GPU, or of aarch64: what the checks say
there was tried on made-up probes.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from grader.core.finding import Finding
from grader.course import Course
from grader.verify.doctor.checks import CHECKS, ENTRIES
from grader.verify.doctor.probe import Needs, Probe, private_parts

__all__ = ["ENTRIES", "examine", "judge"]


def examine(course: Course | None, *, require_cgroup: bool = False, private: Path | None = None) -> list[Finding]:
    """Read this machine and judge it by what a course asks (None: by the usual limits); about half a second.

    Private parts of evaluation sets are looked for in the directory `private`.
    """
    from grader.verify.doctor.reading import read_machine

    needs = Needs.of(course, require_cgroup=require_cgroup)
    return judge(replace(read_machine(), private=private_parts(course, private)), needs)


def judge(probe: Probe, needs: Needs) -> list[Finding]:
    """Put every check to a probe."""
    return [finding for check in CHECKS for finding in check(probe, needs)]
