from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from grader.core.submission import PullRequest
from grader.core.words import Language
from grader.github.commands.event import Action, Spoken
from grader.github.commands.handle import Means, handle
from grader.github.pygithub import PyGitHub
from tests.github.conftest import REPOSITORY, pull
from tests.github_double import BOT, Comment, Double, State
from tests.judge.test_reasons import CATALOGUE

#: The pull request's own author is `student-1`.
PEOPLE = {"prof": "admin", "assistant": "write", "student-1": "read", "passer-by": "read"}


@dataclass(slots=True, kw_only=True)
class Thread:
    """A thread to speak in; whatever a comment brings about stands in the double afterwards."""

    double: Double
    github: PyGitHub
    merged: list[PullRequest] = field(default_factory=list)
    languages: tuple[Language, ...] = (Language.RU, Language.EN)

    def say(self, author: str, body: str, at: str | None = None) -> Comment:
        """Write a comment, and let nobody handle it yet."""
        self.double.state.now = at or self.double.state.now
        return self.double.state.comment(7, author, body)

    def handle(self, comment: Comment, action: Action = Action.CREATED, before: str = "") -> tuple[str, ...]:
        spoken = Spoken(action=action, number=7, comment=comment.id, author=comment.author, before=before)
        means = Means(github=self.github, ref="main", catalogue=CATALOGUE, languages=self.languages, merge=self.merged.append)
        return tuple(one.command.word for one in handle(spoken, means))

    def ask(self, author: str, body: str, at: str | None = None) -> Comment:
        """Write a comment and have it handled."""
        comment = self.say(author, body, at)
        self.handle(comment)
        return comment

    @property
    def replies(self) -> list[str]:
        return [comment.body for comment in self.double.state.pull(7).comments if comment.author == BOT]

    @property
    def dispatches(self) -> list[dict[str, str]]:
        return [dispatch.inputs for dispatch in self.double.state.dispatches]


def reactions(comment: Comment) -> list[str]:
    return [reaction.content for reaction in comment.reactions if reaction.author == BOT]


@pytest.fixture
def double() -> Iterator[Double]:
    with Double(State(repository=REPOSITORY, pulls=[pull()], permissions=dict(PEOPLE))) as double:
        yield double
    assert double.breaches == []


@pytest.fixture
def thread(double: Double, github: PyGitHub) -> Thread:
    return Thread(double=double, github=github)
