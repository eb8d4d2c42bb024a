"""Have the files opened that only their own library can read: in a box, with weights alone, into a file that we can read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from grader.core.audit import Evidence
from grader.core.quantity import MB
from grader.course import Limits
from grader.verify.artifact import Artifact, freeze
from grader.verify.audit.contents import MAX_TENSORS, Contents, Form, Tensor
from grader.verify.audit.reading import shown
from grader.verify.endings import Ended
from grader.verify.environment import environment_mounts, interpreter, variables
from grader.verify.safetensors import tensor_spans
from grader.verify.sandbox import Mount, Policy, Sandbox

#: Formats that are opened in a box.
CLOSED = (Form.TORCH, Form.TORCHSCRIPT, Form.NUMPY)
PROGRAM = "/grader/opening.py"
#: The opener's words, which are those of `grader/worker/opening.py`: importing that would import torch.
WHY = {"refused": "audit-pickle-refused", "large": "audit-pickle-large", "empty": "audit-pickle-empty"}


def with_opened(contents: Contents, root: Path, scratch: Path, limits: Limits) -> Contents:
    """Add what the closed files of an artifact hold; `scratch` is a directory that does not exist yet.

    Raises:
        SandboxUnavailable: a box cannot be set up.
        OSError: our own disk refuses.
    """
    names = contents.of(*CLOSED)
    if not names:
        return contents
    found, failed = _opened(names, root, scratch, limits)
    tensors: list[Tensor] = []
    problems = dict(contents.problems)
    for index, name in enumerate(names):
        path = scratch / f"{index}.safetensors"
        spans = tensor_spans(path) if path.name in found else None
        if spans is None or len(tensors) + len(spans) > MAX_TENSORS:
            problems[name] = _problem(name, path.with_suffix(".txt"), failed)
        else:
            tensors += [
                Tensor(name=span.name, dtype=span.dtype, shape=span.shape, path=path, start=span.start, stop=span.stop) for span in spans
            ]
    return replace(contents, tensors=(*contents.tensors, *tensors), problems=problems)


def _opened(names: Sequence[str], root: Path, scratch: Path, limits: Limits) -> tuple[frozenset[str], str]:
    """Run the opener; return the names of what it wrote, and what kept it from writing, if anything did."""
    room = limits.artifact_mb * MB
    policy = Policy(
        wall_seconds=limits.load_seconds,
        memory_bytes=limits.memory_mb * MB + room,  # /out is a tmpfs and counts as memory
        processes=limits.processes,
        require_cgroup=limits.require_cgroup,
        out_bytes=room,
    )
    argv = [*interpreter(), PROGRAM, "/artifact", "/out", json.dumps(list(names))]
    mounts = [*environment_mounts(), Mount(source=root, target="/artifact")]
    with Sandbox(argv, policy=policy, mounts=mounts, env=variables(1)) as box:
        end = box.wait()
        try:
            if box.out is None:
                return frozenset(), end.cause.value
            written: Artifact = freeze(box.out, scratch, limits.artifact_mb)
        except Ended:
            return frozenset(), end.cause.value
    return frozenset(written.files), end.cause.value


def _problem(name: str, said: Path, cause: str) -> Evidence:
    word = said.read_text("utf-8", "replace")[:20] if said.is_file() else ""
    if word in WHY:
        return Evidence(code=WHY[word], facts={"file": shown(name)})
    return Evidence(code="audit-opener-failed", facts={"file": shown(name), "detail": cause})
