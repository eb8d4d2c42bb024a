"""The errors that the package raises on purpose.

    GraderError                 something a person must act on; the message says what
    ├── BadInput                a file that a person wrote is wrong: the message names file, line and key or cell
    ├── ArtifactError           an artifact of the flow cannot be read: too large, not JSON, not after its schema
    ├── SandboxUnavailable      a guard of the sandbox cannot be set up; nothing was run (never the student's fault)
    └── GitHubError             GitHub refused or did not answer

A student's program that fails is no exception: it is a `RunEnd`.
"""

from __future__ import annotations

from pathlib import Path


class GraderError(Exception):
    """Base of all errors meant for a person; `hint` says what to do next."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class BadInput(GraderError):
    """A file that a person wrote is wrong, at a place that the message names; `code` names the kind of fault."""

    def __init__(
        self, path: Path | str, message: str, *, code: str = "invalid", line: int | None = None, key: str = "", hint: str = ""
    ) -> None:
        place = f"{path}:{line}" if line else str(path)
        super().__init__(f"{place}: {f'{key}: ' if key else ''}{message}", hint=hint)
        self.path, self.line, self.key, self.message, self.code = str(path), line, key, message, code


class ArtifactError(GraderError):
    """A file that passes between the steps cannot be read."""


class SandboxUnavailable(GraderError):
    """The sandbox cannot be set up as promised; there is no unsandboxed fallback."""


class GitHubError(GraderError):
    """GitHub refused a request or did not answer."""
