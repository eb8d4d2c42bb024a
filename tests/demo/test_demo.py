"""The demo itself, with one start instead of two."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.support import ROOT, grader


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    course = tmp_path_factory.mktemp("course") / "course.yml"
    text = (ROOT / ".github/course.yml").read_text("utf-8")
    assert "  starts: 2 " in text
    assert "  examples: 200 " in text
    course.write_text(text.replace("  starts: 2 ", "  starts: 1 ").replace("  examples: 200 ", "  examples: 400 "), "utf-8")
    out = tmp_path_factory.mktemp("demo")
    done = grader("demo", "--course", course, "--out", out, cwd=ROOT)
    assert done.status == 0, (done.out, done.err)
    assert "As it should be" in done.out
    (out / "said").write_text(done.out, "utf-8")
    return out


@pytest.mark.alone
@pytest.mark.slow
@pytest.mark.sandbox
def test_the_false_cells_are_off_with_the_measured_value_and_no_honest_one_is(out: Path) -> None:
    card = json.loads((out / "work/card.json").read_bytes())
    cells = {(index, cell["metric"]): cell for index, row in enumerate(card["rows"]) for cell in row["verdicts"]}
    assert all(row["end"]["ending"] == "done" for row in card["rows"])
    accuracy, size = cells[2, "accuracy"], cells[3, "size_mb"]
    assert (accuracy["outcome"], size["outcome"]) == ("off", "off")
    assert accuracy["claim"]["value"] == pytest.approx(accuracy["measurement"]["value"] + 0.03, abs=1e-4)
    assert size["claim"]["value"] < 0.9 * size["measurement"]["value"]
    untimed = {cell["outcome"] for (_, metric), cell in cells.items() if not metric.endswith("_ms") and cell not in (accuracy, size)}
    assert untimed == {"confirmed", "not-claimed"}
    assert cells[0, "gpu_ms"]["outcome"] == "not-checkable"
    assert cells[0, "gpu_ms"]["reason"]["code"] == "no-gpu"


@pytest.mark.alone
@pytest.mark.slow
@pytest.mark.sandbox
def test_it_leaves_the_review_the_plot_and_the_evidence_where_it_says(out: Path) -> None:
    said = (out / "said").read_text("utf-8")
    for name in ("work/review.md", "work/plot.png", "work/evidence.tar.gz", "double/posted.json"):
        assert str(out / name) in said
        assert (out / name).exists()
    posted = json.loads((out / "double/posted.json").read_bytes())
    assert posted["breaches"] == []
    pull = posted["pulls"][0]
    assert [comment["author"] for comment in pull["comments"]] == ["github-actions[bot]"]
    assert pull["labels"] == ["grader: differs"]
    assert {comment["line"] for comment in pull["line_comments"]} >= {12, 13}
    assert "```suggestion" in pull["line_comments"][0]["body"]


def test_it_refuses_a_directory_with_other_things(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine", "utf-8")
    done = grader("demo", "--out", tmp_path, cwd=ROOT)
    assert done.status == 2
    assert (tmp_path / "thesis.txt").read_text("utf-8") == "mine"
