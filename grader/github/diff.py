"""Which lines of a pull request can carry a comment.

GitHub's page takes a comment on any line, its API only on lines inside a hunk, and one comment elsewhere makes it refuse the
whole review.
"""

from __future__ import annotations

import re

_HUNK = re.compile(r"@@ -\d+(?:,\d+)? \+(\d+)(?:,\d+)? @@")


def commentable_lines(patch: str | None) -> frozenset[int]:
    """Return the 1-based lines of the new file that a patch shows, added or unchanged.

    `patch` is the unified diff of one file without file headers, as GitHub's `pulls/list-files` gives it; None gives no line.
    """
    lines: set[int] = set()
    line = 0
    # only \n ends a line of a patch: splitlines() would also break at \r, \f and U+2028 inside a student's text
    for text in (patch or "").split("\n"):
        if hunk := _HUNK.match(text):
            line = int(hunk[1])
        elif text[:1] in ("+", " ") and text:
            lines.add(line)
            line += 1
    return frozenset(lines)
