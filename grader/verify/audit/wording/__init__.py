"""What every piece of evidence of an audit means: `ENTRIES` has one entry for each."""

from __future__ import annotations

from grader.core.words import Entry
from grader.verify.audit.wording.common import COMMON
from grader.verify.audit.wording.graphs import GRAPHS
from grader.verify.audit.wording.types import TYPES
from grader.verify.audit.wording.values import VALUES

ENTRIES: tuple[Entry, ...] = (*VALUES, *TYPES, *GRAPHS, *COMMON)
