"""A box for programs of strangers, on bubblewrap: no network, no files but those given, limits, and an end that is certain."""

from grader.verify.sandbox.box import Sandbox
from grader.verify.sandbox.bwrap import find_bwrap
from grader.verify.sandbox.groups import sweep
from grader.verify.sandbox.policy import Cause, CgroupKind, Mount, Policy, SandboxEnd
from grader.verify.sandbox.python import VENV_PYTHON, python_mounts

__all__ = ["VENV_PYTHON", "Cause", "CgroupKind", "Mount", "Policy", "Sandbox", "SandboxEnd", "find_bwrap", "python_mounts", "sweep"]
