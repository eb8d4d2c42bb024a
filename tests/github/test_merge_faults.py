"""Whatever goes wrong between two requests of a merge, merging again completes it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.core.errors import GitHubError
from grader.github.merge import Result
from grader.steps.merge import merge_verified
from tests.github.merging import BRANCH, Scene, line, readme
from tests.github_double import BOT, Answer, Fault, bad_gateway


def test_a_branch_that_never_stands_still_is_left_alone(scene: Scene) -> None:
    scene.opened(7, "ml_masters", {"README.md": readme(line())})
    card, submission = scene.graded(7)
    scene.double.faults.append(Fault(method="PATCH", operation="git/update-ref", answer=Answer(409, {"message": "Conflict"}), times=99))
    waits: list[float] = []
    with scene.client() as github:
        merged = merge_verified(github, submission.pull_request, card, submission, scene.course, pause=waits.append)
    assert (merged.result, merged.reason.code, scene.tip) == (Result.REFUSED, "merge-busy", scene.base)
    assert len(waits) == 30
    assert waits == sorted(waits)
    assert waits[0] < 1 < waits[-1] < 4


def test_a_rule_of_the_branch_is_said_at_once(scene: Scene) -> None:
    scene.opened(7, "ml_masters", {"README.md": readme(line())})
    answer = Answer(422, {"message": "Repository rule violations found: Changes must be made through a pull request."})
    scene.double.faults.append(Fault(method="PATCH", operation="git/update-ref", answer=answer, times=99))
    with pytest.raises(GitHubError, match="Changes must be made through a pull request") as caught:
        scene.merge(7)
    assert "rule of the branch" in caught.value.hint
    assert scene.double.calls("PATCH") == ["git/update-ref"]


@pytest.mark.parametrize("times", [1, 5])
def test_a_move_that_took_effect_and_answered_502_is_known_for_what_it_is(scene: Scene, times: int) -> None:
    """The client asks again by itself (the same move twice is no error), and where it gives up, the next `/merge` finds all done."""
    scene.opened(7, "ml_masters", {"README.md": readme(line())})
    graded = scene.graded(7)
    scene.double.faults.append(bad_gateway("PATCH", "git/update-ref", after=True, times=times))
    if times == 1:
        assert scene.merge(7, graded).result is Result.MERGED
    else:
        with pytest.raises(GitHubError, match="502"):
            scene.merge(7, graded)
        assert scene.merge(7, graded).result is Result.UNCHANGED
    assert scene.readme() == readme(line())
    assert scene.double.state.pull(7).merged
    assert len(scene.bare.word("rev-list", "--first-parent", scene.tip).split()) == 2


def test_a_move_that_took_effect_before_another_merge_came_is_known_too(scene: Scene) -> None:
    scene.opened(7, "ml_masters", {"README.md": readme(line())})
    scene.opened(8, "others", {"README.md": readme(line("Pruning, 50 %"))})
    card, submission = scene.graded(7)
    with scene.client() as github:
        advance = github.advance

        def unheard(branch: str, commit: str) -> None:
            advance(branch, commit)
            github.advance = advance  # type: ignore[method-assign]
            scene.merge(8)
            advance(branch, commit)  # the client asks again, and by now the branch is further

        github.advance = unheard  # type: ignore[method-assign]
        merged = merge_verified(github, submission.pull_request, card, submission, scene.course, pause=lambda _: None)
    assert merged.result is Result.MERGED
    assert merged.commit == scene.bare.parents(scene.tip)[0]
    assert scene.readme() == readme(line(), line("Pruning, 50 %"))


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("operation", ["git/create-blob", "git/create-tree", "git/create-commit"])
def test_whatever_is_not_stored_is_stored_by_the_next_merge(scene: Scene, operation: str, after: bool) -> None:
    scene.opened(7, "ml_masters", {"README.md": readme(line())})
    graded = scene.graded(7)
    scene.double.faults.append(bad_gateway("POST", operation, after=after))
    with pytest.raises(GitHubError, match="502"):
        scene.merge(7, graded)
    assert scene.tip == scene.base
    assert scene.merge(7, graded).result is Result.MERGED
    assert scene.readme() == readme(line())


REFUSED = Fault(
    method="POST",
    operation="git/create-commit",
    answer=Answer(422, {"message": "Parent SHA does not exist or is not a commit object"}),
)


def test_a_head_that_github_takes_for_no_parent_is_merged_without_and_closed(scene: Scene) -> None:
    scene.opened(7, "ml_masters", {"README.md": readme(line())})
    graded = scene.graded(7)
    scene.double.faults.append(replace(REFUSED))
    merged = scene.merge(7, graded)
    pull = scene.double.state.pull(7)
    assert (merged.result, merged.closed, pull.state, pull.merged) == (Result.MERGED, True, "closed", False)
    assert scene.bare.parents(scene.tip) == [scene.base]
    assert scene.readme() == readme(line())
    (comment,) = pull.comments
    assert comment.author == BOT
    assert f"`{BRANCH}`" in comment.body
    assert "did not let it be marked as merged" in comment.body
    assert scene.merge(7, graded).result is Result.UNCHANGED
    assert len(pull.comments) == 1


@pytest.mark.parametrize(("method", "operation", "comments"), [("POST", "issues/create-comment", 0), ("PATCH", "pulls/update", 1)])
def test_a_pull_request_that_was_not_closed_is_closed_by_the_next_merge(scene: Scene, method: str, operation: str, comments: int) -> None:
    scene.opened(7, "ml_masters", {"README.md": readme(line())})
    graded, pull = scene.graded(7), scene.double.state.pull(7)
    scene.double.faults += [replace(REFUSED), bad_gateway(method, operation, after=False, times=5 if method == "PATCH" else 1)]
    with pytest.raises(GitHubError, match="502"):
        scene.merge(7, graded)
    assert (pull.state, len(pull.comments)) == ("open", comments)
    tip = scene.tip
    assert scene.merge(7, graded).result is Result.UNCHANGED
    assert (scene.tip, pull.state, len(pull.comments)) == (tip, "closed", 1)


@pytest.mark.parametrize(
    ("operation", "answer"),
    [
        ("git/get-ref", {"object": None}),
        ("git/get-commit", {}),
        ("git/get-tree", {"tree": []}),
        ("git/get-blob", {"content": "no base64", "encoding": "base64"}),
        ("git/get-blob", {"content": None}),
    ],
)
def test_an_answer_in_an_unknown_form_is_an_error(scene: Scene, operation: str, answer: dict[str, object]) -> None:
    scene.opened(7, "ml_masters", {"README.md": readme(line())})
    scene.double.faults.append(Fault(method="GET", operation=operation, answer=Answer(200, answer)))
    with pytest.raises(GitHubError, match="unknown form"):
        scene.merge(7)
    assert scene.tip == scene.base
