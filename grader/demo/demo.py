"""Tell the story of one pull request, from the team's own measuring to the posted review."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

from grader import steps
from grader.core.errors import BadInput
from grader.core.metric import Kind, Metric
from grader.core.verdict import Card, Outcome
from grader.core.words import Language
from grader.course import Course, load_course
from grader.demo import course as made
from grader.demo.workflow import STEPS, github_double, run_step
from grader.wire import artifact

MARK = ".grader-demo"
#: The two cells that the team does not measure but makes up: (row of the pull request, metric).
FALSE_CELLS = {(2, Metric.ACCURACY), (3, Metric.SIZE_MB)}
#: What accuses a team.
BLAMING = {Outcome.OFF, Outcome.BROKEN_THEIRS}


def demonstrate(out: Path, language: Language, progress: steps.Progress, course_file: Path | None = None) -> int:
    """Run the demo into the directory `out`; return 0 if every cell came out as it should.

    `course_file` replaces the repository's own course file.

    Raises:
        BadInput: this is no checkout of the grader, or `out` holds something else.
        GraderError: a step failed.
    """
    checkout = _checkout()
    out = _fresh(out)
    _say("1. The course opens a repository; the team forks it and puts its code into submissions/ml_masters/hw-3")
    own = checkout / ".github/course.yml"
    course = load_course(own)
    lesson = course.lesson(3) or course.lessons[0]
    server, fork = out / "server", out / "fork"
    bare = made.found_course(checkout, server, steps.table_header(lesson, Language.RU), course_file or own)
    made.fork(bare, fork, checkout / "submissions/examples/ml_masters/hw-3")
    _say("2. The team measures its four rows on this machine, as `grader run` does")
    submission, runs = steps.measure(fork / made.SUBMISSION, _hasty(load_course(fork / ".github/course.yml")), out / "team", progress)
    made.add_rows(fork, _told(steps.readme_rows(submission, runs, course, Language.RU)[1:]))
    _say("3. Two of its numbers it makes up: an accuracy raised by three points, a size from a formula. It opens the pull request")
    commits = made.open_pull_request(fork, bare)
    event = out / "event.json"
    event.write_text(made.event(commits), "utf-8")
    runner, work = out / "runner", out / "work"
    made.git(server, "clone", "--quiet", "--branch", "main", str(bare), str(runner))
    with github_double(checkout, out / "double", made.seed(fork, commits)) as api:
        for number, step in enumerate(STEPS, 4):
            _say(f"{number}. grader ci {step}")
            run_step(step, work, runner, event, server, api)
    steps.show_review(work, language)
    _say(_files(out))
    return _verdict(artifact.read(Card, work / steps.CARD), busy=any(row.doubts for row in runs.rows))


def _hasty(course: Course) -> Course:
    """Measure the same examples in one start instead of several: the team is in a hurry, the bot is not."""
    measuring = course.measuring
    return replace(course, measuring=replace(measuring, starts=1, examples=measuring.starts * measuring.examples))


def _told(rows: list[str]) -> list[str]:
    """Make up what the team makes up: a GPU it used elsewhere, an inflated accuracy, a size from a formula."""
    original, clustering, pruning, int8 = rows
    original = original.replace("| – |", "| 0.9 ms (Tesla T4) |", 1)
    pruning = re.sub(r"(\d\.\d{4}) accuracy", lambda found: f"{float(found[1]) + 0.03:.4f} accuracy", pruning)
    quarter = float(original.split("|")[3].split()[0]) / 4
    int8 = re.sub(r"\d+\.\d+ MB", f"{quarter:.4f} MB", int8, count=1)
    return [original, clustering, pruning, int8]


def _verdict(card: Card, *, busy: bool) -> int:
    """Say whether the false cells, and no others, came out `off`; times that the team took on a busy machine do not count."""
    off = {(index, verdict.metric) for index, row in enumerate(card.rows) for verdict in row.verdicts if verdict.outcome in BLAMING}
    if busy:
        off = {(row, metric) for row, metric in off if metric.kind is not Kind.TIME}
        _say("This machine was too busy while the team measured: its times say little and are left out here.")
    for row, metric in sorted(off ^ FALSE_CELLS):
        _say(f"NOT as it should be: row {row}, {metric}: {'accused' if (row, metric) in off else 'not caught'}")
    if off == FALSE_CELLS:
        _say("As it should be: the two made-up cells are off, nobody else is accused.")
    return 0 if off == FALSE_CELLS else 1


def _files(out: Path) -> str:
    names = {
        "the review": out / "work" / steps.REVIEW_TEXT,
        "the plot": out / "work" / steps.PLOT,
        "raw samples": out / "work" / steps.EVIDENCE,
        "what was posted": out / "double" / "posted.json",
        "every artifact between the steps": out / "work",
        "the course's repository and the fork": out / "server",
    }
    return "\n".join(("Left behind:", *(f"  {path}  ({name})" for name, path in names.items() if path.exists())))


def _checkout() -> Path:
    """Find the checkout of the grader: the demo needs its examples and the GitHub double of its tests."""
    root = Path(__file__).parent.parent.parent
    if not (root / "tests/github_double").is_dir() or not (root / "submissions/examples").is_dir():
        raise BadInput(root, "is not a checkout of the grader", hint="clone the repository and run `make demo` in it")
    return root


def _fresh(out: Path) -> Path:
    """Empty the directory of an earlier demo, and refuse any other that is not empty."""
    out = out.resolve()
    if out.exists() and any(out.iterdir()) and not (out / MARK).exists():
        raise BadInput(out, "is not empty and not from an earlier demo", hint="name another directory with --out")
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    (out / MARK).touch()
    return out


def _say(text: str) -> None:
    print(f"\n{text}", flush=True)  # noqa: T201 - the demo is a program
