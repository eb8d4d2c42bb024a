"""What was measured for a commit, kept in the text of its check run: only our own app can write there, and nobody sees it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from grader.github import checks, sticky
from grader.github.port import GitHub, PostedCheckRun

ALL = "all"
_KEPT = re.compile(
    r"<!-- grader runs key=(?P<key>[0-9a-f]{64})(?: rows=(?P<rows>[0-9:,]+))?(?: again=(?P<again>all|[0-9,]+))?"
    r" data=(?P<data>[A-Za-z0-9+/]+={0,2}) -->"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a check run keeps: the key of all that the measurements depend on, the measurements as one word.

    `lines` tells which row of the manifest stands on which line of README; what is no such line is the number of a row. `again`
    are the manifest rows that somebody has asked to be measured anew since, or `ALL`.
    """

    key: str
    packed: str
    lines: Mapping[int, int]
    again: tuple[str, ...] = ()

    def __str__(self) -> str:
        rows = ",".join(f"{line}:{row}" for line, row in sorted(self.lines.items()))
        again = ",".join(self.again)
        said = (f"key={self.key}", f"rows={rows}" if rows else "", f"again={again}" if again else "", f"data={self.packed}")
        return f"<!-- grader runs {' '.join(filter(None, said))} -->"

    @classmethod
    def read(cls, text: str) -> Kept | None:
        """Read the text of a check run; None where it keeps nothing."""
        if not (found := _KEPT.fullmatch(text.strip())):
            return None
        pairs = (pair.partition(":") for pair in (found["rows"] or "").split(",") if pair)
        lines = {int(line): int(row) for line, _, row in pairs if line and row.isdecimal()}
        again = tuple(filter(None, (found["again"] or "").split(",")))
        return cls(key=found["key"], packed=found["data"], lines=lines, again=again)

    def asked(self, what: str) -> Kept:
        """Note what is asked to be measured anew: `ALL`, or lines of README separated by commas; where no row stands, nothing is."""
        if ALL in (what, *self.again):
            return replace(self, again=(ALL,))
        rows = (str(self.lines[int(line)]) for line in what.split(",") if line.isdecimal() and int(line) in self.lines)
        return replace(self, again=tuple(dict.fromkeys((*self.again, *rows))))


def keep(key: str, packed: str, lines: Mapping[int, int]) -> str:
    """Write the text of a check run."""
    return str(Kept(key=key, packed=packed, lines=lines))


def kept(github: GitHub, number: int, head_sha: str, key: str) -> Kept | None:
    """Find what was measured with the same key at a commit of a pull request; the latest run's where there are several."""
    for _, found in _kept(github, number, head_sha):
        if found.key == key:
            return found
    return None


def _kept(github: GitHub, number: int, head_sha: str) -> Iterable[tuple[PostedCheckRun, Kept]]:
    ours = checks.ours(github, number, head_sha)
    return ((ours[run], found) for run in sorted(ours, reverse=True) if (found := Kept.read(ours[run].text)))


def ask_again(github: GitHub, number: int, heads: Iterable[str], what: str) -> None:
    """Note at what is kept for some commits that it is to be measured anew: whichever grading comes next then does so.

    The grading that is started for it may be cancelled by the next push or command, and this outlives it. Takes a request for each
    commit, and one for each note.

    Raises:
        GitHubError: GitHub refused or did not answer; asking again completes the work.
    """
    for head in dict.fromkeys(heads):
        for posted, found in _kept(github, number, head):
            if (noted := found.asked(what)) != found:
                github.amend_check_run(posted, text=str(noted))


def graded_heads(github: GitHub, number: int) -> list[str]:
    """Name the commits that our comment on a pull request was about last, newest first."""
    found = sticky.find(github.comments(number), github.login)
    return [mark.head_sha for _, mark in sorted(found, key=lambda pair: -pair[1].run)]
