"""Merging, through the real PyGithub over real HTTP into a real bare repository behind the double."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest

from grader.core.decision import Decision, DecisionKind
from grader.core.errors import GitHubError
from grader.core.record import Record
from grader.github import merge as merging
from grader.github.merge import Offer, Result, merge
from grader.github.objects import blob_name
from grader.intake.case import MAX_FILES
from grader.intake.checks.path_too_large import MAX_FILE
from grader.steps.merge import merge_reply, merge_verified
from grader.wire import artifact
from tests.github.merging import BASE, BRANCH, HEADER, README, Scene, line, off, readme

HOME = "submissions/ml_masters/hw-3"
CODE = {f"{HOME}/submission.yml": b"team: ml_masters\n", f"{HOME}/clustering.py": b"# code\n"}


def record(scene: Scene, team: str = "ml_masters") -> Record:
    data = scene.bare.read(scene.tip, f"submissions/{team}/hw-3/record.json")
    return artifact.decode(Record, data, "record.json")


def test_a_verified_row_gets_into_the_branch_and_the_pull_request_turns_merged(scene: Scene) -> None:
    pull = scene.opened(7, "ml_masters", {**CODE, "README.md": readme(line())})
    merged = scene.merge(7)

    assert (merged.result, merged.commit, merged.left, merged.closed) == (Result.MERGED, scene.tip, (), False)
    assert scene.readme() == readme(line())
    assert scene.bare.parents(scene.tip) == [scene.base, pull.head_sha]
    assert (pull.state, pull.merged) == ("closed", True)
    assert scene.double.state.signed == [scene.tip]
    assert sorted(scene.bare.paths(scene.tip)) == sorted([*BASE, *CODE, f"{HOME}/record.json"])
    kept = record(scene)
    assert (kept.team, kept.homework, kept.pull_request, kept.head_sha) == ("ml_masters", 3, 7, pull.head_sha)
    assert kept.author == pull.author
    assert [row.line for row in kept.rows] == [line()]
    assert kept.files == {path.removeprefix(f"{HOME}/"): blob_name(data) for path, data in CODE.items()}
    # one more than `merge` itself takes: the command has asked for the pull request already
    assert len(scene.double.exchanges) == 1 + 12


def test_merging_again_changes_nothing(scene: Scene) -> None:
    scene.opened(7, "ml_masters", {**CODE, "README.md": readme(line())})
    graded = scene.graded(7)
    scene.merge(7, graded)
    tip = scene.tip
    scene.double.exchanges.clear()
    again = scene.merge(7, graded)
    assert (again.result, again.commit, again.rows) == (Result.UNCHANGED, None, ("vit-tiny · Clustering, 32 clusters",))
    assert scene.tip == tip
    assert {exchange.method for exchange in scene.double.exchanges} == {"GET"}


@pytest.mark.slow
def test_twenty_merges_at_once_lose_nothing(scene: Scene) -> None:
    teams = {number: f"team_{number}" for number in range(1, 21)}
    lines = {team: [line(size=number, time_ms=7), line("Pruning, 50 %", size=number, time_ms=7.5)] for number, team in teams.items()}
    for number, team in teams.items():
        scene.opened(number, team, {"README.md": readme(*lines[team]), f"submissions/{team}/hw-3/submission.yml": team.encode()})
    graded = {number: scene.graded(number) for number in teams}
    with ThreadPoolExecutor(len(teams)) as pool:
        merged = list(pool.map(lambda number: scene.merge(number, graded[number]), teams))

    assert {one.result for one in merged} == {Result.MERGED}
    text = scene.readme().decode()
    added = [part for part in text.split("\r\n") if part.endswith(("7 | 0.9 |", "7.5 | 0.9 |"))]
    assert sorted(added) == sorted(chain.from_iterable(lines.values()))
    # each team's rows stand together and in their order, at the end of the table, and nothing else has changed
    assert [added[at : at + 2] for at in range(0, 40, 2)] == sorted(
        (lines[team] for team in teams.values()), key=lambda two: added.index(two[0])
    )
    assert scene.readme() == readme(*added)
    assert all(pull.merged for pull in scene.double.state.pulls)
    assert all([row.line for row in record(scene, team).rows] == lines[team] for team in teams.values())
    tip = scene.tip
    assert {scene.merge(number, graded[number]).result for number in teams} == {Result.UNCHANGED}
    assert scene.tip == tip


def test_a_newer_submission_replaces_its_own_rows_only(scene: Scene) -> None:
    scene.opened(7, "ml_masters", {**CODE, "README.md": readme(line(), line("Pruning, 50 %"))})
    scene.opened(8, "others", {"README.md": readme(line())})  # the very same line
    scene.merge(7)
    scene.merge(8)
    since = scene.tip
    assert scene.readme() == readme(line(), line("Pruning, 50 %"), line())

    better = scene.readme().replace(line().encode(), line(size=1.25).encode(), 1)
    scene.opened(9, "ml_masters", {"README.md": better, f"{HOME}/clustering.py": None, f"{HOME}/kmeans.py": b"# better\n"}, since=since)
    merged = scene.merge(9)
    assert merged.rows == ("vit-tiny · Clustering, 32 clusters",)
    assert scene.readme() == better
    kept = record(scene)
    assert [row.line for row in kept.rows] == [line(size=1.25), line("Pruning, 50 %")]
    assert [row.head_sha == kept.head_sha for row in kept.rows] == [True, False]
    assert kept.files.keys() == {"submission.yml", "kmeans.py"}
    assert sorted(path for path in scene.bare.paths(scene.tip) if path.startswith(HOME)) == [
        f"{HOME}/kmeans.py", f"{HOME}/record.json", f"{HOME}/submission.yml",
    ]  # fmt: skip


def squashed(scene: Scene, number: int) -> None:
    """Merge by GitHub's button "Squash and merge": another commit, so that the branch does not contain the head."""
    pull = scene.double.state.pull(number)
    paths = scene.bare.word("diff", "--name-only", pull.base_sha, pull.head_sha).splitlines()
    tip = scene.bare.write({path: scene.bare.read(pull.head_sha, path) for path in paths}, scene.tip, message="Squashed")
    scene.bare.move(BRANCH, tip)
    pull.state, pull.merged = "closed", True


def test_what_github_s_own_button_has_merged_gets_a_record_and_no_line_twice(scene: Scene) -> None:
    scene.opened(7, "ml_masters", {**CODE, "README.md": readme(line(), line("Pruning, 50 %"))})
    graded = scene.graded(7)
    squashed(scene, 7)
    merged = scene.merge(7, graded)
    assert (merged.result, len(merged.rows)) == (Result.MERGED, 2)
    assert scene.readme() == readme(line(), line("Pruning, 50 %"))
    assert [row.line for row in record(scene).rows] == [line(), line("Pruning, 50 %")]
    assert scene.merge(7, graded).result is Result.UNCHANGED


def test_a_class_with_more_rows_than_one_team_may_hand_in(scene: Scene) -> None:
    others = [line(f"Pruning, {number} %") for number in range(400)]
    scene.bare.move(BRANCH, scene.bare.write({"README.md": readme(*others)}, scene.tip))
    scene.opened(7, "ml_masters", {"README.md": readme(*others, line())}, since=scene.tip)
    assert len(scene.taken_in(7).rows) == 1
    assert scene.merge(7).result is Result.MERGED
    assert scene.readme() == readme(*others, line())


def test_what_was_not_graded_is_not_merged(scene: Scene) -> None:
    scene.opened(7, "ml_masters", {"README.md": readme(line())})
    graded = scene.graded(7)
    scene.pushed(7, {f"{HOME}/extra.py": b"# new\n"})
    merged = scene.merge(7, graded)
    assert (merged.result, merged.reason.code) == (Result.REFUSED, "merge-moved")
    assert scene.tip == scene.base


def test_a_row_that_differs_stays_out_until_it_is_accepted(scene: Scene) -> None:
    scene.opened(7, "ml_masters", {"README.md": readme(line(), line("Pruning, 50 %"))})
    card, submission = scene.graded(7, off)
    merged = scene.merge(7, (card, submission))
    assert (merged.result, merged.reason.code) == (Result.REFUSED, "merge-nothing")
    assert [left.reason.code for left in merged.left] == ["merge-row-differs"] * 2
    assert scene.tip == scene.base

    decision = Decision(kind=DecisionKind.ACCEPT, reason="agreed in class", by="teacher", at="2026-03-02T10:00:00Z", url="https://x")
    accepted = replace(card, rows=(replace(card.rows[0], accepted=decision), card.rows[1]))
    merged = scene.merge(7, (accepted, submission))
    assert merged.result is Result.MERGED
    assert scene.readme() == readme(line())
    assert [row.decisions for row in record(scene).rows] == [(decision,)]
    held = scene.merge(7, (replace(card, hold=replace(decision, kind=DecisionKind.HOLD)), submission))
    assert (held.result, held.reason.code) == (Result.REFUSED, "merge-held")


def test_nothing_but_plain_files_of_the_team_comes_along(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merging, "MAX_FILE", 1000)
    link, module = ("120000", scene.bare.blob(b"/etc/passwd")), ("160000", scene.base)
    scene.opened(
        7,
        "ml_masters",
        {
            **CODE,
            "README.md": readme(line()).replace(b"# Lesson 3", b"# Hacked"),
            ".github/workflows/grade.yml": b"on: push\n",
            ".github/workflows/own.yml": b"on: push\n",
            "submissions/others/hw-3/original.py": b"# not theirs any more\n",
            "submissions/ml_masters/hw-4/code.py": b"# another homework\n",
            "main.py": b"# anywhere\n",
            f"{HOME}/run.sh": ("100755", scene.bare.blob(b"#!/bin/sh\n")),
            f"{HOME}/link": link,
            f"{HOME}/module": module,
            f"{HOME}/.gitattributes": b"* filter=evil\n",
            f"{HOME}/.github/x.yml": b"x",
            f"{HOME}/weights.bin": bytes(1001),
            f"{HOME}/record.json": b"{}",
            f"{HOME}/deep/RECORD.json": b"{}",
            f"{HOME}/Record.JSON": b"{}",
        },
    )  # fmt: skip
    merged = scene.merge(7)
    assert sorted(merged.files) == [".gitattributes", ".github/x.yml", "Record.JSON", "link", "module", "record.json", "weights.bin"]
    came = {path: scene.bare.read(scene.tip, path) for path in scene.bare.paths(scene.tip)}
    assert came.keys() - BASE.keys() == {*CODE, f"{HOME}/record.json", f"{HOME}/run.sh", f"{HOME}/deep/RECORD.json"}
    assert {path: data for path, data in came.items() if path in BASE} == {**BASE, "README.md": readme(line())}
    assert scene.bare.word("ls-tree", scene.tip, f"{HOME}/run.sh").startswith("100755")
    assert "link, module, weights.bin, Record.JSON, record.json`" in merge_reply(merged, scene.course)


def test_a_hand_edit_of_the_readme_meanwhile_is_kept(scene: Scene) -> None:
    """Somebody pushes to the branch between our reading of it and our moving it, twice."""
    pull = scene.opened(7, "ml_masters", {"README.md": readme(line())})
    card, submission = scene.graded(7)
    first = scene.bare.write({"README.md": README.replace("Text", "Better text").encode()}, scene.base)
    aligned = README.replace("Text", "Better text").replace("| vit-tiny |", "| vit-tiny  |")
    second = scene.bare.write({"README.md": aligned.encode(), "new.md": b"x"}, first)
    pushes = [first, second]
    with scene.client() as github:
        advance = github.advance

        def meanwhile(branch: str, commit: str) -> None:
            if pushes:
                scene.bare.move(BRANCH, pushes.pop(0))
            advance(branch, commit)

        github.advance = meanwhile  # type: ignore[method-assign]
        merged = merge_verified(github, submission.pull_request, card, submission, scene.course, pause=lambda _: None)
    assert merged.result is Result.MERGED
    assert scene.bare.parents(scene.tip) == [second, pull.head_sha]
    assert scene.readme() == aligned.replace("0.91 |\r\n", f"0.91 |\r\n{line()}\r\n").encode()
    assert "new.md" in scene.bare.paths(scene.tip)
    # two of the three moves were refused; each costs 8 requests more, the record being stored already
    assert len(scene.double.exchanges) == 12 + 2 * 8


def test_a_token_without_the_permission_is_told_which(scene: Scene) -> None:
    scene.opened(7, "ml_masters", {"README.md": readme(line())})
    scene.double.permissions["contents"] = "read"
    with pytest.raises(GitHubError, match="lacks the permission `contents: write`"):
        scene.merge(7)


def test_a_branch_without_a_table_is_told_so(tmp_path: Path) -> None:
    scene = Scene(tmp_path, {**BASE, "README.md": README.replace(HEADER, "no head").encode()})
    with scene.double:
        scene.opened(7, "ml_masters", {"README.md": readme(line())})
        merged = scene.merge(7)
        assert (merged.result, merged.reason.code) == (Result.REFUSED, "merge-no-table")
        assert "нет таблицы результатов" in merge_reply(merged, scene.course)
    assert scene.double.breaches == []


def test_a_pull_request_to_another_branch_is_not_merged(scene: Scene) -> None:
    scene.opened(7, "ml_masters", {"README.md": readme(line())}).base = "lesson-1-intro"
    merged = scene.merge(7)
    assert (merged.result, merged.reason.code) == (Result.REFUSED, "merge-branch")


def test_a_directory_of_too_many_files_is_not_merged(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merging, "MAX_FILES", 3)
    scene.opened(7, "ml_masters", {"README.md": readme(line()), **{f"{HOME}/{number}.py": b"x" for number in range(4)}})
    merged = scene.merge(7)
    assert (merged.result, merged.reason.code, merged.reason.facts["count"]) == (Result.REFUSED, "merge-files", 4)


def test_a_tree_that_github_does_not_show_whole_is_an_error(scene: Scene) -> None:
    scene.opened(7, "ml_masters", {"README.md": readme(line())})
    scene.double.state.most_entries = 3
    with pytest.raises(GitHubError, match="more files than GitHub lists"):
        scene.merge(7)


def test_a_record_that_was_tampered_with_is_not_built_upon(tmp_path: Path) -> None:
    scene = Scene(tmp_path, {**BASE, f"{HOME}/record.json": json.dumps({"version": 1, "rows": "all"}).encode()})
    with scene.double:
        scene.opened(7, "ml_masters", {"README.md": readme(line())})
        merged = scene.merge(7)
    assert (merged.result, merged.reason.code) == (Result.REFUSED, "merge-record")


@pytest.mark.parametrize(
    "directory", ["", ".github", "submissions/a/hw-3/../..", "submissions//hw-3", "submissions/a/b/hw-3", "submissions/a/hw-"]
)
def test_only_a_submissions_directory_is_ever_written_to(scene: Scene, directory: str) -> None:
    offer = Offer(number=7, head_sha="a" * 40, branch=BRANCH, directory=directory, message="x", compose=lambda _: pytest.fail())
    with scene.client() as github, pytest.raises(ValueError, match="directory"):
        merge(github, offer)
    assert scene.double.exchanges == []


def test_the_limits_are_those_of_intake() -> None:
    assert (merging.MAX_FILES, merging.MAX_FILE) == (MAX_FILES, MAX_FILE)
