"""A course repository made for the occasion: a server directory with a bare repository, and a student's fork of it.

Nothing here talks to GitHub. The pull request is what GitHub would make of it: a reference `refs/pull/1/head` in the
course's repository, and an event file.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

REPOSITORY, TEAM, NUMBER = "course/model-compression", "ml_masters", 1
LESSON = "lesson-3-weights-clusterization"
SUBMISSION = f"submissions/{TEAM}/hw-3"
_NOBODY = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}

README = """# Model compression

Пара 3 — кластеризация весов. Добавьте строки своей команды в таблицу и откройте pull request `команда HW-3`.

### Таблица сравнения методов компрессии моделей

{header}
| bert-tiny | Оригинал | 16.76 MB | 15.5 MB | 2.1 ms | – | 48.3 MB | – | 0.8312 f1 |

### Презентации

Появятся после занятия.
"""


def git(directory: Path, *arguments: str) -> str:
    """Run git in a directory and return what it printed.

    Raises:
        subprocess.CalledProcessError: git failed.
    """
    identity = {
        f"GIT_{who}_{what}": value
        for who in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", "student"), ("EMAIL", "student@example.org"))
    }
    done = subprocess.run(
        ["git", "-C", str(directory), *arguments], env={**os.environ, **_NOBODY, **identity}, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def found_course(checkout: Path, server: Path, header: str, course_file: Path) -> Path:
    """Make the course's bare repository below `server`: `main` with the course, the lesson branch with an empty table."""
    bare = server / f"{REPOSITORY}.git"
    bare.mkdir(parents=True)
    git(bare, "init", "--quiet", "--bare", "--initial-branch=main")
    seed = server / "seed"
    git(server, "clone", "--quiet", str(bare), str(seed))
    (seed / ".github").mkdir()
    shutil.copyfile(course_file, seed / ".github/course.yml")
    shutil.copytree(checkout / "submissions/course", seed / "submissions/course")
    (seed / "README.md").write_text(README.format(header=header), "utf-8")
    git(seed, "checkout", "--quiet", "-B", "main")
    _commit(seed, "Open the course")
    git(seed, "push", "--quiet", "origin", "main", f"main:{LESSON}")
    shutil.rmtree(seed)
    return bare


def fork(bare: Path, target: Path, example: Path) -> None:
    """Clone the lesson branch and put the team's code into it."""
    git(bare.parent, "clone", "--quiet", "--branch", LESSON, str(bare), str(target))
    shutil.copytree(example, target / SUBMISSION, ignore=shutil.ignore_patterns("__pycache__"))


def add_rows(target: Path, rows: list[str]) -> None:
    """Put the team's rows at the end of the results table."""
    readme = target / "README.md"
    text = readme.read_text("utf-8")
    last = re.findall(r"(?m)^\|.*\|$", text)[-1]
    readme.write_text(text.replace(last, "\n".join((last, *rows))), "utf-8")


def open_pull_request(target: Path, bare: Path) -> dict[str, str]:
    """Commit and push the work as pull request number 1; return its base and head SHA."""
    base = git(target, "rev-parse", "HEAD")
    _commit(target, "Add results of ml_masters")
    git(target, "push", "--quiet", str(bare), f"HEAD:refs/pull/{NUMBER}/head")
    return {"base": base, "head": git(target, "rev-parse", "HEAD")}


def _commit(directory: Path, message: str) -> None:
    git(directory, "add", "--all")
    git(directory, "commit", "--quiet", "--message", message)


def event(commits: dict[str, str]) -> str:
    """Return the part of GitHub's `pull_request_target` event that the bot reads, as JSON."""
    pull_request = {
        "number": NUMBER,
        "title": f"{TEAM} HW-3",
        "user": {"login": "student"},
        "base": {"ref": LESSON, "sha": commits["base"], "repo": {"full_name": REPOSITORY}},
        "head": {"sha": commits["head"]},
    }
    return json.dumps({"action": "opened", "number": NUMBER, "pull_request": pull_request}, indent=1)


def seed(target: Path, commits: dict[str, str]) -> str:
    """Return what the GitHub double must know of the pull request, as JSON."""
    names = git(target, "diff", "--name-only", commits["base"], commits["head"]).splitlines()
    files = [{"filename": name, "patch": _patch(git(target, "diff", commits["base"], commits["head"], "--", name))} for name in names]
    pull = {
        "number": NUMBER, "title": f"{TEAM} HW-3", "author": "student", "base": LESSON,
        "base_sha": commits["base"], "head_sha": commits["head"], "files": files,
    }  # fmt: skip
    return json.dumps({"repository": REPOSITORY, "pulls": [pull]}, indent=1)


def _patch(diff: str) -> str:
    """Cut git's header off: GitHub's `patch` begins with the first hunk."""
    return diff[diff.index("@@") :]
