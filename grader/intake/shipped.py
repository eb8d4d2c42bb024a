"""How many parameters the models have that the course ships, counted from the headers of their files of weights.

A safetensors file starts with the length of its header (8 bytes, little endian) and the header, a JSON object of tensors
with their types and shapes (https://huggingface.co/docs/safetensors). Nothing but that is read.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Mapping

from grader.core.identity import model_name
from grader.course import Course
from grader.intake.objects import GitError, Repository

#: The longest header that is read, in bytes, and the most files of weights of one model.
LONGEST, MOST = 1 << 20, 16
_SUFFIX = ".safetensors"
#: Types of tensors that are weights; integers are buffers, or packed in a way that their shapes do not tell.
_FLOATS = frozenset({"F64", "F32", "F16", "BF16"})


def shipped_parameters(repository: Repository, tree: str, course: Course, models: Collection[str]) -> dict[str, int]:
    """Count the parameters of some models, named as `model_name` does, in a tree of the course: name → count."""
    wanted = {model_name(name): model.path for name, model in course.models.items() if model_name(name) in models}
    if not wanted:
        return {}
    try:
        files = repository.entries(tree, wanted.values())
    except GitError:
        return {}
    counts = {name: _parameters(repository, path, files) for name, path in wanted.items()}
    return {name: count for name, count in counts.items() if count}


def _parameters(repository: Repository, directory: str, files: Mapping[str, tuple[str, int]]) -> int | None:
    weights = [blob for path, (blob, _) in files.items() if path.endswith(_SUFFIX) and path.rpartition("/")[0] == directory.rstrip("/")]
    if not 0 < len(weights) <= MOST:
        return None
    counts = [count_weights(repository.start_of(blob, 8 + LONGEST)) for blob in weights]
    return sum(filter(None, counts)) if all(counts) else None


def count_weights(start: bytes) -> int | None:
    """Count the elements of all floating-point tensors of a safetensors file, given its start; None where that is none."""
    length = int.from_bytes(start[:8], "little")
    try:
        header = json.loads(start[8 : 8 + length]) if 8 + length <= len(start) else None
        tensors = [entry for name, entry in header.items() if name != "__metadata__"] if isinstance(header, dict) else []
        shapes = [entry["shape"] for entry in tensors if entry["dtype"] in _FLOATS]
        return sum(math.prod(map(int, shape)) for shape in shapes) or None
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
