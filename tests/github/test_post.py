"""Posting, through the real PyGithub over real HTTP against the double."""

from __future__ import annotations

import pytest

from grader.core.review import Conclusion, LineComment
from grader.github import sticky
from grader.github.checks import CHECK_NAME
from grader.github.post import MAX_LINE_COMMENTS, post
from grader.github.pygithub import PyGitHub
from tests.github.conftest import HEAD, NEXT, README, pull, review
from tests.github_double import BOT, Comment, Double, File
from tests.github_double.state import LineComment as PostedLine

ON_ROW = LineComment(path="README.md", line=12, body="```suggestion\n| vit | 9 MB |\n```")
OFF_DIFF = LineComment(path="README.md", line=99, body="this row is older than the pull request")


def comments(double: Double) -> list[Comment]:
    return double.state.pull(7).comments


def ours(double: Double) -> Comment:
    (comment,) = [comment for comment in comments(double) if comment.author == BOT]
    return comment


def test_a_first_posting_leaves_comment_review_labels_and_check(double: Double, github: PyGitHub) -> None:
    posted = post(review(comments=(ON_ROW,), conclusion=Conclusion.FAILURE), github, run=5)

    assert ours(double).body == f"<!-- grader head={HEAD} run=5 -->\n\n# Result\n\nall cells hold"
    assert posted.comment_url.endswith(f"#issuecomment-{ours(double).id}")
    (line_comment,) = double.state.pull(7).line_comments
    assert (line_comment.path, line_comment.line, line_comment.body) == (ON_ROW.path, ON_ROW.line, ON_ROW.body)
    (standing,) = double.state.pull(7).reviews
    assert (standing.event, standing.commit) == ("COMMENT", HEAD)
    assert posted.comment_url in standing.body
    assert double.state.pull(7).labels == ["grader: verified"]
    (check,) = double.state.check_runs
    assert check.id == posted.check_run
    assert check.sent == {
        "name": CHECK_NAME,
        "head_sha": HEAD,
        "external_id": "7/5",
        "details_url": posted.comment_url,
        "status": "completed",
        "conclusion": "failure",
        "output": {"title": "4 of 4 cells hold", "summary": "# Result\n\nall cells hold"},
    }
    assert (posted.on_lines, posted.folded, posted.superseded, posted.outdated) == (1, 0, False, False)
    assert len(double.exchanges) == 9


def test_the_same_run_again_writes_nothing_but_the_check(double: Double, github: PyGitHub) -> None:
    post(review(comments=(ON_ROW, OFF_DIFF)), github, run=5)
    double.exchanges.clear()
    posted = post(review(comments=(ON_ROW, OFF_DIFF)), github, run=5)
    assert double.calls("POST") == double.calls("DELETE") == []
    assert double.calls("PATCH") == ["checks/update"]
    assert (posted.on_lines, posted.folded) == (1, 1)


def test_a_later_run_updates_in_place(double: Double, github: PyGitHub) -> None:
    post(review(comments=(ON_ROW,)), github, run=5)
    first = ours(double).id
    double.exchanges.clear()
    post(review(body="other words", conclusion=Conclusion.NEUTRAL), github, run=6)
    assert ours(double).id == first
    assert ours(double).body.endswith("other words")
    assert [check.sent["conclusion"] for check in double.state.check_runs] == ["neutral"]
    assert len(double.state.pull(7).reviews) == 1
    assert len(double.exchanges) == 5


def test_a_new_commit_gets_the_same_comment_and_a_check_of_its_own(double: Double, github: PyGitHub) -> None:
    post(review(), github, run=5)
    double.state.push(7, NEXT, [README])
    post(review(head_sha=NEXT, body="better"), github, run=6)
    assert ours(double).body.endswith("better")
    assert [check.sent["head_sha"] for check in double.state.check_runs] == [HEAD, NEXT]


def test_a_mark_that_a_student_pastes_is_not_ours(double: Double, github: PyGitHub) -> None:
    pasted = f"<!-- grader head={HEAD} run=99 -->\n\nmark me verified"
    double.state.comment(7, "student-1", pasted)
    double.state.comment(7, BOT, f"another workflow quotes:\n{pasted}")
    posted = post(review(), github, run=5)
    assert [comment.body for comment in comments(double)][:2] == [pasted, f"another workflow quotes:\n{pasted}"]
    assert len(comments(double)) == 3
    assert not posted.superseded


def test_of_a_commit_that_was_just_pushed_no_check_is_looked_for_unless_it_was_told_of(double: Double, github: PyGitHub) -> None:
    post(review(), github, run=5, pushed=True)
    assert "checks/list-for-ref" not in double.calls()
    double.exchanges.clear()
    post(review(), github, run=5, pushed=True)
    assert "checks/list-for-ref" in double.calls()
    assert len(double.state.check_runs) == 1


@pytest.mark.parametrize("kept_mark", [True, False])
def test_a_comment_that_a_person_has_edited_is_written_anew(double: Double, github: PyGitHub, kept_mark: bool) -> None:
    """Without its mark it is nobody's: it stays as that person left it."""
    post(review(), github, run=5)
    edited = ours(double)
    edited.body = edited.body.replace("all cells hold", "I hold") if kept_mark else "I hold"
    edited.updated_at = "2026-03-02T11:00:00Z"
    post(review(body="second"), github, run=6)
    bodies = [comment.body for comment in comments(double) if comment.author == BOT]
    assert [body.endswith("second") for body in bodies] == ([True] if kept_mark else [False, True])
    assert ("I hold" in bodies) is not kept_mark
    assert [check.sent["conclusion"] for check in double.state.check_runs] == ["success"]


def test_an_older_commit_never_overwrites_a_newer_result(double: Double, github: PyGitHub) -> None:
    double.state.push(7, NEXT, [README])
    post(review(head_sha=NEXT, body="newer", labels=("grader: verified",)), github, run=5)
    posted = post(review(head_sha=HEAD, body="older", labels=("grader: differs",), comments=(ON_ROW,)), github, run=6)
    assert posted.superseded
    assert posted.outdated
    assert ours(double).body.endswith("newer")
    assert double.state.pull(7).labels == ["grader: verified"]
    assert double.state.pull(7).line_comments == []
    assert [check.sent["head_sha"] for check in double.state.check_runs] == [NEXT, HEAD]


def test_an_outdated_result_says_so_until_the_newer_one_comes(double: Double, github: PyGitHub) -> None:
    double.state.push(7, NEXT, [README])
    posted = post(review(comments=(ON_ROW,)), github, run=5)
    assert (posted.outdated, posted.superseded, posted.folded) == (True, False, 1)
    assert f"This is the result for commit {HEAD[:7]}. There is a newer commit {NEXT[:7]}" in ours(double).body
    assert f"Это результат для коммита {HEAD[:7]}" in ours(double).body
    assert double.state.pull(7).labels == []
    post(review(head_sha=NEXT), github, run=6)
    assert "newer commit" not in ours(double).body


def test_an_earlier_run_on_the_same_commit_that_ends_later_changes_nothing(double: Double, github: PyGitHub) -> None:
    post(review(body="late"), github, run=6)
    posted = post(review(body="early", conclusion=Conclusion.FAILURE), github, run=5)
    assert posted.superseded
    assert ours(double).body.endswith("late")
    assert [check.sent["conclusion"] for check in double.state.check_runs] == ["success"]


def test_comments_that_two_runs_wrote_at_once_become_one(double: Double, github: PyGitHub) -> None:
    for run in (3, 4):
        double.state.comment(7, BOT, f"{sticky.Mark(head_sha=HEAD, run=run)}\n\ntext")
    post(review(), github, run=5)
    assert ours(double).body.endswith("all cells hold")


@pytest.mark.parametrize(
    "outside",
    [OFF_DIFF, LineComment(path="model.bin", line=1, body="binary"), LineComment(path="not `changed`.py", line=3, body="elsewhere")],
)
def test_a_comment_outside_the_diff_goes_into_the_body(double: Double, github: PyGitHub, outside: LineComment) -> None:
    posted = post(review(comments=(ON_ROW, outside)), github, run=5)
    assert (posted.on_lines, posted.folded) == (1, 1)
    assert "Remarks on other lines" in ours(double).body
    assert f"{outside.path}:{outside.line}" in ours(double).body
    assert ours(double).body.endswith(outside.body)
    assert len(double.state.pull(7).line_comments) == 1


def test_a_comment_that_the_body_tells_too_is_not_repeated_there(double: Double, github: PyGitHub) -> None:
    told = LineComment(path="hw3.ipynb", line=48, body="timed once", told=True)
    posted = post(review(comments=(ON_ROW, told)), github, run=5)
    assert "timed once" not in ours(double).body
    assert (posted.on_lines, posted.folded) == (1, 0)


def test_an_anchor_that_github_refuses_does_not_lose_the_others(double: Double, github: PyGitHub) -> None:
    double.state.pull(7).files = [File(filename="README.md", patch=README.patch, refuses=[11])]
    on_lines = tuple(LineComment(path="README.md", line=line, body=f"remark {line}") for line in (10, 11, 12, 13))
    posted = post(review(comments=on_lines), github, run=5)
    assert (posted.on_lines, posted.folded) == (3, 1)
    assert sorted(comment.body for comment in double.state.pull(7).line_comments) == ["remark 10", "remark 12", "remark 13"]
    assert ours(double).body.endswith("**`README.md:11`**\n\nremark 11")


def test_line_comments_are_few_and_the_rest_is_kept(double: Double, github: PyGitHub) -> None:
    many = tuple(LineComment(path="README.md", line=12, body=f"remark {count}") for count in range(MAX_LINE_COMMENTS + 2))
    posted = post(review(comments=many), github, run=5)
    assert (posted.on_lines, posted.folded) == (MAX_LINE_COMMENTS, 2)
    assert ours(double).body.endswith(many[-1].body)


def test_a_line_comment_is_repeated_only_once_its_line_has_changed(double: Double, github: PyGitHub) -> None:
    post(review(comments=(ON_ROW,)), github, run=5)
    double.state.push(7, NEXT, [README])
    post(review(head_sha=NEXT, comments=(ON_ROW,)), github, run=6)
    assert len(double.state.pull(7).line_comments) == 1
    double.state.push(7, "d" * 40, [File(filename="README.md", patch="@@ -1 +1 @@\n-a\n+b\n")])
    double.state.push(7, "e" * 40, [README])
    post(review(head_sha="e" * 40, comments=(ON_ROW,)), github, run=7)
    assert len(double.state.pull(7).line_comments) == 2


def test_a_student_cannot_silence_a_line_comment_by_writing_it_first(double: Double, github: PyGitHub) -> None:
    copied = PostedLine(id=1, review=1, author="student-1", commit=HEAD, path=ON_ROW.path, line=12, original_line=12, body=ON_ROW.body)
    double.state.pull(7).line_comments.append(copied)
    post(review(comments=(ON_ROW,)), github, run=5)
    assert [comment.author for comment in double.state.pull(7).line_comments] == ["student-1", BOT]


def test_a_body_that_is_too_long_is_cut_with_a_note(double: Double, github: PyGitHub) -> None:
    posted = post(review(body="строка таблицы\n" * 5000), github, run=5)
    assert len(ours(double).body.encode()) <= sticky.MAX_BYTES
    assert "`review.md`" in ours(double).body
    assert posted.check_run
    assert len(double.state.check_runs[0].sent["output"]["summary"].encode()) <= sticky.MAX_BYTES


def test_labels_become_exactly_those_of_the_review(double: Double, github: PyGitHub) -> None:
    double.state.pull(7).labels = ["grader: differs", "Grader: Verified", "lesson 3", "grader: needs manifest?"]
    post(review(labels=("grader: verified", "grader: fast")), github, run=5)
    assert double.state.pull(7).labels == ["Grader: Verified", "lesson 3", "grader: fast"]
    post(review(labels=()), github, run=6)
    assert double.state.pull(7).labels == ["lesson 3"]


def test_a_label_of_somebody_else_is_refused_before_anything_is_posted(double: Double, github: PyGitHub) -> None:
    with pytest.raises(ValueError, match="must start with 'grader: '"):
        post(review(labels=("verified",)), github, run=5)
    assert double.exchanges == []


def test_two_pull_requests_with_one_head_have_a_check_each(double: Double, github: PyGitHub) -> None:
    double.state.pulls.append(pull(8))
    for run in (5, 6):
        post(review(), github, run=run)
        post(review(number=8, conclusion=Conclusion.FAILURE), github, run=run)
    sent = [(check.sent["external_id"], check.sent["conclusion"]) for check in double.state.check_runs]
    assert sent == [("7/6", "success"), ("8/6", "failure")]
