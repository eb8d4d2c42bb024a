"""`python -m tests.review.gallery DIR`: what a pull request shows in different situations, as GitHub would show it.

Every comment is made by the real stages out of a made-up pull request and made-up measurements, in the course's real words. Each becomes
a page (GitHub-flavoured Markdown by `cmarkgfm`, which is GitHub's own parser, with line breaks kept as in comments, and a style near
GitHub's) and, where
Chromium is installed, a picture. What GitHub draws beside that is only hinted at: charts stay code, and there are no avatars.
"""

from __future__ import annotations

import html
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import cmarkgfm
from cmarkgfm.cmark import Options

from grader.core.decision import Decision, DecisionKind
from grader.core.measurement import Definition, Machine, Measurement
from grader.core.metric import Metric, Unit
from grader.core.outcome import Outcome
from grader.core.record import Left
from grader.core.run import Disturbance, Doubt, Ending, Phase, RowRun, RunEnd, Runs
from grader.core.submission import Submission
from grader.core.verdict import Reason
from grader.github import sticky
from grader.github.merge import Merged, Result
from grader.github.merge_reply import reply
from grader.judge.judge import judge
from grader.review.reviewing import review
from grader.steps.words import all_entries
from tests.intake.handed_in import CLUSTERED, HOME, MANIFEST, README, HandedIn, course

RUN = "https://github.com/course/basics/actions/runs/123456"
CPU = "Intel(R) Xeon(R) Gold 6230 CPU @ 2.10GHz"
MACHINE = Machine(
    cpu=CPU, cores=4, memory_mb=16_000, system="Linux 6.1, Debian 12", limits="1 thread", round_trip_us=(7.9, 8.3, 8.8),
    versions=(("python", "3.12.7"), ("torch", "2.13.0+cpu"), ("transformers", "5.1.0")),
)  # fmt: skip
DONE = RunEnd(ending=Ending.DONE, phase=Phase.INFER)
STYLE = """
body { font: 14px/1.5 -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; color: #1f2328; margin: 16px; }
.comment { width: 760px; border: 1px solid #d1d9e0; border-radius: 6px; }
.head { background: #f6f8fa; border-bottom: 1px solid #d1d9e0; padding: 8px 16px; color: #59636e; }
.body { padding: 16px; overflow-x: auto; }
h3 { font-size: 1.25em; margin: 0 0 16px; } h4 { font-size: 1em; margin: 24px 0 16px; } p, ul, table, pre { margin: 0 0 16px; }
table { border-collapse: collapse; display: block; overflow: auto; width: max-content; max-width: 100%; }
th, td { border: 1px solid #d1d9e0; padding: 6px 13px; } tr:nth-child(2n) { background: #f6f8fa; }
code { background: #818b981f; border-radius: 6px; padding: .2em .4em; font: 85%/1.45 ui-monospace, "DejaVu Sans Mono", monospace; }
pre { background: #f6f8fa; border-radius: 6px; padding: 16px; overflow: auto; } pre code { background: none; padding: 0; }
blockquote { margin: 0 0 16px; padding: 0 1em; color: #59636e; border-left: .25em solid #d1d9e0; }
a { color: #0969da; } details { margin: 0 0 16px; } ul { padding-left: 2em; } hr { height: 4px; background: #d1d9e0; border: 0; }
"""


def run(row: int, *, size: float, gz: float, cpu: float, ram: float, quality: float, speed: float = 1.0) -> RowRun:
    """Measure a row of the made-up submission."""
    found = (
        exactly(Metric.SIZE_MB, Definition.FOLDER, size),
        exactly(Metric.GZ_MB, Definition.GZIP, gz),
        exactly(Metric.CPU_MS, Definition.PER_EXAMPLE, cpu, spread=0.02 * cpu),
        replace(exactly(Metric.CPU_MS, Definition.SPEED_UP, speed, spread=0.02), unit=Unit.RATIO),
        exactly(Metric.RAM_MB, Definition.OVER_IMPORTS, ram),
        exactly(Metric.ACCURACY, Definition.EVALUATION, quality, spread=0.02, count=400),
    )
    return RowRun(row=row, end=DONE, measurements=found, seconds=40.0)


def exactly(metric: Metric, definition: Definition, value: float, *, spread: float = 0.0, count: int = 200) -> Measurement:
    found = Measurement.exact(metric, definition, value)
    return replace(found, low=value - spread, high=value + spread, count=count) if spread else found


ORIGINAL_RUN = run(0, size=0.82, gz=0.75, cpu=1.31, ram=25.5, quality=0.975)
CLUSTERED_RUN = run(1, size=0.14, gz=0.11, cpu=1.36, ram=25.8, quality=0.9675, speed=0.97)


def runs(of: Submission, *rows: RowRun) -> Runs:
    return Runs(head_sha=of.pull_request.head_sha, machine=MACHINE, rows=rows)


def comment(of: Submission, found: Runs | None = None, *decisions: Decision, waiting: str = "", newer: int | None = None) -> str:
    """Write the comment on a submission, as the workflow does."""
    card = judge(of, found, course(), decisions)
    told = review(card, all_entries(), course().languages, {})
    mark = sticky.Mark(head_sha=card.pull_request.head_sha, run=1)
    return sticky.compose(mark, told.body, (), card.pull_request.head_sha, newer=newer, waiting=waiting)


def decided(kind: DecisionKind, number: int, reason: str) -> Decision:
    url = f"https://github.com/course/basics/pull/7#issuecomment-{number}"
    return Decision(kind=kind, by="teacher", at="2026-03-02T10:00:00Z", url=url, reason=reason)


def first_feedback() -> str:
    return comment(HandedIn(readme=("| 0.14 |", "| 1,024 |")).taken_in(), waiting=RUN)


def running() -> str:
    return sticky.started(comment(HandedIn().taken_in(), waiting=RUN))


def all_confirmed() -> str:
    handed = HandedIn().taken_in()
    return comment(handed, runs(handed, ORIGINAL_RUN, CLUSTERED_RUN))


def differs() -> str:
    handed = HandedIn(readme=("0.9675", "0.9900"), change={"README.md": README.replace("0.14 | 0.11", "0.82 | 0.11").encode()}).taken_in()
    return comment(handed, runs(handed, ORIGINAL_RUN, CLUSTERED_RUN))


def no_manifest() -> str:
    return comment(HandedIn(without=[f"{HOME}/submission.yml"]).taken_in())


def unsteady_and_lost() -> str:
    handed = HandedIn().taken_in()
    doubtful = replace(ORIGINAL_RUN, doubts=(Doubt(code=Disturbance.LOAD, percent=31.0),))
    lost = RowRun(row=1, end=RunEnd(ending=Ending.RUNNER_LOST, phase=Phase.PLAN, facts={"detail": "failure"}))
    return comment(handed, runs(handed, doubtful, lost))


def code_stopped() -> str:
    handed = HandedIn().taken_in()
    log = 'Traceback (most recent call last):\n  File "clustering.py", line 12, in predict\nRuntimeError: mat1 and mat2 shapes'
    facts = {"error": "RuntimeError: mat1 and mat2 shapes", "function": "predict"}
    end = RunEnd(ending=Ending.RAISED, phase=Phase.INFER, facts=facts, log=log)
    return comment(handed, runs(handed, ORIGINAL_RUN, RowRun(row=1, end=end)))


def with_decisions() -> str:
    handed = HandedIn(readme=("0.9675", "0.9900")).taken_in()
    last = handed.rows[-1].place.line
    override = decided(DecisionKind.OVERRIDE, 1, "считали на всей выборке")
    decisions = (
        replace(override, row=last, metric=Metric.ACCURACY, outcome=Outcome.CONFIRMED),
        replace(decided(DecisionKind.POINTS, 2, "за подробный разбор"), points=9.5),
        decided(DecisionKind.HOLD, 3, "жду ответа команды"),
    )
    return comment(handed, runs(handed, ORIGINAL_RUN, CLUSTERED_RUN), *decisions)


def measured_before() -> str:
    handed = HandedIn().taken_in()
    before = replace(ORIGINAL_RUN, commit="9" * 40, machine=replace(MACHINE, cpu="AMD EPYC 7B13", round_trip_us=(9.0, 9.4, 9.9)))
    return comment(handed, runs(handed, before, CLUSTERED_RUN), newer=12)


def twelve_rows() -> str:
    """Many rows, each with something else."""
    more = "".join(CLUSTERED.replace("32 кластера", f"{count} кластеров").replace("0.9675", f"0.9{count:03}") for count in range(10, 20))
    entries = "".join(
        f"  - model: local:digits-vit\n    method: clustering\n    params: {{clusters: {count}}}\n    code: clustering.py\n"
        for count in range(10, 20)
    )
    readme, manifest = README + more, MANIFEST + entries
    handed = HandedIn(change={"README.md": readme.encode(), f"{HOME}/submission.yml": manifest.encode()}).taken_in()
    found = [replace(CLUSTERED_RUN, row=row) for row in range(1, 12)]
    return comment(handed, runs(handed, ORIGINAL_RUN, *found))


def merged() -> str:
    done = Reason(code="merge-done", facts={"branch": "lesson-3-clustering", "count": 1, "commit": "1a2b3c4"})
    left = Left(name="digits-vit · Прунинг, 50 %", line=21, reason=Reason(code="merge-row-differs", facts={"metrics": "accuracy"}))
    told = Merged(
        result=Result.MERGED, reason=done, rows=("digits-vit · Кластеризация, 32 кластера",), left=(left,), files=("record.json",)
    )
    return reply(told, all_entries(), course().languages)


SITUATIONS: Mapping[str, Callable[[], str]] = {
    "first-feedback": first_feedback,
    "running": running,
    "all-confirmed": all_confirmed,
    "differs": differs,
    "no-manifest": no_manifest,
    "unsteady-and-lost": unsteady_and_lost,
    "code-stopped": code_stopped,
    "with-decisions": with_decisions,
    "measured-before": measured_before,
    "twelve-rows": twelve_rows,
    "merged": merged,
}


def page(title: str, text: str, *, opened: bool = False) -> str:
    """Make a page of a comment; `opened` unfolds everything that a reader may unfold."""
    body = cmarkgfm.github_flavored_markdown_to_html(text, Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_HARDBREAKS)
    body = body.replace("<details>", "<details open>") if opened else body
    head = f"github-actions bot · {html.escape(title)}"
    return (
        f'<!DOCTYPE html><meta charset="utf-8"><title>{html.escape(title)}</title><style>{STYLE}</style>'
        f'<div class="comment"><div class="head">{head}</div><div class="body">{body}</div></div>'
    )


def picture(source: Path, target: Path, browser: str, height: int = 1400) -> None:
    """Have Chromium draw a page as wide as a comment on GitHub."""
    size = f"--window-size=830,{height}"
    argv = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", size, f"--screenshot={target}", source.as_uri()]
    subprocess.run(argv, check=True, capture_output=True, timeout=60)


def main() -> None:
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "gallery").resolve()
    target.mkdir(parents=True, exist_ok=True)
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    for name, write in SITUATIONS.items():
        text = write()
        (target / f"{name}.md").write_text(text, "utf-8")
        (target / f"{name}.html").write_text(page(name, text), "utf-8")
        if browser:
            picture(target / f"{name}.html", target / f"{name}.png", browser)
        print(f"{name:20} {len(text.encode()):6} bytes, {len(text.splitlines()):4} lines")
    print(f"in {target}" + ("" if browser else "; there is no Chromium here, so no pictures"))


if __name__ == "__main__":
    main()
