"""How a run ends early, and what the shim's exit codes mean.

An exit code is the student's process talking: it chooses the words of a message, never whose fault it is. Whatever ends
a team's process is theirs, unless the sandbox itself or the original failed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from grader.core.run import Ending, Owner
from grader.core.words import Fact
from grader.verify.packages import instead_of
from grader.worker import shim


class Ended(Exception):
    """A run cannot go on: how it ended, the facts for the message, and the tail of what the program printed."""

    def __init__(self, ending: Ending, **facts: Fact) -> None:
        super().__init__(ending, facts)
        self.ending, self.log = ending, ""
        self.facts: dict[str, Fact] = facts


@contextmanager
def course_part() -> Iterator[None]:
    """Turn what the course's own model or adapter does wrong into an ending that is ours."""
    try:
        yield
    except Ended as early:
        if early.ending.owner is Owner.OURS:
            raise
        ours = Ended(Ending.ORIGINAL_FAILED, code=early.ending.value, detail=str(early.facts.get("error", "-")))
        ours.log = early.log
        raise ours from early


_FUNCTION: dict[int, str] = {
    shim.COMPRESS_RAISED: "compress",
    shim.LOAD_RAISED: "load",
    shim.PREDICT_RAISED: "predict",
}
_CODES: dict[int, Ending] = {
    shim.IMPORT_FAILED: Ending.IMPORT_FAILED,
    shim.FUNCTION_MISSING: Ending.FUNCTION_MISSING,
    shim.WRONG_SIGNATURE: Ending.WRONG_SIGNATURE,
    shim.WRONG_PREDICTION: Ending.WRONG_PREDICTION,
    shim.WRONG_COUNT: Ending.WRONG_COUNT,
    **dict.fromkeys(_FUNCTION, Ending.RAISED),
}


def of_exit_code(code: int, stderr: str) -> Ended:
    """Say what an exit code of the shim means; `stderr` gives the last line as a fact, shown but not believed."""
    error = last_line(stderr)
    if code in _FUNCTION:
        return Ended(Ending.RAISED, function=_FUNCTION[code], error=error)
    if code == shim.PACKAGE_MISSING:
        return Ended(Ending.PACKAGE_MISSING, error=error, available=instead_of(error))
    if code in _CODES:
        return Ended(_CODES[code], error=error)
    return Ended(Ending.EXITED, code=code, error=error)


def last_line(text: str) -> str:
    """Return the last line that says anything, at most 300 characters of it."""
    lines = [line.strip() for line in _visible(text).splitlines() if line.strip()]
    return lines[-1][:300] if lines else "-"


def tail(text: str, room: int) -> str:
    """Return the end of a text that takes at most `room` bytes as UTF-8."""
    return _visible(text).encode()[-room:].decode(errors="ignore")


def _visible(text: str) -> str:
    """Put `?` for every control character but line breaks and tabs: JSON would take six bytes for each."""
    return "".join(char if char.isprintable() or char in "\r\n\t" else "?" for char in text)
