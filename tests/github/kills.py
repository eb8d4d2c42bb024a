"""The bot killed at every step, and run again: `python -m tests.github.kills` prints the table.

The commands are those of the workflows, each a process that is killed by SIGKILL: before or after a request takes effect, or before
a file is written. Then the job is run again, or a whole new grading is, as a person or the sweep would have it. What stands on GitHub
must be what stands where nothing was killed, and a merge must leave the very same tree. Measurements are given: nothing is run here.
"""

from __future__ import annotations

import copy
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from grader.core.measurement import Definition, Machine, Measurement
from grader.core.metric import Metric
from grader.core.run import Ending, Phase, RowRun, RunEnd, Runs
from grader.wire import artifact
from grader.wire.packed import pack
from tests.cli.support import ROOT
from tests.github.conftest import REPOSITORY
from tests.github.merging import BRANCH, Scene, readme
from tests.github_double import Double, File, shapes
from tests.judge.build import measured

HOME, NUMBER = "submissions/ml_masters/hw-3", 7
MANIFEST = """team: ml_masters
homework: 3
task: image-classification
data: digits
rows:
  - model: local:digits-vit
    method: clustering
    params: {clusters: 32}
    code: adapter.py
  - model: local:digits-vit
    method: pruning
    code: adapter.py
"""
#: What holds, and what is twice as large as it says.
ROWS = ("| local:digits-vit | Clustering, 32 clusters | 2.5 | – | 0.9 |", "| local:digits-vit | Pruning | 2.5 | – | 0.91 |")
MACHINE = Machine(cpu="a CPU", cores=2, memory_mb=8000, system="Linux")
#: job → its steps that talk to GitHub
JOBS: Mapping[str, tuple[str, ...]] = {
    "first feedback": ("cached", "status"),
    "review": ("decisions", "post"),
    "command": ("command",),
    "merge": ("cached-pr", "decisions-pr", "merge"),
}
#: Steps that only write files, in the order in which they do: step → what it writes.
FILES: Mapping[str, tuple[str, ...]] = {
    "intake": ("submission.json", "code/adapter.py"),
    "runs": ("runs.json",),
    "judge": ("card.json",),
    "review": ("review.json", "review.md"),
}
WRITES = ("POST", "PATCH", "PUT", "DELETE")


class Zygote:
    """Runs commands in processes that start at once; close it, or use it in a `with`."""

    def __init__(self) -> None:
        argv = [sys.executable, "-m", "tests.github.zygote"]
        self._process = subprocess.Popen(argv, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._begun = threading.Event()
        self._pid = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._process.communicate()

    def run(self, argv: list[str], environment: Mapping[str, str], said: Path, die_at: int | None = None) -> int:
        """Run a command to its end; return its exit status."""
        assert self._process.stdin
        assert self._process.stdout
        asked = {"argv": argv, "cwd": str(ROOT), "environment": dict(environment), "said": str(said), "die_at": die_at}
        self._begun.clear()
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        self._pid = int(self._process.stdout.readline())
        self._begun.set()
        return int(self._process.stdout.readline())

    def kill(self) -> None:
        """Kill the command that is running."""
        self._begun.wait()
        os.kill(self._pid, signal.SIGKILL)


@dataclass(slots=True)
class Cut:
    """Kills at one moment of one request, counted from the moment when it is armed, and remembers which request that was."""

    zygote: Zygote
    double: Double
    at: int = -1
    moment: str = "after"
    seen: dict[str, int] = field(default_factory=dict)

    def __call__(self, moment: str) -> bool:
        count = self.seen.get(moment, 0)
        self.seen[moment] = count + 1
        if self.at < 0 or (count, moment) != (self.at, self.moment):
            return False
        self.at = -1
        self.zygote.kill()
        return True

    def arm(self, at: int, moment: str) -> None:
        self.at, self.moment, self.seen = at, moment, {}


class Stage:
    """A pull request with a row that holds and one that does not, and the files that the steps before have made of it."""

    def __init__(self, directory: Path, zygote: Zygote) -> None:
        self.directory, self.zygote = directory, zygote
        scene = Scene(directory)
        files = {"README.md": readme(*ROWS), f"{HOME}/submission.yml": MANIFEST.encode(), f"{HOME}/adapter.py": b"# code\n"}
        pull = scene.opened(NUMBER, "ml_masters", files)
        diff = scene.bare.run("diff", pull.base_sha, pull.head_sha, "--", "README.md").decode()
        pull.files = [File(filename="README.md", patch=diff[diff.index("@@") :])]
        scene.bare.run("update-ref", f"refs/pull/{NUMBER}/head", pull.head_sha)
        server = directory / "server" / f"{REPOSITORY}.git"
        server.parent.mkdir(parents=True)
        server.symlink_to(scene.bare.directory)
        scene.double.state.permissions["teacher"] = "write"
        self.scene, self.head = scene, pull.head_sha
        self.double = scene.double
        self.double.permissions["actions"] = "write"
        self.cut = Cut(zygote, self.double)
        self.double.cut = self.cut
        self.work, self.run = directory / "work", 5
        self._write_event("event.json", {"action": "reopened", "number": NUMBER, "pull_request": shapes.pull(self.double.state, pull)})

    def _write_event(self, name: str, event: dict[str, Any]) -> None:
        (self.directory / name).write_text(json.dumps(event))

    def ask(self, body: str) -> None:
        """Let the teacher write a comment."""
        comment = self.double.state.comment(NUMBER, "teacher", body)
        shown = {"id": comment.id, "body": body, "user": {"login": "teacher"}}
        self._write_event("comment.json", {"action": "created", "issue": {"number": NUMBER, "pull_request": {}}, "comment": shown})
        self.comment = comment.id

    def prepare(self) -> None:
        """Make the files of the steps that ask GitHub for nothing."""
        for name in FILES:
            assert self.step(name) == 0, self.said

    @property
    def said(self) -> str:
        return (self.directory / "said").read_text("utf-8")

    def report(self) -> str:
        """What the machine would have reported: the one row as it claims, the other larger."""
        ends = RunEnd(ending=Ending.DONE, phase=Phase.INFER)
        quality = replace(measured(Metric.ACCURACY, Definition.EVALUATION, 0.9, 0.87, 0.93), count=400)
        sizes = [Measurement.exact(Metric.SIZE_MB, Definition.FOLDER, size) for size in (2.5, 5.0)]
        rows = tuple(RowRun(row=row, end=ends, measurements=(size, quality)) for row, size in enumerate(sizes))
        return pack(artifact.encode(Runs(head_sha=self.head, machine=MACHINE, rows=rows)))

    def step(self, name: str, *, lost: bool = False, die_at: int | None = None) -> int:
        """Run one step as its workflow does."""
        merging = name.endswith("-pr") or name == "merge"
        options = {
            "command": ["--event", str(self.directory / "comment.json")],
            "intake": ["--event", str(self.directory / "event.json")],
            "cached": ["--event", str(self.directory / "event.json")],
            "cached-pr": ["--pr", str(NUMBER)],
            "merge": ["--comment", str(getattr(self, "comment", 0))],
        }.get(name, [])
        files = [] if name == "command" else ["--work", str(self.work)]
        environment = {
            "GITHUB_API_URL": self.double.url, "GITHUB_REF_NAME": "main", "GITHUB_REPOSITORY": REPOSITORY, "GITHUB_RUN_ID": str(self.run),
            "GITHUB_SERVER_URL": (self.directory / "server").as_uri(), "GITHUB_TOKEN": self.double.token, "PLAN": '["0,1"]',
            "GITHUB_OUTPUT": str(self.directory / "output"),
            "RUNS_0": "" if lost else self.report(), "VERIFY": "failure" if lost else "success",
        }  # fmt: skip
        self.double.permissions["contents"] = "write" if merging else "read"
        return self.zygote.run(["ci", name.removesuffix("-pr"), *files, *options], environment, self.directory / "said", die_at)

    def job(self, name: str) -> bool:
        """Run the steps of a job until one fails or is killed; tell whether all ended well.

        Where everything is measured already there is no first feedback.
        """
        for step in JOBS[name]:
            if step == "status" and "verify=false" in (self.directory / "output").read_text("utf-8"):
                return True
            (self.directory / "output").write_text("")
            if self.step(step) != 0:
                return False
        return True

    def stands(self) -> str:
        """Tell what stands on GitHub, without what a repetition may change: numbers, counts of edits, the run's own number."""
        found = copy.deepcopy(self.double.posted())
        for pull in found["pulls"]:
            for comment in pull["comments"]:
                # a merge that had taken effect already is told as such: which words that takes may differ
                comment["body"] = re.sub(r"(?s)(<!-- grader reply=\d+ -->\n\n)\*\*(Готово|Сливать нечего).*", r"\1fine", comment["body"])
        started = sorted({repr((each["workflow"], each["inputs"])) for each in found["dispatches"]})
        tree = self.scene.bare.word("rev-parse", f"{BRANCH}^{{tree}}")
        merges = self.scene.bare.word("rev-list", "--count", "--first-parent", BRANCH)
        text = repr((found["pulls"], found["check_runs"], started, tree, merges))
        # the key of what is kept holds the sources that measure: whoever edits them meanwhile changes nothing here
        text = re.sub(r"issuecomment-\d+|run=\d+|actions/runs/\d+|key=[0-9a-f]{64}", "", text)
        return re.sub(r"'(id|review|edits|updates|external_id)': '?[\d/]+'?,?", "", text)

    def shown(self) -> str:
        """Tell what people are shown at last: the comment, the comments on lines, the labels, the newest check run."""
        pull = self.double.state.pull(NUMBER)
        lines = sorted((each.path, each.line or 0, each.body) for each in pull.line_comments)
        bodies = [re.sub(r" run=\d+", "", each.body) for each in pull.comments]
        check = {name: said for name, said in self.double.state.check_runs[-1].sent.items() if name != "external_id"}
        return re.sub(r"key=[0-9a-f]{64}", "", repr((bodies, lines, pull.labels, check)))

    def keep(self) -> Stage:
        """Copy what stands and lies here, to come back to it."""
        saved = copy.copy(self)
        saved.directory = Path(f"{self.directory}-{len(list(self.directory.parent.iterdir()))}")
        shutil.copytree(self.directory, saved.directory, symlinks=True)
        saved.double = copy.copy(self.double)
        saved.double.state = copy.deepcopy(self.double.state)
        return saved

    def back_to(self, saved: Stage) -> None:
        """Come back to what was kept."""
        shutil.rmtree(self.directory)
        shutil.copytree(saved.directory, self.directory, symlinks=True)
        self.double.state = copy.deepcopy(saved.double.state)
        self.run = saved.run


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A moment at which a job is killed: before or after the n-th request of it takes effect, which is of this kind."""

    job: str
    at: int
    request: str
    moment: str

    @property
    def writes(self) -> bool:
        """Whether GitHub is another one after the request than before."""
        return self.request.startswith(WRITES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What came of a kill: what stood after the job was run again, and after a whole new grading; `expected` where none was killed."""

    point: Point
    again: str
    anew: str
    expected: str
    expected_anew: str

    @property
    def word(self) -> str:
        """The outcome, for the table."""
        return "same" if (self.again, self.anew) == (self.expected, self.expected_anew) else "DIFFERS"


class Killing:
    """All trials of one stage: each job killed at each of its requests, with the others before it undisturbed."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        stage.prepare()
        stage.double.state.runs[str(stage.run)] = "completed"
        self._before: dict[str, Stage] = {}
        self._after: dict[str, str] = {}
        self._shown = ""
        self.requests: dict[str, list[str]] = {}
        for job in JOBS:
            if job == "command":
                stage.ask("/merge")
            self._before[job] = stage.keep()
            asked = len(stage.double.exchanges)
            assert stage.job(job), stage.said
            self._after[job] = stage.stands()
            self._shown = stage.shown() if job == "review" else self._shown
            self.requests[job] = [f"{each.method} {each.operation}" for each in stage.double.exchanges[asked:]]

    def points(self) -> Iterator[Point]:
        """Yield every moment at which something can be killed."""
        for job, requests in self.requests.items():
            for at, request in enumerate(requests):
                for moment in ("before", "after"):
                    yield Point(job=job, at=at, request=request, moment=moment)

    def trial(self, point: Point) -> Trial:
        """Kill a job at one moment, and run it again; then, from the same kill, grade anew where it was a grading."""
        expected = self._after[point.job]
        self._killed(point)
        assert self.stage.job(point.job), self.stage.said
        again = anew = self.stage.stands()
        grading = point.job in ("first feedback", "review")
        if grading:
            self._killed(point)
            self.stage.run += 1
            anew = self._graded()
        return Trial(point=point, again=again, anew=anew, expected=expected, expected_anew=self._after["review"] if grading else expected)

    def _killed(self, point: Point) -> None:
        self.stage.back_to(self._before[point.job])
        self.stage.cut.arm(point.at, point.moment)
        assert not self.stage.job(point.job), f"{point} was never reached"

    def _graded(self) -> str:
        for job in ("first feedback", "review"):
            assert self.stage.job(job), self.stage.said
        return self.stage.stands()

    def machine_dies(self) -> tuple[str, str]:
        """Lose the machine that runs the code, post that, and grade anew; return what is shown then, and what should be.

        What was said meanwhile stays: an older check run below the newest, comments on lines in two reviews.
        """
        self.stage.back_to(self._before["review"])
        for step in ("runs", "judge", "review"):
            assert self.stage.step(step, lost=True) == 0, self.stage.said
        assert self.stage.job("review"), self.stage.said
        assert "runner-lost" in (self.stage.work / "card.json").read_text("utf-8")
        assert self.stage.shown() != self._shown
        self.stage.run += 1
        for step in ("runs", "judge", "review"):
            assert self.stage.step(step) == 0, self.stage.said
        self._graded()
        return self.stage.shown(), self._shown

    def files(self, name: str, *, every: int = 1) -> tuple[int, list[int]]:
        """Kill a step before each (or `every` so many) file that it writes and program that it starts, and run it again.

        Return how often it was killed, and at which of these moments its files came out other.
        """
        self.stage.back_to(self._before["first feedback"])
        paths = [self.stage.work / path for path in FILES[name]]
        wanted = [path.read_bytes() for path in paths]
        wrong: list[int] = []
        for count in range(1000):
            self._clean(name)
            if self.stage.step(name, die_at=count * every) == 0:
                return count, wrong
            self._clean(name)
            assert self.stage.step(name) == 0, self.stage.said
            wrong += [] if [path.read_bytes() for path in paths] == wanted else [count * every]
        raise AssertionError(f"{name} never ended")

    def _clean(self, name: str) -> None:
        """Give the first step of a job a clean machine; the others find what stood there when they were killed."""
        if name == "intake":
            shutil.rmtree(self.stage.work, ignore_errors=True)


def main() -> None:
    with tempfile.TemporaryDirectory() as directory, Zygote() as zygote:
        stage = Stage(Path(directory) / "stage", zygote)
        with stage.double:
            killing = Killing(stage)
            print(f"{'':16}{'request':52}{'killed before':>16}{'killed after':>16}")
            row: list[str] = []
            for point in killing.points():
                row = [*(row if point.moment == "after" else []), killing.trial(point).word]
                if point.moment == "after":
                    print(f"{point.job:16}{point.request:52}{row[0]:>16}{row[1]:>16}", flush=True)
            found, wanted = killing.machine_dies()
            print(f"{'verify':16}{'the machine dies, then a new grading':52}{'':>16}{'same' if found == wanted else 'DIFFERS':>16}")
            for name in FILES:
                count, wrong = killing.files(name)
                print(f"{name:16}{f'{count} files and programs':52}{'DIFFERS' if wrong else 'same':>16}", flush=True)
            assert stage.double.breaches == []
    print("\nsame: run again, and for gradings also graded anew, everything came to the same end; a merge left the very same tree.")


if __name__ == "__main__":
    main()
