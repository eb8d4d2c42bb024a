from __future__ import annotations

import json
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.core.errors import ArtifactError
from grader.core.measurement import Definition, Machine, Measurement
from grader.core.metric import Metric
from grader.core.problem import Fix, Place, Problem
from grader.core.run import Disturbance, Doubt, RowRun, RunEnd, Runs
from grader.core.submission import Claim, Manifest, ManifestRow, PullRequest, Submission, SubmittedRow
from grader.core.table import Method
from grader.core.verdict import Card, JudgedRow, PointsLine, Reason, Verdict
from grader.wire import artifact

texts = st.text(max_size=20)
integers = st.integers(-(2**53), 2**53)
numbers = st.floats(allow_nan=False, allow_infinity=False)
facts: st.SearchStrategy[Any] = st.dictionaries(texts, texts | integers | numbers, max_size=3)


def few(items: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(items, max_size=3).map(tuple)


def maybe(items: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | items


places = st.builds(Place, path=texts, line=maybe(integers), column=maybe(integers), text=texts)
problems = st.builds(Problem, code=texts, place=places, facts=facts, fix=maybe(st.builds(Fix, text=texts)))
methods = st.builds(Method, variant=maybe(texts), params=facts)
claims = st.builds(Claim, value=numbers, written=texts, place=places, hardware=maybe(texts), unit=maybe(texts))
rows = st.builds(
    SubmittedRow, model=maybe(texts), method=methods, method_text=texts, place=places, claims=few(claims), manifest=maybe(integers)
)
manifest_rows = st.builds(ManifestRow, model=texts, method=methods, code=maybe(texts), line=maybe(integers))
lines = st.dictionaries(texts, integers, max_size=3)
manifests = st.builds(Manifest, path=texts, team=texts, homework=integers, task=texts, data=texts, rows=few(manifest_rows), lines=lines)
pull_requests = st.builds(
    PullRequest, repository=texts, number=integers, title=texts, author=texts, base_branch=texts, base_sha=texts, head_sha=texts
)  # fmt: skip
submissions = st.builds(
    Submission, version=integers, pull_request=pull_requests, team=maybe(texts), homework=maybe(integers), manifest=maybe(manifests),
    rows=few(rows), problems=few(problems), code=st.dictionaries(texts, texts, max_size=3),
)  # fmt: skip
machines = st.builds(
    Machine, cpu=texts, cores=integers, memory_mb=integers, system=texts, round_trip_us=maybe(st.tuples(numbers, numbers, numbers)),
    versions=few(st.tuples(texts, texts)),
)  # fmt: skip
measurements = st.builds(
    lambda metric, definition, three, count: Measurement(
        metric=metric, definition=definition, unit=metric.unit, low=three[0], value=three[1], high=three[2], count=count
    ),
    st.sampled_from(Metric), st.sampled_from(Definition), st.lists(numbers, min_size=3, max_size=3).map(sorted), integers,
)  # fmt: skip
ends = st.builds(RunEnd, facts=facts, log=texts)
doubts = st.builds(Doubt, code=st.sampled_from(Disturbance), percent=numbers)
runs = st.builds(
    Runs, version=integers, head_sha=texts, machine=machines,
    rows=few(st.builds(
        RowRun, row=integers, end=ends, measurements=few(measurements), doubts=few(doubts), seconds=numbers, before=maybe(ends)
    )),
)  # fmt: skip
reasons = st.builds(Reason, code=texts, facts=facts)
verdicts = st.builds(Verdict, reason=reasons, claim=maybe(claims), measurement=maybe(measurements), low=maybe(numbers), high=maybe(numbers))
judged = st.builds(
    JudgedRow, model=maybe(texts), method=methods, method_text=texts, line=maybe(integers), verdicts=few(verdicts), end=maybe(ends),
    measurements=few(measurements),
)  # fmt: skip
cards = st.builds(
    Card, version=integers, pull_request=pull_requests, team=maybe(texts), homework=maybe(integers), rows=few(judged),
    problems=few(problems),
    points=few(st.builds(PointsLine, name=texts, points=numbers, of=numbers, reason=reasons)), machine=maybe(machines),
)  # fmt: skip

RUNS = Runs(head_sha="0" * 40, machine=Machine(cpu="a processor", cores=2, memory_mb=4000, system="Linux"))


@settings(deadline=None)
@given(st.one_of(submissions, runs, cards))
def test_what_is_encoded_is_what_is_decoded(thing: Any) -> None:
    data = artifact.encode(thing)
    assert artifact.decode(type(thing), data, "it") == thing
    assert data.endswith(b"}\n")


@settings(deadline=None)
@given(st.binary(max_size=200) | st.text(alphabet='{}[]",:0123456789ntrue', max_size=60).map(str.encode))
def test_nothing_but_an_artifact_is_decoded(data: bytes) -> None:
    with pytest.raises(ArtifactError, match=r"^some\.json: "):
        artifact.decode(Runs, data, "some.json")


def plain() -> dict[str, Any]:
    value: dict[str, Any] = json.loads(artifact.encode(RUNS))
    return value


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"head_sha": 5}, "head_sha"),
        ({"rows": {}}, "rows"),
        ({"machine": None}, "machine"),
        ({"surprise": 1}, "surprise"),
        ({"rows": [{"row": 0, "end": {"ending": "triumph", "phase": "infer"}}]}, "triumph"),
        ({"rows": [{"row": "0", "end": {"ending": "done", "phase": "infer"}}]}, "rows"),
    ],
)
def test_a_breach_of_the_schema_is_named(change: dict[str, Any], says: str) -> None:
    with pytest.raises(ArtifactError, match=says):
        artifact.decode(Runs, json.dumps(plain() | change).encode(), "runs.json")


def test_a_measurement_that_cannot_be_is_refused() -> None:
    one = {"metric": "size_mb", "definition": "folder", "unit": "MB", "value": 5.0, "low": 6.0, "high": 7.0}
    row = {"row": 0, "end": {"ending": "done", "phase": "infer"}, "measurements": [one]}
    with pytest.raises(ArtifactError, match="outside its own interval"):
        artifact.decode(Runs, json.dumps(plain() | {"rows": [row]}).encode(), "runs.json")


def test_the_cap_holds_in_both_directions(tmp_path: Path) -> None:
    large = replace(RUNS, machine=replace(RUNS.machine, cpu="x" * (64 << 10)))
    with pytest.raises(ArtifactError, match="would have"):
        artifact.encode(large)
    path = tmp_path / "runs.json"
    path.write_bytes(b" " * ((64 << 10) + 1))
    with pytest.raises(ArtifactError, match="larger than the 65536 bytes"):
        artifact.read(Runs, path)


@pytest.mark.parametrize("data", [b"[" * 60_000, b'{"a":' * 10_000])
def test_deep_nesting_is_refused_and_nothing_worse(data: bytes) -> None:
    with pytest.raises(ArtifactError):
        artifact.decode(Runs, data, "runs.json")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match=r"runs\.json: No such file"):
        artifact.read(Runs, tmp_path / "runs.json")


def test_write_then_read(tmp_path: Path) -> None:
    path = tmp_path / "new" / "runs.json"
    artifact.write(RUNS, path)
    assert artifact.read(Runs, path) == RUNS
    assert path.stat().st_mode & 0o777 == 0o644


@contextmanager
def disk_of(size: int) -> Iterator[None]:
    """Let no file grow beyond `size` bytes: writing fails as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_failing_disk_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "runs.json"
    artifact.write(RUNS, path)
    with pytest.raises(OSError, match="large"), disk_of(50):
        artifact.write(replace(RUNS, head_sha="1" * 40), path)
    assert artifact.read(Runs, path) == RUNS
    assert list(tmp_path.iterdir()) == [path]


def test_a_directory_in_the_way_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "runs.json").mkdir()
    with pytest.raises(OSError, match="directory"):
        artifact.write(RUNS, tmp_path / "runs.json")
    assert [path.name for path in tmp_path.iterdir()] == ["runs.json"]
