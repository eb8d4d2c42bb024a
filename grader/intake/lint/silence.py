"""`# grader: ignore[code] reason`: a team's word that a remark does not apply; the review shows it with its reason."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

_COMMENT = re.compile(r"#\s*grader:\s*ignore\[\s*([a-z0-9-]+(?:\s*,\s*[a-z0-9-]+)*)\s*\]\s*(.*)$")
_MAX_REASON = 200


@dataclass(frozen=True, slots=True)
class Silences:
    """Joined line → code → the reason given (a dash where there is none)."""

    lines: Mapping[int, Mapping[str, str]] = field(default_factory=dict)

    def reason(self, code: str, line: int) -> str:
        """Return why a code is silenced on a line; the empty string where it is not."""
        return self.lines.get(line, {}).get(code, "")

    def anywhere(self, code: str) -> str:
        """Return why a code is silenced somewhere in the file, for remarks that have no line of code."""
        return next((codes[code] for codes in self.lines.values() if code in codes), "")


def silences(lines: Sequence[str]) -> Silences:
    """Find the comments: one at the end of a line holds for it, one that stands alone for the next line of code."""
    found: dict[int, dict[str, str]] = {}
    for number, line in enumerate(lines, 1):
        if "grader:" not in line or not (match := _COMMENT.search(line)):
            continue
        target = number if line[: match.start()].strip() else _next_code(lines, number)
        reason = match[2].strip()[:_MAX_REASON] or "-"
        found.setdefault(target, {}).update({code.strip(): reason for code in match[1].split(",")})
    return Silences(found)


def _next_code(lines: Sequence[str], number: int) -> int:
    following = (n for n in range(number + 1, len(lines) + 1) if lines[n - 1].strip() and not lines[n - 1].lstrip().startswith("#"))
    return next(following, number)
