"""Merge a submission into its lesson branch: our own tree, two parents, and the branch moves only if nobody moved it meanwhile.

The tree is the branch's, with the README and the record that were composed for it and the team's plain files; nothing else of the
pull request gets in, so its conflicts do not matter. The head as second parent turns the pull request *merged*.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from grader.core.record import Found, Kept, Left
from grader.core.verdict import Reason
from grader.core.words import Fact
from grader.github.merge_words import closing_words
from grader.github.objects import CommitRefused, Entry, NotFastForward, blob_name
from grader.github.port import GitHub

README, RECORD = "README.md", "record.json"
#: As many files, and as large ones, as intake lets a pull request have.
MAX_FILES, MAX_FILE = 200, 20_000_000
#: Of the merges that meet at one branch one always gets through, so this is how many may start at once.
TRIES = 30

_PLAIN = ("100644", "100755")
_DIRECTORY = re.compile(r"submissions/[^\W_](?:[\w-]{0,31})/hw-[0-9]{1,2}")
#: What git, or GitHub, would take orders from.
_ORDERS = re.compile(r"(?i)(?:^|/)\.git[^/]*(?:/|$)")
_MARK = "<!-- grader merged head={head} -->"


class Result(StrEnum):
    """How merging ended; only `MERGED` has moved the branch."""

    MERGED = "merged"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What is to be merged: the graded head of a pull request, into the branch of its lesson.

    `directory` is the only place below which files may come along; `compose` says what the branch is to hold, given what it
    holds, and is asked again whenever the branch has moved.
    """

    number: int
    head_sha: str
    branch: str
    directory: str
    message: str
    compose: Callable[[Found], Kept | Reason]


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What became of an offer and why; `rows` stand on the branch now, `left` do not, `files` were not taken along.

    `commit` is the new tip; `closed` says that GitHub did not take the head as a parent, so the pull request was closed instead.
    """

    result: Result
    reason: Reason
    rows: tuple[str, ...] = ()
    left: tuple[Left, ...] = ()
    files: tuple[str, ...] = ()
    commit: str | None = None
    closed: bool = False


def merge(github: GitHub, offer: Offer, pause: Callable[[float], None] = time.sleep) -> Merged:
    """Merge an offer; merging it again changes nothing.

    12 requests, one more where a record stands already, 8 or 9 for each time that the branch moved meanwhile.

    Raises:
        GitHubError: GitHub refused or did not answer; merging again completes the work.
        ValueError: `directory` is not that of a submission.
    """
    if not _DIRECTORY.fullmatch(offer.directory):
        raise ValueError(f"not a submission's directory: {offer.directory!r}")
    present = github.standing(offer.number)
    if present.head_sha != offer.head_sha:
        facts = {"graded": offer.head_sha[:7], "present": present.head_sha[:7]}
        return Merged(result=Result.REFUSED, reason=Reason(code="merge-moved", facts=facts))
    if present.base_branch != offer.branch:
        facts = {"branch": offer.branch, "present": present.base_branch}
        return Merged(result=Result.REFUSED, reason=Reason(code="merge-branch", facts=facts))
    files, barred = _files(github, offer)
    if len(files) > MAX_FILES:
        too_many: dict[str, Fact] = {"directory": offer.directory, "count": len(files), "limit": MAX_FILES}
        return Merged(result=Result.REFUSED, reason=Reason(code="merge-files", facts=too_many))
    return _Merging(github, offer, files, barred, landed=present.merged).run(pause)


def _files(github: GitHub, offer: Offer) -> tuple[dict[str, Entry], tuple[str, ...]]:
    """Divide what the head has below the directory into plain files and what is not taken along, by paths below it."""
    plain, barred = {}, []
    for entry in github.tree(github.tree_of(offer.head_sha)):
        if entry.mode == "040000" or not entry.path.startswith(f"{offer.directory}/"):
            continue
        path = entry.path.removeprefix(f"{offer.directory}/")
        if entry.mode in _PLAIN and entry.size <= MAX_FILE and path.isprintable() and not _ORDERS.search(path):
            plain[path] = entry
        else:
            barred.append(path)
    forged = [path for path in plain if path.casefold() == RECORD]  # the record is the bot's to write
    return {path: entry for path, entry in plain.items() if path not in forged}, (*barred, *forged)


@dataclass(frozen=True, slots=True)
class _Tip:
    """The branch as it was found: its commit, its tree, the entries of the tree by path."""

    commit: str
    tree: str
    entries: dict[str, Entry]


class _Merging:
    """One merge: the tries until one gets through."""

    def __init__(self, github: GitHub, offer: Offer, files: dict[str, Entry], barred: tuple[str, ...], *, landed: bool) -> None:
        self._github, self._offer, self._files, self._barred, self._landed = github, offer, files, barred, landed
        self._stored: set[str] = set()
        self._tried: str | None = None
        self._alone = False  # GitHub does not take the head as a parent

    def run(self, pause: Callable[[float], None]) -> Merged:
        """Try until the branch holds what it should, or for too long."""
        for attempt in range(TRIES):
            tip = self._tip()
            kept = self._offer.compose(self._found(tip))
            if isinstance(kept, Reason):
                return Merged(result=Result.REFUSED, reason=kept)
            if not kept.rows:
                return self._merged(Result.REFUSED, Reason(code="merge-nothing"), kept)
            changes = self._changes(tip, kept)
            if not changes:
                return self._stands(tip, kept)
            commit = self._commit(tip, kept, changes)
            try:
                self._github.advance(self._offer.branch, commit)
                return self._done(kept, commit)
            except NotFastForward:
                # merges that started together drift apart
                self._tried = commit
                pause(min(0.2 * (attempt + 1), 3) + self._offer.number % 10 / 20)
        facts: dict[str, Fact] = {"branch": self._offer.branch, "tries": TRIES}
        return Merged(result=Result.REFUSED, reason=Reason(code="merge-busy", facts=facts))

    def _tip(self) -> _Tip:
        commit = self._github.tip(self._offer.branch)
        tree = self._github.tree_of(commit)
        return _Tip(commit, tree, {entry.path: entry for entry in self._github.tree(tree)})

    def _found(self, tip: _Tip) -> Found:
        readme, record = (tip.entries.get(path) for path in (README, self._at(RECORD)))
        return Found(
            readme=self._github.blob(readme.sha) if readme and readme.mode in _PLAIN and readme.sha else None,
            record=self._github.blob(record.sha) if record and record.sha else None,
            files={path: entry.sha for path, entry in sorted(self._files.items()) if entry.sha},
            landed=self._landed,
        )

    def _at(self, path: str) -> str:
        return f"{self._offer.directory}/{path}"

    def _changes(self, tip: _Tip, kept: Kept) -> tuple[Entry, ...]:
        """Return the entries by which the branch differs from what it should hold."""
        wanted = [Entry(path=self._at(path), mode=entry.mode, sha=entry.sha) for path, entry in sorted(self._files.items())]
        for path, data in ((README, kept.readme), (self._at(RECORD), kept.record)):
            present = tip.entries.get(path)
            mode = present.mode if present and present.mode in _PLAIN else _PLAIN[0]
            wanted += [Entry(path=path, mode=mode, sha=blob_name(data))] if data is not None else []
        stale = [tip.entries[self._at(path)] for path in kept.stale if self._at(path) in tip.entries]
        gone = [Entry(path=entry.path, mode=entry.mode, sha=None) for entry in stale if entry.mode in _PLAIN]
        stands = {(entry.path, entry.mode, entry.sha) for entry in tip.entries.values()}
        return tuple(entry for entry in (*wanted, *gone) if (entry.path, entry.mode, entry.sha) not in stands)

    def _commit(self, tip: _Tip, kept: Kept, changes: tuple[Entry, ...]) -> str:
        """Store the files, the tree and the commit."""
        changed = {entry.sha for entry in changes}
        for data in (kept.readme, kept.record):
            if data is not None and blob_name(data) in changed - self._stored:
                self._stored.add(self._github.create_blob(data))
        tree = self._github.create_tree(tip.tree, changes)
        if not self._alone:
            try:
                return self._github.create_commit(self._offer.message, tree, (tip.commit, self._offer.head_sha))
            except CommitRefused:
                self._alone = True
        return self._github.create_commit(self._offer.message, tree, (tip.commit,))

    def _done(self, kept: Kept, commit: str) -> Merged:
        """Tell what was merged; a pull request that cannot turn merged by itself is closed."""
        if self._alone:
            self._close()
        facts: dict[str, Fact] = {"branch": self._offer.branch, "count": len(kept.rows), "commit": commit[:7]}
        return self._merged(Result.MERGED, Reason(code="merge-done", facts=facts), kept, commit)

    def _stands(self, tip: _Tip, kept: Kept) -> Merged:
        """Tell that the branch holds everything: since long, or since a try of ours that was thought to have failed."""
        if self._tried:
            return self._done(kept, self._tried)
        if self._github.is_open(self._offer.number) and not self._github.contains(tip.commit, self._offer.head_sha):
            self._alone = True
            self._close()
        return self._merged(Result.UNCHANGED, Reason(code="merge-unchanged", facts={"branch": self._offer.branch}), kept)

    def _close(self) -> None:
        mark = _MARK.format(head=self._offer.head_sha)
        thread = self._github.comments(self._offer.number)
        if not any(comment.author == self._github.login and comment.body.startswith(mark) for comment in thread):
            self._github.create_comment(self._offer.number, f"{mark}\n\n{closing_words(self._offer.branch)}")
        self._github.close_pull_request(self._offer.number)

    def _merged(self, result: Result, reason: Reason, kept: Kept, commit: str | None = None) -> Merged:
        return Merged(result=result, reason=reason, rows=kept.rows, left=kept.left, files=self._barred, commit=commit, closed=self._alone)
