"""Everything that a student controls, filled with everything that could do harm."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from grader.core.metric import Metric
from grader.core.problem import Fix, Place, Problem
from grader.core.run import Ending, Phase, RunEnd
from grader.core.table import Family
from grader.core.verdict import Card, JudgedRow, Outcome, PointsLine, Reason, Verdict
from grader.core.words import Language, Severity
from grader.review import figures
from grader.review.render import show
from grader.review.reviewing import review
from tests.review import samples
from tests.review.test_escape import Elements

HOSTILE = [
    "HOSTILE @everyone #1 school/compression#2 https://evil.example 0123456789abcdef0123456789abcdef01234567",
    "</code></summary></details><img src=x onerror=HOSTILE><script>HOSTILE</script><!-- HOSTILE -->",
    "`HOSTILE` ``x`` |HOSTILE| \\| **HOSTILE** [HOSTILE](https://evil.example) ![x](https://evil.example/HOSTILE.png)",
    "\n\n# HOSTILE\n\n```\n</details>\n~~~~\n- [x] HOSTILE\n$$HOSTILE$$ $`HOSTILE`$",
    "\x1b]8;;https://evil.example\x07HOSTILE\x1b[2J\x9b31m\u202eHOSTILE\u2066\u200b\r\x08",
    "[red]HOSTILE[/red][link=https://evil.example]HOSTILE[/link] {HOSTILE} {0} %%{init: HOSTILE}%% $\\frac{HOSTILE}$ 漢字 🦦",
]
ALLOWED = {
    "h3", "h4", "p", "strong", "ul", "li", "table", "thead", "tbody", "tr", "th", "td", "code", "pre", "details", "summary", "a",
}  # fmt: skip


def poisoned(bad: str) -> Card:
    """Build a card in which every text from outside is `bad`."""
    of = replace(samples.claim(Metric.SIZE_MB, 0.4, bad, unit=bad), hardware=bad, place=Place(path=bad, line=51, column=2, text=bad))
    facts = {"measured": bad, "unit": bad, "claimed": bad, "error": bad, "header": bad, bad: bad}
    verdicts = (
        Verdict(metric=of.metric, outcome=Outcome.OFF, reason=Reason(code="size-off-folder", facts=facts), claim=of),
        Verdict(metric=of.metric, outcome=Outcome.OFF, reason=Reason(code=bad, facts=facts), claim=of),
        *samples.PRUNED.verdicts,
    )
    end = RunEnd(ending=Ending.RAISED, phase=Phase.INFER, facts=facts, log=bad * 3)
    measured = samples.PRUNED.measurements
    rows = (
        JudgedRow(
            model=bad,
            method=replace(samples.PRUNED.method, params={bad: bad}),
            method_text=bad,
            line=51,
            verdicts=verdicts,
            end=end,
            measurements=measured,
        ),
        replace(samples.row(bad, Family.UNKNOWN, 52, *samples.ORIGINAL.verdicts, extra=samples.timed(3.0)), model=bad),
        replace(samples.ORIGINAL, model=bad, method_text=bad),
        replace(samples.NO_MANIFEST.rows[0], model=bad, method_text=bad),
    )
    problems = tuple(
        Problem(code=code, severity=severity, place=Place(path=path, line=line, text=bad), facts=facts, fix=Fix(text=bad, safe=True))
        for code, severity, path, line in (
            ("unit-missing", Severity.WARNING, bad, 3),
            (bad, Severity.ERROR, "title", None),
            ("unit-missing", Severity.ERROR, f"submissions/{bad}/submission.yml", None),
        )
    )
    points = (PointsLine(name=bad, points=1, of=2, reason=Reason(code=bad, facts=facts)),)
    machine = replace(samples.MACHINE, cpu=bad, gpu=bad, system=bad, limits=bad, versions=((bad, bad),))
    return replace(samples.FOUR_ROWS, team=bad, rows=rows, problems=problems, points=points, machine=machine)


@pytest.mark.parametrize("bad", HOSTILE)
@pytest.mark.parametrize("language", Language)
def test_nothing_from_outside_gets_out_of_code(bad: str, language: Language) -> None:
    card = poisoned(bad)
    made = review(card, samples.CATALOGUE, [language], {(bad, 51): f"| {bad} |".replace("\n", " "), (bad, 3): "x"})
    for text in (made.body, *(comment.body for comment in made.comments)):
        seen = Elements(text)
        assert set(seen.found) <= ALLOWED
        assert seen.found.count("details") == seen.found.count("summary") == seen.closed.count("details")
        assert "HOSTILE" not in seen.outside
        assert "HOSTILE" in seen.inside
        assert not set(text) & set("\x1b\x9b\x07\x08\r\u202e\u2066\u200b")
    assert "HOSTILE" not in made.title
    assert not any("HOSTILE" in label for label in made.labels)


@pytest.mark.parametrize("bad", HOSTILE)
def test_links_lead_into_the_repository_only(bad: str) -> None:
    made = review(poisoned(bad), samples.CATALOGUE, [Language.EN], {})
    prefix = f"](https://github.com/school/compression/blob/{samples.SHA}/README.md?plain=1#L"
    assert made.body.count("](https://github.com") == made.body.count(prefix) > 0


@pytest.mark.parametrize("bad", HOSTILE)
def test_a_terminal_gets_no_escape_sequence_from_outside(bad: str) -> None:
    out = io.StringIO()
    show(poisoned(bad), samples.CATALOGUE, Language.EN, Console(file=out, width=100, force_terminal=False))
    assert "HOSTILE" in out.getvalue()
    assert not set(out.getvalue()) & set("\x1b\x9b\x07\x08\r\u202e\u2066\u200b")


@pytest.mark.parametrize("bad", HOSTILE)
def test_a_plot_takes_any_label(bad: str, tmp_path: Path) -> None:
    assert figures.png(poisoned(bad), tmp_path / "plot.png", Language.RU)
    chart = figures.mermaid(poisoned(bad), Language.RU).splitlines()
    points = [line for line in chart if "radius" in line]
    assert len(chart) == 7 + len(points)
    assert all(line.count('"') == 2 and "%%" not in line and "`" not in line for line in points)
