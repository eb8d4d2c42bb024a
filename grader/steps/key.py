"""What measurements depend on, as one word: as long as it stays, nothing has to be measured again."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import file_digest, sha256
from pathlib import Path

import msgspec

import grader
from grader.core.submission import Submission
from grader.course import Course

_LOCK = "constraints.txt"
#: The rooms whose code measures.
_MEASURING = ("hub", "verify", "worker")
_LOCAL = "local:"


def runs_key(submission: Submission, course: Course) -> str:
    """Return a SHA-256 over the code, the manifest's rows, the course's models, data and limits, the environment and the grader.

    README and its claims are no part of it, nor is a row's number or its place. What comes from the hub is told by its commit, which
    is over all its files, and by the rule that chooses among them: the files themselves are on the verifying machine alone.
    """
    digest = sha256()
    for part in _parts(submission, course):
        digest.update(sha256(part).digest())
    return digest.hexdigest()


def _parts(submission: Submission, course: Course) -> Iterator[bytes]:
    plain = msgspec.json.Encoder(order="deterministic").encode
    yield plain(dict(submission.code))
    yield plain([course.measuring, course.limits, course.hub.pickles])
    if (manifest := submission.manifest) is not None:
        yield plain([manifest.task, manifest.data])
        yield plain([[row.model, row.revision, row.code, row.method] for row in manifest.rows])
        named = {row.model.removeprefix(_LOCAL) for row in manifest.rows}
        paths = [model.path for name, model in sorted(course.models.items()) if name in named]
        if (data := course.data.get(manifest.data)) is not None:
            yield plain(data)
            paths += [data.calibration, data.evaluation] if data.hub is None else []
        for path in paths:
            yield from _files(course.root / path)
    lock = course.root / _LOCK
    yield lock.read_bytes() if lock.is_file() else b""
    yield grader.__version__.encode()
    for room in _MEASURING:
        yield from _files(Path(grader.__file__).parent / room, "*.py")


def _files(path: Path, pattern: str = "*") -> Iterator[bytes]:
    """Yield the names and digests of a file or of all files below a directory."""
    for file in sorted(path.rglob(pattern)) if path.is_dir() else [path]:
        if file.is_file():
            with file.open("rb") as opened:
                yield f"{file.relative_to(path.parent)} {file_digest(opened, 'sha256').hexdigest()}".encode()
