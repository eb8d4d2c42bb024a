"""Find open pull requests whose last commit has no verdict: those that nobody will grade any more, and those that are at work."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from grader.core.review import Conclusion
from grader.github import checks, sticky
from grader.github.port import CheckRun, GitHub, PostedCheckRun, Standing
from grader.github.status import mark_started

#: A push is left to its own event for so long.
GRACE = timedelta(minutes=10)
#: How often a commit is tried, and how far back tries are counted.
MOST_TRIES, WITHIN = 3, timedelta(days=2)
WORKFLOW = "grade.yml"

_TITLE = "Проверка не началась · Grading did not begin"
_GAVE_UP = (
    "Коммит {head:.7} не удалось проверить: несколько запусков подряд ({tries}) закончились раньше, чем бот смог что-нибудь сказать. "
    "Больше он сам пробовать не будет; на баллы это не влияет.\n\n"
    "Преподавателю: откройте последний запуск `grade` на вкладке Actions, найдите в журнале причину, устраните её "
    "и напишите здесь `/grade`.\n\n---\n\n"
    "Commit {head:.7} could not be graded: several runs in a row ({tries}) ended before the bot could say anything. It will not try again "
    "by itself; points do not depend on this.\n\n"
    "For the instructor: open the last run of `grade` on the tab Actions, find the cause in its log, mend it, and write `/grade` here."
)


class Why(StrEnum):
    """What a commit without a verdict needs."""

    NO_CHECK = "no event has started its grading, or that one died before it could say anything"
    DIED = "the run that was to grade it has ended without a verdict"
    AT_WORK = "its code is running"
    HOPELESS = "its gradings end without a verdict again and again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A pull request about which something has to be done; `check` is its check run, `run` the workflow's run behind that."""

    number: int
    head_sha: str
    why: Why
    run: int = 0
    check: PostedCheckRun | None = None

    @property
    def title(self) -> str:
        """The title of the runs that the sweep starts for this very commit, as `run-name` of the workflow writes it."""
        return f"grade #{self.number} for {self.head_sha[:12]}"


def due(github: GitHub, branches: Collection[str], now: datetime) -> Iterator[Due]:
    """Yield what something has to be done about, the longest waiting first.

    Takes a request for each open pull request, two or three for an unfinished one, and one for all tries. A run that waits, for a
    machine or for approval, is left alone, however long: GitHub ends it itself in the end (a job that finds no machine after a day,
    one without approval after 30), and only then is there something to do.
    """
    tried: tuple[str, ...] | None = None
    for pull in sorted(github.open_pulls(), key=lambda pull: pull.updated_at):
        if pull.base_branch not in branches or pull.draft or now - pull.updated_at < GRACE or not (found := _due(github, pull)):
            continue
        if found.why is not Why.AT_WORK:
            tried = github.dispatched(WORKFLOW, f"{now - WITHIN:%Y-%m-%dT%H:%M:%SZ}") if tried is None else tried
            if tried.count(found.title) >= MOST_TRIES:
                found = Due(number=found.number, head_sha=found.head_sha, why=Why.HOPELESS, run=found.run, check=found.check)
        yield found


def _due(github: GitHub, pull: Standing) -> Due | None:
    found = checks.ours(github, pull.number, pull.head_sha)
    if not found:
        return Due(number=pull.number, head_sha=pull.head_sha, why=Why.NO_CHECK)
    run = max(found)
    if (check := found[run]).finished:
        return None
    if github.run_ended(run):
        return Due(number=pull.number, head_sha=pull.head_sha, why=Why.DIED, run=run, check=check)
    started = not check.running and github.at_work(run)
    return Due(number=pull.number, head_sha=pull.head_sha, why=Why.AT_WORK, run=run, check=check) if started else None


def act(github: GitHub, pull: Due, branch: str) -> None:
    """Do what has to be done about a pull request; a grading is the workflow's as it is on `branch`.

    Raises:
        GitHubError: GitHub refused or did not answer; the next sweep finds what is left.
    """
    match pull.why:
        case Why.AT_WORK if pull.check:
            mark_started(github, pull.number, pull.check)
        case Why.HOPELESS:
            _give_up(github, pull)
        case _:
            github.dispatch(WORKFLOW, branch, {"pr": str(pull.number), "commit": pull.head_sha[:12]})


def _give_up(github: GitHub, pull: Due) -> None:
    """Say once that a commit could not be graded, and close its check run, which is what the next sweep looks for."""
    mark = f"{sticky.GAVE_UP}head={pull.head_sha} -->"
    text = _GAVE_UP.format(head=pull.head_sha, tries=MOST_TRIES)
    told = sticky.gave_up(github.comments(pull.number), github.login)
    comment = next((each for each in told if each.body.startswith(mark)), None)
    comment = comment or github.create_comment(pull.number, f"{mark}\n\n{text}")
    check = CheckRun(
        name=checks.CHECK_NAME,
        head_sha=pull.head_sha,
        external_id=f"{pull.number}/{pull.run}",
        conclusion=Conclusion.NEUTRAL,
        title=_TITLE,
        summary=text,
        details_url=comment.url,
    )
    checks.write(check, github)
