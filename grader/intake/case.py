"""Everything that the checks of a pull request look at, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from grader.core.errors import BadInput
from grader.core.submission import Manifest, PullRequest, SubmittedRow
from grader.core.table import Document, Row
from grader.course import Course, Lesson
from grader.intake.objects import Change
from grader.intake.title import Title

README, MANIFEST = "README.md", "submission.yml"
#: The most paths that a pull request may change, and the largest file that can be part of a submission's code.
MAX_FILES, MAX_CODE = 200, 256 << 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A pull request as intake sees it.

    `lesson` is the one of the title's homework, else the one of the branch. `changes` are the paths between the merge
    base and the head, with the `sizes` of their blobs in bytes and the content of the `small` ones. `files` are the plain
    files of the team's directory in the head, with their sizes, and `adapters` the content of those that the manifest names as
    code, by their names; too large ones are not among them. `manifest_error` is why the manifest could not be read,
    `manifest_text` what it says.
    `reports` are the other Markdown files that the pull request changes, read only where the README has no new row.
    `rows` are the result rows that this pull request adds or changes, `submitted` the same with their claims; of too many none are
    taken, and `row_count` says how many there were. `owner` is whose pull request brought the record that stands in the team's
    directory on the base branch; empty where there is none, or none that says it.
    """

    pull_request: PullRequest
    course: Course
    title: Title
    lesson: Lesson | None
    changes: tuple[Change, ...]
    sizes: Mapping[str, int]
    small: Mapping[str, bytes]
    files: Mapping[str, int]
    manifest: Manifest | None
    manifest_error: BadInput | None
    manifest_text: str
    readme: Document | None
    base_readme: Document | None
    readme_text: str
    base_text: str
    rows: tuple[Row, ...]
    submitted: tuple[SubmittedRow, ...]
    row_count: int = 0
    owner: str = ""
    reports: tuple[Document, ...] = ()
    adapters: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def base_rows(self) -> tuple[Row, ...]:
        """The result rows of the README before this pull request."""
        return tuple(row for table in self.base_readme.results for row in table.rows) if self.base_readme else ()

    @property
    def elsewhere(self) -> tuple[Document, ...]:
        """The other documents that hold results, if the README has no new row."""
        return () if self.rows else tuple(report for report in self.reports if any(table.rows for table in report.results))

    @property
    def directory(self) -> str | None:
        """Where the team's files belong, if the title tells."""
        return f"submissions/{self.title.team}/hw-{self.title.homework}" if self.title.canonical else None
