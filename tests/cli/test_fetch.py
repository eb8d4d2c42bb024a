"""`grader fetch` and the workflow's step, against a hub on this machine."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
import yaml

from grader import steps
from grader.cli import main
from grader.course import Pin
from grader.course.store import VARIABLE, Kind, Store
from grader.steps import SUBMISSION
from grader.wire import artifact
from grader.wire.bundle import read_bundle
from tests.cli.support import ROOT
from tests.hub.double import Hub, Repository, serve
from tests.verify.support import submission

COMMIT = "0123456789abcdef0123456789abcdef01234567"
VIT, GATED = Pin(id="tiny/vit", revision=COMMIT), Pin(id="tiny/gated", revision=COMMIT)
FILES = {"config.json": b"{}", "model.safetensors": b"weights"}
MANIFEST = """team: ml_masters
homework: 3
task: image-classification
data: digits
rows:
  - model: tiny/vit
    revision: {commit}
    method: original
  - model: tiny/gated
    revision: {commit}
    method: original
  - model: local:digits-vit
    method: original
"""


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    monkeypatch.delenv("HF_TOKEN", raising=False)
    monkeypatch.setenv(VARIABLE, str(tmp_path / "store"))
    with serve() as found:
        monkeypatch.setenv("HF_ENDPOINT", found.endpoint)
        found.add(Repository(id=VIT.id, revision=COMMIT, files=FILES))
        found.add(Repository(id=GATED.id, revision=COMMIT, files=FILES, gated=True))
        yield found


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A copy of the course, with a manifest that names models of the hub."""
    (tmp_path / "course/.github").mkdir(parents=True)
    shutil.copyfile(ROOT / ".github/course.yml", tmp_path / "course/.github/course.yml")
    home = tmp_path / "course/submissions/ml_masters/hw-3"
    home.mkdir(parents=True)
    (home / "submission.yml").write_text(MANIFEST.format(commit=COMMIT))
    return tmp_path / "course"


def test_what_a_manifest_needs_is_brought_and_the_rest_is_told(hub: Hub, course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = course / "submissions/ml_masters/hw-3"
    assert main(["fetch", "--manifest", str(home), "--lang", "en"]) == 1
    said, err = capsys.readouterr()
    assert "✓ tiny/vit@0123456: fetched, 2 files, 0.0 MB" in said
    assert "✗ tiny/gated: its author gives access on request only (gated)" in said
    assert "grader explain hub-gated" in said
    assert "digits-vit" not in said
    assert "tiny/vit@0123456: 0.0 / 0.0 MB" in err
    assert main(["fetch", "--manifest", str(home / "submission.yml"), "--lang", "ru"]) == 1
    said = capsys.readouterr().out
    assert "✓ tiny/vit@0123456: уже здесь" in said
    assert "автор открывает доступ только по запросу" in said


def test_another_store_is_used_where_it_is_named(hub: Hub, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fetch", f"{VIT.id}@{COMMIT}", "--to", str(tmp_path / "other"), "--course", str(ROOT / ".github/course.yml")]) == 0
    assert Store(tmp_path / "other").find(Kind.MODEL, VIT)
    assert Store.here().find(Kind.MODEL, VIT) is None


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["tiny/vit"], "tiny/vit: is no model with its commit: owner/name@40 hex digits"),
        (["tiny/vit@main"], "a branch or a tag can move"),
        (["--data", "digits"], "digits: lies in the repository; on the hub: none"),
        (["--data", "news"], "news: is not in the course file"),
        (["--manifest", "nowhere"], "nowhere: No such file"),
    ],
)
def test_what_cannot_be_meant_is_refused(arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fetch", *arguments, "--course", str(ROOT / ".github/course.yml")]) == 2
    assert says in capsys.readouterr().err


def test_a_row_without_a_commit_is_named_by_its_line(hub: Hub, course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    manifest = course / "submissions/ml_masters/hw-3/submission.yml"
    manifest.write_text(manifest.read_text().replace(f"    revision: {COMMIT}\n", "", 1))
    assert main(["fetch", "--manifest", str(manifest)]) == 2
    assert "submission.yml:6: revision: the model tiny/vit has no commit" in capsys.readouterr().err
    assert hub.seen == []


def test_without_arguments_the_courses_own_sets_are_brought(hub: Hub, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fetch", "--course", str(ROOT / ".github/course.yml"), "--lang", "en"]) == 0
    assert "Nothing is needed from Hugging Face." in capsys.readouterr().out


def test_the_workflows_step_never_fails_and_takes_its_own_rows_alone(
    hub: Hub, course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    handed_in = submission(None, None, model=GATED.id)
    assert handed_in.manifest
    first, second = handed_in.manifest.rows
    rows = (replace(first, model=VIT.id, revision=COMMIT), replace(second, revision=COMMIT))
    artifact.write(replace(handed_in, manifest=replace(handed_in.manifest, rows=rows)), tmp_path / "work" / SUBMISSION)
    monkeypatch.chdir(course)
    step = ["ci", "fetch", "--work", str(tmp_path / "work"), "--lang", "en"]
    assert main([*step, "--rows", "1"]) == 0
    assert "gated" in capsys.readouterr().out
    assert Store.here().find(Kind.MODEL, VIT) is None
    assert main(step) == 0
    assert Store.here().find(Kind.MODEL, VIT)
    listing = Store.here().listing(Kind.MODEL, GATED)
    assert listing
    assert listing.refused == "hub-gated"


@pytest.mark.slow
@pytest.mark.sandbox
def test_a_model_of_the_hub_is_measured_like_one_of_the_course(hub: Hub, course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shipped = ROOT / "submissions/course/models/digits-vit"
    hub.add(Repository(id="tiny/digits", revision=COMMIT, files={path.name: path.read_bytes() for path in shipped.iterdir()}))
    home, file = course / "submissions/ml_masters/hw-3", course / ".github/course.yml"
    settings = yaml.safe_load(file.read_text("utf-8"))
    settings["measuring"] |= {"examples": 20, "starts": 1, "warm_up": 2, "block": 2}
    file.write_text(yaml.safe_dump(settings, allow_unicode=True), "utf-8")
    (course / "submissions/course").symlink_to(ROOT / "submissions/course")
    manifest = {"team": "ml_masters", "homework": 3, "task": "image-classification", "data": "digits"}
    rows = [{"model": "tiny/digits", "revision": COMMIT, "method": "pruning", "code": "pruning.py"}]
    (home / "submission.yml").write_text(yaml.safe_dump({**manifest, "rows": rows}))
    shutil.copyfile(ROOT / "submissions/examples/ml_masters/hw-3/pruning.py", home / "pruning.py")
    assert main(["run", str(home), "--lang", "en"]) == 3, "nothing is fetched on the way"
    assert f"grader fetch tiny/digits@{COMMIT}" in capsys.readouterr().err
    assert main(["fetch", "--manifest", str(home)]) == 0
    assert main(["run", str(home), "--lang", "en", "--keep", str(course / "kept")]) == 0
    [row] = [line for line in capsys.readouterr().out.splitlines() if "tiny/digits" in line and "pruning" in line]
    assert "accuracy" in row
    environment = json.loads(read_bundle(course / "kept" / steps.EVIDENCE).members["environment.json"])
    [(name, files)] = environment["hub"].items()
    assert name == f"tiny/digits@{COMMIT}"
    assert files["model.safetensors"] == sha256((shipped / "model.safetensors").read_bytes()).hexdigest()
