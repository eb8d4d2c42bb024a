"""The decisions of a thread: which comments count, in which order, and which row they mean once lines have moved."""

from __future__ import annotations

from dataclasses import replace

from grader.core.decision import NO_ROW, Decision, DecisionKind, read_pins, row_key, write_pins
from grader.core.measurement import Definition
from grader.core.metric import Metric
from grader.core.outcome import Outcome
from grader.core.problem import Place
from grader.core.submission import Submission
from grader.core.verdict import Card
from grader.core.words import Language
from grader.github.commands.thread import read_decisions, standing_hold
from grader.github.post import post
from grader.github.pygithub import PyGitHub
from grader.judge.judge import judge
from grader.review.reviewing import review
from tests.github.commands.conftest import Thread
from tests.github.conftest import HEAD, NEXT, README, REPOSITORY
from tests.github_double import BOT, Double
from tests.judge.build import COURSE, PRUNING, claim, measured, row, run, runs, submission
from tests.judge.test_reasons import CATALOGUE


def told(github: PyGitHub) -> list[tuple[str, str]]:
    return [(decision.kind.value, decision.reason) for decision in read_decisions(7, HEAD, github).items]


def test_a_decision_keeps_who_when_why_and_where(thread: Thread, github: PyGitHub) -> None:
    comment = thread.say("prof", "/override 51 время на CPU не проверить «чужая» машина", "2026-03-02T12:30:00Z")
    found = read_decisions(7, HEAD, github)
    assert found.head_sha == HEAD
    assert found.items == (
        Decision(
            kind=DecisionKind.OVERRIDE,
            row=51,
            metric=Metric.CPU_MS,
            outcome=Outcome.NOT_CHECKABLE,
            reason="«чужая» машина",
            by="prof",
            at="2026-03-02T12:30:00Z",
            url=f"https://github.com/{REPOSITORY}/pull/7#issuecomment-{comment.id}",
        ),
    )


def test_only_unedited_comments_of_people_who_can_write_count(thread: Thread, double: Double, github: PyGitHub) -> None:
    double.state.permissions |= {BOT: "admin", "helper[bot]": "write"}
    for author in ("student-1", "passer-by", "stranger", BOT, "helper[bot]"):
        thread.say(author, f"/accept 51 by {author}")
    edited = thread.say("prof", "/accept 51 edited")
    edited.updated_at = "2026-03-02T10:00:01Z"
    thread.say("prof", "> /accept 51 quoted")
    thread.say("prof", "/accept 51 half\n/nonsense")
    thread.say("prof", "/grade")
    thread.say("assistant", "/accept 51 counts\n/hold too")
    assert told(github) == [("accept", "counts"), ("hold", "too")]


def test_deleting_a_comment_takes_its_decision_back(thread: Thread, double: Double, github: PyGitHub) -> None:
    first, second = thread.say("prof", "/points 5 first"), thread.say("prof", "/points 6 second")
    double.state.pull(7).comments.remove(second)
    assert told(github) == [("points", "first")]
    double.state.pull(7).comments.remove(first)
    assert told(github) == []


def test_each_person_is_asked_about_once(thread: Thread, double: Double, github: PyGitHub) -> None:
    for number in range(50, 60):
        thread.say("prof", f"/accept {number} reason")
        thread.say("student-1", f"/accept {number} reason")
        thread.say("student-1", "thanks")
    assert len(told(github)) == 10
    assert double.calls().count("repos/get-collaborator-permission-level") == 2


def test_the_last_word_on_a_hold_stands(thread: Thread, github: PyGitHub) -> None:
    thread.say("prof", "/hold one")
    thread.say("assistant", "/release")
    assert standing_hold(read_decisions(7, HEAD, github).items) is None
    thread.say("prof", "/hold two")
    hold = standing_hold(read_decisions(7, HEAD, github).items)
    assert hold is not None
    assert hold.reason == "two"


def test_what_a_decision_means_is_written_down_where_no_student_can_write() -> None:
    decision = Decision(kind=DecisionKind.ACCEPT, row=51, by="prof", at="", url="https://x/pull/7#issuecomment-9", row_key="ab" * 8)
    line = write_pins([decision, replace(decision, row=52), decision])
    assert read_pins(f"<!-- grader head={HEAD} run=5 -->\n\n> note\n>\n> note\n\n{line}\n\n### Title") == {
        (9, 51, ""): "ab" * 8,
        (9, 52, ""): "ab" * 8,
    }
    assert read_pins(f"<!-- grader head={HEAD} run=5 -->\r\n\r\n{line}\r\n") != {}
    assert read_pins(f"<!-- grader head={HEAD} run=5 -->\n\n### Title\n\n{line}") == {}
    assert write_pins([replace(decision, row_key="")]) == write_pins([]) == ""
    assert read_pins("") == {}


def test_a_comment_written_without_a_look_at_the_thread_keeps_what_decisions_mean(thread: Thread, github: PyGitHub) -> None:
    thread.say("prof", "/accept 51 known")
    graded(handed_in(HEAD, 50, 51), github, 1)
    unseen = judge(handed_in(HEAD, 50, 51), None, COURSE)
    for _ in range(2):
        post(review(unseen, CATALOGUE, (Language.EN,), {}), github, run=2)
        assert "👤" not in thread.replies[-1]
        assert thread.replies[-1].count("<!-- grader rows") == 1
    assert accepted(graded(handed_in(HEAD, 51, 52), github, 3)) == ["pruning 1"]


def handed_in(head: str, *lines: int) -> Submission:
    """Hand in one pruned model after another, each a megabyte too small, on these lines of README."""
    rows = []
    for index, line in enumerate(lines):
        one = row(
            claim(Metric.SIZE_MB, "9.0"), method=replace(PRUNING, params={"sparsity": index}), text=f"pruning {index}", manifest=index
        )
        rows.append(replace(one, place=Place(path="README.md", line=line)))
    made = submission(*rows)
    return replace(made, pull_request=replace(made.pull_request, repository=REPOSITORY, number=7, head_sha=head))


def graded(one: Submission, github: PyGitHub, run_id: int) -> Card:
    """Grade as the workflow does: read the thread, judge, review, post."""
    ran = runs(*(run(measured(Metric.SIZE_MB, Definition.FOLDER, 10.0), row=index) for index in range(len(one.rows))))
    card = judge(one, replace(ran, head_sha=one.pull_request.head_sha), COURSE, read_decisions(7, HEAD, github).items)
    post(review(card, CATALOGUE, (Language.EN,), {}), github, run=run_id)
    return card


def accepted(card: Card) -> list[str]:
    return [one.method_text for one in card.rows if one.accepted]


def test_a_decision_survives_a_new_commit_and_keeps_to_its_row(thread: Thread, double: Double, github: PyGitHub) -> None:
    thread.say("prof", "/accept 51 known")
    assert accepted(graded(handed_in(HEAD, 50, 51), github, 1)) == ["pruning 1"]
    double.state.push(7, NEXT, [README])  # a line above moves the table down: 51 is the other row now
    moved = graded(handed_in(NEXT, 51, 52), github, 2)
    assert accepted(moved) == ["pruning 1"]
    assert "the row is accepted, though this did not hold: size; decided by `prof` on 2026-03-02" in thread.replies[-1]


def test_cells_of_one_row_decided_in_one_comment_all_keep_to_it(thread: Thread, double: Double, github: PyGitHub) -> None:
    thread.say("prof", "/override 51 size confirmed the tokenizer\n/override 51 метод верно маски сняты позже")
    for head, lines in ((HEAD, (50, 51)), (NEXT, (51, 52))):
        if head == NEXT:
            double.state.push(7, NEXT, [README])
        card = graded(handed_in(head, *lines), github, lines[0])
        assert [(one.method_text, one.method_verdict.counts_as, one.mergeable) for one in card.rows] == [
            ("pruning 0", Outcome.NOT_CHECKABLE, False),
            ("pruning 1", Outcome.CONFIRMED, True),
        ]
        assert card.lost == ()


def test_a_decision_about_a_row_that_is_gone_is_told_and_not_passed_on(thread: Thread, double: Double, github: PyGitHub) -> None:
    thread.say("prof", "/accept 51 known")
    graded(handed_in(HEAD, 50, 51), github, 1)
    double.state.push(7, NEXT, [README])
    gone = graded(handed_in(NEXT, 51), github, 2)
    assert accepted(gone) == []
    assert [decision.reason for decision in gone.lost] == ["known"]
    assert "One decision applies to nothing." in thread.replies[-1]
    again = graded(handed_in(NEXT, 50, 51), github, 3)
    assert accepted(again) == ["pruning 1"], "nor is it lost when its row comes back"


def test_a_line_that_held_no_row_when_it_was_named_never_comes_to_mean_one(thread: Thread, github: PyGitHub) -> None:
    thread.say("prof", "/accept 53 mistyped")
    assert [decision.row_key for decision in graded(handed_in(HEAD, 50, 51), github, 1).lost] == [NO_ROW]
    assert accepted(graded(handed_in(HEAD, 50, 51, 52, 53), github, 2)) == []


def test_the_key_of_a_row_does_not_depend_on_how_it_is_typed() -> None:
    assert row_key("local:ViT", PRUNING, "Pruning") == row_key("owner/vit ", PRUNING, "pruned, see code")
    assert row_key("vit", PRUNING, "x") != row_key("bert", PRUNING, "x")
    assert len(row_key(None, PRUNING, "\ud800")) == len(NO_ROW)
