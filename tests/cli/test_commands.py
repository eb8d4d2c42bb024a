from __future__ import annotations

import json
from pathlib import Path

import pytest

from grader import __version__, steps
from tests.cli.support import HEADER, ROWS, grader

COMMANDS = ("check", "table", "run", "replay", "doctor", "explain", "demo", "ci")


@pytest.mark.parametrize("command", [(), *((command,) for command in COMMANDS), ("ci", "verify")])
def test_every_command_has_help_worth_reading(tmp_path: Path, command: tuple[str, ...]) -> None:
    done = grader(*command, "--help", cwd=tmp_path)
    assert done.status == 0
    assert len(done.out) > 200


def test_version_and_wrong_usage(tmp_path: Path) -> None:
    assert grader("--version", cwd=tmp_path).out == f"grader {__version__}\n"
    assert grader(cwd=tmp_path).status == 2
    assert grader("no-such-command", cwd=tmp_path).status == 2


def test_table_shows_each_number(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("\n".join((HEADER, *ROWS)), "utf-8")
    done = grader("table", "README.md", cwd=tmp_path)
    assert done.status == 0
    assert "README.md:1-6: results, 4 rows" in done.out
    assert "4: local:digits-vit · clustering clusters=32" in done.out
    plain = json.loads(grader("table", "README.md", "--json", cwd=tmp_path).out)
    assert [row["cells"]["gz_mb"] for row in plain["tables"][0]["rows"]] == [0.8571, 0.1774, 0.4615, 0.2334]


def test_table_of_a_file_that_is_not_there(tmp_path: Path) -> None:
    done = grader("table", "none.md", cwd=tmp_path)
    assert (done.status, done.out) == (2, "")
    assert "none.md" in done.err


def test_output_cut_off_by_a_pipe_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("\n".join((HEADER, *ROWS * 40)), "utf-8")
    import subprocess
    import sys

    with subprocess.Popen(
        [sys.executable, "-m", "grader", "table", "README.md"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_code_is_explained(tmp_path: Path, language: str) -> None:
    listed = grader("explain", "--lang", language, cwd=tmp_path)
    assert listed.status == 0
    assert {line.split()[0] for line in listed.out.splitlines()} == set(steps.all_entries())
    for code in ("unit-missing", "manifest-alias", "memory-limit", "size-off-folder"):
        done = grader("explain", code, "--lang", language, cwd=tmp_path)
        assert done.status == 0
        assert done.out.startswith(code)
        assert "{" not in done.out.splitlines()[1]


def test_an_unknown_code_names_the_nearest(tmp_path: Path) -> None:
    done = grader("explain", "unit-mising", cwd=tmp_path)
    assert (done.status, done.out) == (2, "")
    assert "unit-missing" in done.err


def test_a_step_without_its_files_is_a_message(tmp_path: Path, fork: Path) -> None:
    for step in ("verify", "judge", "review"):
        done = grader("ci", step, "--work", tmp_path / "none", cwd=fork)
        assert done.status == 3
        assert "No such file" in done.err
        assert "Traceback" not in done.err
