"""Whose the work is that stands in a team's directory already."""

from __future__ import annotations

from grader.core.errors import ArtifactError
from grader.core.record import Record
from grader.core.submission import PullRequest
from grader.intake.objects import Repository
from grader.wire.artifact import ARTIFACTS, decode

#: What merging leaves in a team's directory.
_RECORD, _MOST = "record.json", ARTIFACTS[Record][1]


def owner_of(repository: Repository, pull_request: PullRequest, base: str, home: str) -> str:
    """Tell who opened the pull request whose rows were merged last; empty where nobody's were, or the record does not say.

    The base branch as it is now counts before the tree `base`, which the pull request started from. In a working copy there is no
    author to compare with.

    Raises:
        GitError: a tree is not in the repository.
    """
    if not pull_request.number:
        return ""
    names = [f"{tree}:{home}/{_RECORD}" for tree in (f"refs/heads/{pull_request.base_branch}", base)]
    found = repository.blobs_at(names)
    blob, size = next((found[name] for name in names if name in found), ("", 0))
    if not blob or size > _MOST:
        return ""
    try:
        return decode(Record, repository.blob(blob, _MOST), _RECORD).author
    except ArtifactError:
        return ""
