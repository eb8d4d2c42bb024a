from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.support import grader


@pytest.mark.sandbox
def test_this_machine_is_told_line_by_line(tmp_path: Path) -> None:
    done = grader("doctor", cwd=tmp_path)
    assert done.err == ""
    lines = [line for line in done.out.splitlines() if line[:2] in ("✓ ", "! ", "✗ ")]
    assert len(lines) > 15
    assert any(line.startswith("✓ all guards of the box hold") for line in lines)
    assert done.status == (1 if any(line.startswith("✗") for line in lines) else 0)


@pytest.mark.sandbox
def test_json_says_the_same_in_both_languages(tmp_path: Path) -> None:
    done = grader("doctor", "--json", cwd=tmp_path)
    told = json.loads(done.out)
    assert told["ready"] == (done.status == 0)
    for finding in told["findings"]:
        assert finding["grade"] in ("good", "less", "bad")
        assert set(finding["message"]) == set(finding["why"]) == {"ru", "en"}


@pytest.mark.parametrize(("language", "words"), [("en", "Mend it"), ("ru", "Исправьте")])
def test_a_machine_without_bubblewrap_is_refused_with_the_command(tmp_path: Path, language: str, words: str) -> None:
    done = grader("doctor", "--lang", language, cwd=tmp_path, PATH="/nowhere", GRADER_BWRAP="")
    assert done.status == 1
    assert "$ sudo apt-get update && sudo apt-get install -y bubblewrap" in done.out
    assert words in done.out.splitlines()[-1]


def test_what_bubblewrap_said_is_made_harmless(tmp_path: Path) -> None:
    program = tmp_path / "bwrap"
    program.write_text('#!/bin/sh\n[ "$1" = --version ] && echo bubblewrap 0.8.0 && exit 0\nprintf "\\033[2Jtwo\\nlines" >&2; exit 1\n')
    program.chmod(0o755)
    tmp_path.chmod(0o755)
    done = grader("doctor", cwd=tmp_path, GRADER_BWRAP=str(program))
    assert done.status == 1
    assert "\x1b" not in done.out
    assert "✗ a box does not work" in done.out


def test_a_wrong_course_file_is_a_fault_and_none_is_not(tmp_path: Path) -> None:
    assert grader("doctor", "--course", "none.yml", cwd=tmp_path).status == 2
    (tmp_path / ".github").mkdir()
    (tmp_path / ".github/course.yml").write_text("name: [")
    assert grader("doctor", cwd=tmp_path).status == 2


def test_it_imports_no_heavy_library(tmp_path: Path) -> None:
    code = "import sys; from grader.cli import main; main(['doctor', '--json']); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=True)
    assert not {"torch", "transformers", "datasets", "numpy", "scipy", "PIL", "rich"} & set(done.stderr.split())
