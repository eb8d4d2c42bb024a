"""Commands over real HTTP: who may give which, what each brings about, and that nothing happens twice."""

from __future__ import annotations

import html
from collections.abc import Callable

import cmarkgfm
import pytest

from grader.core.errors import GitHubError
from grader.core.words import Language
from grader.github.cached import Kept, keep, kept
from grader.github.commands import COMMANDS
from grader.github.commands.event import Action
from grader.github.commands.handle import FINE, NOT_FINE, conclude
from grader.github.post import post
from grader.github.pygithub import PyGitHub
from tests.github.commands.conftest import Thread, reactions
from tests.github.conftest import HEAD, review
from tests.github_double import BOT, Answer, Double, Fault, bad_gateway, secondary_limit, too_many_requests
from tests.github_double.state import Dispatch, Reaction
from tests.judge.test_reasons import CATALOGUE

EXAMPLES = {word: command.example.en for word, command in COMMANDS.items()}
#: What each command starts; merging and explaining start no grading.
STARTS = {"regrade": "51", **dict.fromkeys(("grade", "accept", "override", "points", "hold", "release"), "")}
MAY = {"student-1": {"grade", "explain"}, "passer-by": {"explain"}, "stranger": {"explain"}}


@pytest.mark.parametrize("who", ["prof", "assistant", "student-1", "passer-by", "stranger"])
@pytest.mark.parametrize("word", COMMANDS)
def test_who_may_give_which_command(thread: Thread, word: str, who: str) -> None:
    comment = thread.ask(who, EXAMPLES[word])
    granted = word in MAY.get(who, COMMANDS)
    if not granted:
        assert reactions(comment) == ["eyes", NOT_FINE]
        assert not thread.dispatches
        assert not thread.merged
        (reply,) = thread.replies
        assert f"`/{word}`" in reply
        return
    assert thread.dispatches == ([{"pr": "7", "again": STARTS[word]}] if word in STARTS else [])
    assert [request.number for request in thread.merged] == ([7] if word == "merge" else [])
    assert len(thread.replies) == (word == "explain")
    # merging is concluded by the job that merges
    assert reactions(comment) == (["eyes"] if word == "merge" else ["eyes", FINE])


@pytest.mark.parametrize("bot", [BOT, "dependabot[bot]"])
@pytest.mark.parametrize("word", COMMANDS)
def test_bots_give_no_commands(thread: Thread, double: Double, word: str, bot: str) -> None:
    double.state.permissions[bot] = "admin"
    comment = thread.ask(bot, EXAMPLES[word])
    assert not reactions(comment)
    assert double.exchanges == []


def test_a_command_takes_seven_requests(thread: Thread, double: Double) -> None:
    thread.ask("prof", "/grade")
    assert double.calls() == [
        "issues/list-comments",
        "reactions/list-for-issue-comment",
        "reactions/create-for-issue-comment",
        "pulls/get",
        "repos/get-collaborator-permission-level",
        "actions/create-workflow-dispatch",
        "reactions/create-for-issue-comment",
    ]
    assert [(each.workflow, each.ref) for each in double.state.dispatches] == [("grade.yml", "main")]


def test_ordinary_talk_costs_one_request_and_leaves_no_trace(thread: Thread, double: Double) -> None:
    comment = thread.ask("prof", "> /merge\nI would not")
    assert double.calls() == ["issues/list-comments"]
    assert reactions(comment) == thread.replies == []


def test_several_commands_of_one_comment_start_one_grading(thread: Thread) -> None:
    comment = thread.ask("prof", "/accept 51 reason\n/regrade 52\n/regrade 53\n/merge")
    assert thread.dispatches == [{"pr": "7", "again": "52,53"}]
    assert len(thread.merged) == 1
    assert reactions(comment) == ["eyes"]
    thread.ask("prof", "/regrade 52\n/regrade")
    assert thread.dispatches[1:] == [{"pr": "7", "again": "all"}]


def test_one_command_too_high_for_its_author_and_none_is_carried_out(thread: Thread) -> None:
    comment = thread.ask("student-1", "/grade\n/merge")
    assert not thread.dispatches
    assert not thread.merged
    assert reactions(comment) == ["eyes", NOT_FINE]


@pytest.mark.parametrize("body", ["/approve", "/accept 51", "/grade\n/nonsense `<b>@all`"])
def test_what_cannot_be_read_gets_the_list_once(thread: Thread, body: str) -> None:
    comment = thread.ask("prof", body)
    thread.handle(comment)
    (reply,) = thread.replies
    assert reply.startswith(f"<!-- grader reply={comment.id} -->")
    for command in COMMANDS.values():
        assert f"`{command.example.ru}`" in reply
        assert f"`{command.example.en}`" in reply
    shown = cmarkgfm.github_flavored_markdown_to_html(reply)
    assert f"<code>{html.escape(body.splitlines()[-1])}</code>" in shown
    assert "<b>" not in shown
    assert reactions(comment) == [NOT_FINE]
    assert thread.dispatches == []


def test_the_list_comes_in_the_languages_of_the_course(thread: Thread) -> None:
    thread.languages = (Language.EN,)
    thread.ask("prof", "/approve")
    assert COMMANDS["accept"].example.ru not in thread.replies[0]


def test_explanations_are_the_catalogues(thread: Thread) -> None:
    thread.ask("passer-by", "/explain Size-Off-Folder")
    thread.ask("passer-by", "/explain size-of-folder`@all")
    told, unknown = thread.replies
    assert "**`size-off-folder`**" in told
    assert "{" not in told
    assert "``size-of-folder`@all``" in unknown
    assert "`size-off-folder`" in unknown


def test_an_author_may_grade_three_times_an_hour(thread: Thread) -> None:
    for minute in ("00", "10", "20", "30", "59"):
        thread.ask("student-1", "/grade", f"2026-03-02T10:{minute}:00Z")
    assert len(thread.dispatches) == 3
    assert len(thread.replies) == 2
    assert "не чаще 3 раз в час" in thread.replies[0]
    assert "at most 3 times an hour" in thread.replies[0]
    again = thread.ask("student-1", "/grade", "2026-03-02T11:00:00Z")
    assert len(thread.dispatches) == 4
    assert reactions(again) == ["eyes", FINE]


def test_a_limit_of_one_person_is_not_that_of_another(thread: Thread) -> None:
    for _ in range(3):
        thread.ask("student-1", "/explain fits\n/GRADE ")
    for _ in range(5):
        thread.ask("assistant", "/grade")
    assert len(thread.dispatches) == 8
    thread.ask("student-1", "/grade")
    assert len(thread.dispatches) == 8


def test_an_edited_or_deleted_comment_is_not_handled(thread: Thread, double: Double) -> None:
    edited = thread.say("prof", "/merge")
    edited.updated_at = "2026-03-02T10:00:01Z"
    thread.handle(edited)
    deleted = thread.say("prof", "/merge")
    double.state.pull(7).comments.remove(deleted)
    thread.handle(deleted)
    assert thread.merged == []
    assert reactions(edited) == reactions(deleted) == []


def test_nothing_is_merged_while_it_is_on_hold(thread: Thread) -> None:
    thread.ask("prof", "/hold `wait` for @team")
    held = thread.ask("assistant", "/merge")
    assert thread.merged == []
    assert reactions(held) == ["eyes", NOT_FINE]
    assert "`/release`" in thread.replies[0]
    assert "`` `wait` for @team ``" in thread.replies[0]
    thread.ask("student-1", "/release")
    thread.ask("prof", "/merge")
    assert thread.merged == []
    thread.ask("assistant", "/release")
    thread.ask("prof", "/merge")
    assert len(thread.merged) == 1


def test_a_hold_ends_with_its_comment(thread: Thread, double: Double) -> None:
    hold = thread.ask("prof", "/hold")
    double.state.pull(7).comments.remove(hold)
    thread.handle(hold, Action.DELETED, before="/hold")
    assert len(thread.dispatches) == 2
    thread.ask("prof", "/merge")
    assert len(thread.merged) == 1


@pytest.mark.parametrize(("who", "before", "graded"), [("prof", "/accept 51 reason", 1), ("prof", "/grade", 0), ("student-1", "/hold", 0)])
def test_taking_a_decision_back_starts_a_grading(thread: Thread, double: Double, who: str, before: str, graded: int) -> None:
    comment = thread.say(who, before)
    double.state.pull(7).comments.remove(comment)
    thread.handle(comment, Action.DELETED, before=before)
    assert len(thread.dispatches) == graded
    assert thread.replies == []


def test_an_edited_command_is_told_once_that_it_does_not_count(thread: Thread) -> None:
    comment = thread.ask("prof", "/accept 51 reason")
    comment.body, comment.updated_at = "/accept 52 reason", "2026-03-02T10:05:00Z"
    for _ in range(2):
        thread.handle(comment, Action.EDITED, before="/accept 51 reason")
    (reply,) = thread.replies
    assert "Edited comments do not count" in reply
    assert "Изменённые комментарии не считаются" in reply


def test_a_reply_or_reaction_of_somebody_else_is_not_ours(thread: Thread, double: Double) -> None:
    comment = thread.say("prof", "/explain fits")
    thread.say("student-1", f"<!-- grader reply={comment.id} -->\n\nas the bot says")
    thread.handle(comment)
    assert len(thread.replies) == 1


def test_merging_is_concluded_once(thread: Thread, github: PyGitHub) -> None:
    comment = thread.ask("prof", "/merge")
    for _ in range(2):
        conclude(comment.id, 7, "3 rows", github, fine=True)
    assert thread.replies == [f"<!-- grader reply={comment.id} -->\n\n3 rows"]
    assert reactions(comment) == ["eyes", FINE]


def expired(method: str, operation: str) -> Fault:
    return Fault(method=method, operation=operation, answer=Answer(401, {"message": "Bad credentials"}))


FAULTS: dict[str, Callable[[str, str], Fault]] = {
    "502-before": lambda *at: bad_gateway(*at, after=False),
    "502-after": lambda *at: bad_gateway(*at, after=True),
    "403-slow-down": lambda *at: secondary_limit(*at, wait=1),
    "429": lambda *at: too_many_requests(*at, wait=1),
    "401-expired": expired,
}
REQUESTS = [
    ("GET", "issues/list-comments"),
    ("GET", "reactions/list-for-issue-comment"),
    ("POST", "reactions/create-for-issue-comment"),
    ("GET", "pulls/get"),
    ("GET", "repos/get-collaborator-permission-level"),
    ("POST", "actions/create-workflow-dispatch"),
    ("POST", "issues/create-comment"),
]


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize(("method", "operation"), REQUESTS)
@pytest.mark.parametrize("begun", [False, True])
def test_after_any_fault_handling_again_does_all_of_it_once(
    thread: Thread, double: Double, method: str, operation: str, fault: str, begun: bool
) -> None:
    comment = thread.say("assistant", "/grade\n/explain size-off-folder")
    if begun:  # so that the first reaction of this run is the last one
        comment.reactions.append(Reaction(id=1, author=BOT, content="eyes"))
    double.faults.append(FAULTS[fault](method, operation))
    for _ in range(3):
        try:
            thread.handle(comment)
        except GitHubError as error:
            assert error.hint
    assert thread.dispatches == [{"pr": "7", "again": ""}]
    assert len(thread.replies) == 1
    assert reactions(comment) == ["eyes", FINE]


def test_a_kill_at_any_step_is_made_good(thread: Thread, double: Double) -> None:
    """Each write but the first few fails; the next handling goes one step further."""
    comment = thread.say("assistant", "/regrade\n/explain size-off-folder")
    for operation in ("reactions/create-for-issue-comment", "actions/create-workflow-dispatch", "issues/create-comment"):
        for after in (False, True):
            double.faults.append(bad_gateway("POST", operation, after=after))
    for _ in range(8):
        try:
            thread.handle(comment)
        except GitHubError:
            continue
    assert thread.dispatches == [{"pr": "7", "again": "all"}]
    assert len(thread.replies) == 1
    assert reactions(comment) == ["eyes", FINE]


@pytest.mark.parametrize("body", ["/grade", "/merge", "/approve"])
def test_what_is_over_is_not_begun_again(thread: Thread, double: Double, body: str) -> None:
    comment = thread.ask("student-1", body)
    before = double.calls("POST")
    thread.handle(comment)
    assert double.calls("POST") == before


def test_a_grading_of_another_pull_request_is_not_ours(thread: Thread, double: Double) -> None:
    comment = thread.say("prof", "/grade")
    comment.reactions.append(Reaction(id=1, author=BOT, content="eyes"))
    double.state.dispatches.append(Dispatch(workflow="grade.yml", ref="main", inputs={"pr": "77"}, at=double.state.now))
    thread.handle(comment)
    assert thread.dispatches == [{"pr": "77"}, {"pr": "7", "again": ""}]


def test_the_example_of_an_explanation_explains_something() -> None:
    for language in Language:
        assert COMMANDS["explain"].example.text(language).split()[1] in CATALOGUE


def test_what_is_to_be_measured_anew_is_noted_where_the_next_grading_looks(thread: Thread, double: Double, github: PyGitHub) -> None:
    """The grading that the command starts may be cancelled by the next push or command."""
    text = keep("f" * 64, "AAAA", {51: 0, 52: 1})
    post(review(), github, run=5, kept=text)
    sent = double.state.check_runs[0].sent
    thread.ask("prof", "/grade")
    assert sent["output"]["text"] == text
    thread.ask("prof", "/regrade 52")
    assert kept(github, 7, HEAD, "f" * 64) == Kept(key="f" * 64, packed="AAAA", lines={51: 0, 52: 1}, again=("1",))
    assert (sent["status"], sent["conclusion"], sent["output"]["summary"]) == ("completed", "success", review().body)
    thread.ask("prof", "/regrade")
    found = kept(github, 7, HEAD, "f" * 64)
    assert found
    assert found.again == ("all",)
    double.exchanges.clear()
    thread.ask("prof", "/regrade 51")
    assert "checks/update" not in double.calls()  # it is said already
