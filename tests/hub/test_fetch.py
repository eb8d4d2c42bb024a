"""Fetching from a hub on this machine, spoken to as huggingface_hub speaks to the real one."""

from __future__ import annotations

import hashlib
import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from grader import steps
from grader.core.run import Ending
from grader.core.words import Language
from grader.course import Course, DataSet, Pin, load_course
from grader.course import Hub as Allowed
from grader.course.store import VARIABLE, Kind, Store
from grader.hub.refused import Trouble
from grader.steps import Brought, Wanted
from tests.hub.double import LARGE, TOKEN, Hub, Repository

ROOT = Path(__file__).parent.parent.parent
COURSE = load_course(ROOT / ".github/course.yml")
NAME, REVISION = "tiny/vit", "0123456789abcdef0123456789abcdef01234567"
WEIGHTS = bytes(range(256)) * 20
FILES = {
    "config.json": b'{"model_type": "vit"}', "preprocessor_config.json": b"{}", "model.safetensors": WEIGHTS, "README.md": b"# Tiny",
    "modeling.py": b"raise SystemExit", "pytorch_model.bin": b"pickle" * 400, "optimizer.pt": b"?" * 2000,
}  # fmt: skip
TAKEN = {"config.json", "preprocessor_config.json", "model.safetensors"}
MODEL = Wanted(pin=Pin(id=NAME, revision=REVISION))


def repository(**changes: Any) -> Repository:
    return replace(Repository(id=NAME, revision=REVISION, files=dict(FILES)), **changes)


def fetch(wanted: Wanted = MODEL, course: Course = COURSE) -> Brought:
    [brought] = steps.fetch([wanted], course, None, lambda name, done, total: None)
    return brought


def files_of(path: Path) -> dict[str, bytes]:
    return {str(file.relative_to(path)): file.read_bytes() for file in path.rglob("*") if file.is_file()}


def refused(brought: Brought, code: str, **facts: object) -> None:
    """The fetch was refused with this code, and both languages have words for it."""
    assert (brought.path, brought.code) == (None, code)
    assert {name: brought.facts[name] for name in facts} == facts
    for language in Language:
        assert NAME in steps.tell_brought(brought, language)


def test_a_model_comes_whole_with_what_inference_needs_and_nothing_else(hub: Hub, store: Store) -> None:
    hub.add(repository())
    heard: list[tuple[int, int]] = []
    [brought] = steps.fetch([MODEL], COURSE, None, lambda name, done, total: heard.append((done, total)))
    assert brought.path == store.root / "models" / "tiny--vit" / REVISION == store.find(Kind.MODEL, MODEL.pin)
    assert files_of(brought.path) == {name: FILES[name] for name in TAKEN}
    assert {path.name for path in brought.path.iterdir()} == TAKEN, "not even a cache of the library"
    listing = store.listing(Kind.MODEL, MODEL.pin)
    assert listing
    assert {name: file.sha256 for name, file in listing.files.items()} == {name: hashlib.sha256(FILES[name]).hexdigest() for name in TAKEN}
    total = sum(len(FILES[name]) for name in TAKEN)
    assert (brought.size, brought.files, heard[-1]) == (total, 3, (total, total))
    assert [done for done, _ in heard] == sorted(done for done, _ in heard)
    assert not {seen.path for seen in hub.seen if seen.path.endswith((".py", ".bin", ".pt", ".md"))}


def test_what_is_there_is_not_asked_for_again_and_what_was_lost_is(hub: Hub, store: Store) -> None:
    hub.add(repository())
    assert not fetch().known
    hub.seen.clear()
    again = fetch()
    assert (again.known, hub.seen) == (True, [])
    assert again.path
    (again.path / "config.json").unlink()
    assert store.find(Kind.MODEL, MODEL.pin) is None
    mended = fetch()
    assert not mended.known
    assert files_of(again.path) == {name: FILES[name] for name in TAKEN}
    assert hub.gets("config.json")
    assert not hub.gets("model.safetensors"), "whatever is right stays"


def test_the_token_goes_to_the_hub_and_not_to_where_it_sends_us(hub: Hub, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    hub.add(repository(gated=True))
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    assert fetch().path
    assert {seen.token for seen in hub.seen if "/resolve/" in seen.path or seen.path.startswith("/api/")} == {TOKEN}
    assert {seen.token for seen in hub.seen if seen.path.startswith("/models/")} == {None}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"gated": True}, Ending.HUB_GATED),
        ({"private": True}, Ending.HUB_VANISHED),
        ({"id": "tiny/other"}, Ending.HUB_VANISHED),
        ({"revision": "f" * 40}, Ending.HUB_REVISION),
        ({"files": {"config.json": b"{}", "pytorch_model.bin": b"x"}}, Ending.HUB_PICKLES),
        ({"files": {"config.json": b"{}", "model.gguf": b"x"}}, Ending.HUB_NO_WEIGHTS),
        ({"extra": ("../../escape.json",)}, Trouble.UNSAFE_NAME),
        ({"failing": 403}, Trouble.ANSWERED),
    ],
)
def test_what_cannot_be_had_is_told_by_its_reason(changes: dict[str, object], code: str, hub: Hub, store: Store) -> None:
    hub.add(repository(**changes))
    refused(fetch(), code)
    assert store.find(Kind.MODEL, MODEL.pin) is None
    listing = store.listing(Kind.MODEL, MODEL.pin)
    assert (listing.refused if listing else None) == (code if isinstance(code, Ending) else None), "what may pass is not remembered"


def test_a_refusal_is_forgotten_once_it_holds_no_more(hub: Hub, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    hub.add(repository(gated=True))
    refused(fetch(), Ending.HUB_GATED)
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    assert fetch().path == store.find(Kind.MODEL, MODEL.pin)
    listing = store.listing(Kind.MODEL, MODEL.pin)
    assert listing
    assert not listing.refused


def test_the_courses_limits_hold_before_anything_is_loaded(hub: Hub, store: Store) -> None:
    hub.add(repository(sizes={"model.safetensors": 3_000_000}))
    refused(fetch(course=replace(COURSE, hub=Allowed(max_mb=2))), Ending.HUB_TOO_LARGE, size_mb=3.0, limit_mb=2)
    small = replace(COURSE, limits=replace(COURSE.limits, artifact_mb=1))
    refused(fetch(course=small), Ending.HUB_TOO_LARGE, limit_mb=1)
    assert not hub.gets("config.json")
    hub.seen.clear()
    refused(fetch(course=replace(COURSE, hub=Allowed(allow=("tiny/bert",)))), Ending.HUB_NOT_ALLOWED, allowed="tiny/bert")
    assert hub.seen == []


def test_pickles_come_where_the_course_allows_them(hub: Hub, store: Store) -> None:
    hub.add(repository(files={"config.json": b"{}", "pytorch_model.bin": WEIGHTS}))
    brought = fetch(course=replace(COURSE, hub=Allowed(pickles=True)))
    assert brought.path
    assert set(files_of(brought.path)) == {"config.json", "pytorch_model.bin"}


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("model.safetensors", WEIGHTS[:-1] + b"!"),
        ("model.safetensors", WEIGHTS[:-1]),
        ("model.safetensors", WEIGHTS + b"!"),
        ("config.json", b'{"model_type": "vlt"}'),
    ],
)
def test_bytes_that_are_not_those_of_the_listing_are_not_kept(name: str, sent: bytes, hub: Hub, store: Store) -> None:
    damaged = hub.add(repository(sent={name: sent}))
    refused(fetch(), Trouble.DAMAGED, file=name)
    assert store.find(Kind.MODEL, MODEL.pin) is None
    damaged.sent.clear()
    assert fetch().path


def test_without_a_network_that_is_said(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")  # nobody listens there
    refused(fetch(), Trouble.UNREACHABLE)


def test_a_store_that_cannot_be_written_is_told(hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hub.add(repository())
    (tmp_path / "file").write_text("no directory")
    monkeypatch.setenv(VARIABLE, str(tmp_path / "file"))
    refused(fetch(), Trouble.NOT_STORED)


def test_links_that_lie_in_the_way_are_not_followed(hub: Hub, store: Store, tmp_path: Path) -> None:
    hub.add(repository())
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "file").write_bytes(b"mine")
    staging = store.directory(Kind.MODEL, MODEL.pin).with_name(f".{REVISION}.part")
    staging.parent.mkdir(parents=True)
    staging.symlink_to(precious)
    assert fetch().path
    assert {path.name for path in precious.iterdir()} == {"file"}
    other = replace(MODEL, pin=replace(MODEL.pin, revision="a" * 40))
    hub.add(repository(revision="a" * 40))
    staging = store.directory(Kind.MODEL, other.pin).with_name(f".{'a' * 40}.part")
    staging.mkdir()
    (staging / "config.json").symlink_to(precious / "file")
    brought = fetch(other)
    assert brought.path
    assert not any(path.is_symlink() for path in brought.path.iterdir())
    assert (precious / "file").read_bytes() == b"mine"
    planted = store.directory(Kind.MODEL, replace(MODEL.pin, revision="b" * 40))
    (store.root / "models" / "tiny--vit" / f"{'b' * 40}.json").write_bytes(
        store.directory(Kind.MODEL, MODEL.pin).with_suffix(".json").read_bytes().replace(REVISION.encode(), b"b" * 40)
    )
    planted.symlink_to(brought.path)
    assert store.find(Kind.MODEL, replace(MODEL.pin, revision="b" * 40)) is None


#: huggingface_hub hands over ten mebibytes at a time
CHUNK = 10 << 20


@pytest.mark.slow
def test_a_fetch_that_was_killed_goes_on_where_it_stood(hub: Hub, store: Store) -> None:
    weights = os.urandom(1 << 16) * 168  # 10.5 MiB
    interrupted = hub.add(repository(files={**FILES, "model.safetensors": weights}, stops=CHUNK + 1000))
    command = [sys.executable, "-m", "grader", "fetch", f"{NAME}@{REVISION}"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    staging = store.directory(Kind.MODEL, MODEL.pin).with_name(f".{REVISION}.part")
    until(lambda: (staging / "model.safetensors").is_file() and (staging / "model.safetensors").stat().st_size == CHUNK)
    process.send_signal(signal.SIGKILL)
    process.wait()
    interrupted.go_on.set()
    assert store.find(Kind.MODEL, MODEL.pin) is None
    assert not store.directory(Kind.MODEL, MODEL.pin).exists()
    hub.seen.clear()
    brought = fetch()
    assert brought.path
    assert (brought.path / "model.safetensors").read_bytes() == weights
    assert [seen.bytes_from for seen in hub.gets("model.safetensors") if seen.path.startswith("/models/")] == [CHUNK]
    assert not hub.gets("config.json"), "came before the weights, and was right"
    assert not staging.exists()


def until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not done():
        assert time.monotonic() < end, "in vain"
        time.sleep(0.02)


def table(**columns: list[object]) -> bytes:
    buffer = io.BytesIO()
    parquet.write_table(pa.table(columns), buffer)
    return buffer.getvalue()


TRAIN = table(text=["a"], label=[0])
DATA = "news/short"
SET = DataSet(
    task="text-classification", calibration="data/train.parquet", evaluation="data/test.parquet", input="text", label="label",
    labels=("bad", "good"), hub=Pin(id=DATA, revision=REVISION),
)  # fmt: skip
WITH_DATA = replace(COURSE, data={**COURSE.data, "news": SET})


def test_a_data_set_comes_with_the_files_that_the_course_names(hub: Hub, store: Store) -> None:
    files = {
        "data/train.parquet": TRAIN,
        "data/test.parquet": table(text=["b"], label=[1]),
        "news.py": b"raise SystemExit",
    }
    hub.add(Repository(id=DATA, revision=REVISION, kind="datasets", files={**files, "data/more.parquet": table(text=["c"], label=[1])}))
    assert store.located(SET) is None
    brought = fetch(steps.wanted_data("news", WITH_DATA), WITH_DATA)
    assert brought.path == store.root / "data" / "news--short" / REVISION
    assert set(files_of(brought.path)) == {"data/train.parquet", "data/test.parquet"}
    located = store.located(SET)
    assert located
    assert Path(located.evaluation).read_bytes() == files["data/test.parquet"]
    another = replace(SET, evaluation="data/more.parquet")
    assert store.located(another) is None
    course = replace(COURSE, data={"news": SET, "more": another})
    assert fetch(steps.wanted_data("more", course), course).path
    assert store.located(SET)
    assert store.located(another)


@pytest.mark.parametrize(
    ("files", "code", "facts"),
    [
        ({"data/train.parquet": TRAIN}, Trouble.FILE_MISSING, {"file": "data/test.parquet"}),
        (
            {"data/train.parquet": TRAIN, "data/test.parquet": table(sentence=["b"], label=[1])},
            Trouble.COLUMN_MISSING,
            {"file": "data/test.parquet", "column": "text", "columns": "sentence, label"},
        ),
        (
            {"data/train.parquet": TRAIN, "data/test.parquet": b"text,label\nb,1\n"},
            Trouble.NO_PARQUET,
            {"file": "data/test.parquet"},
        ),
    ],
)
def test_a_data_set_that_is_another_than_the_course_says_is_told(
    files: dict[str, bytes], code: str, facts: dict[str, object], hub: Hub, store: Store
) -> None:
    hub.add(Repository(id=DATA, revision=REVISION, kind="datasets", files=files))
    brought = fetch(steps.wanted_data("news", WITH_DATA), WITH_DATA)
    assert (brought.code, {name: brought.facts[name] for name in facts}) == (code, facts)
    assert all(steps.tell_brought(brought, language) for language in Language)


def test_large_files_are_answered_by_a_redirect() -> None:
    """Else the tests above would not have seen one."""
    assert len(WEIGHTS) > LARGE > len(FILES["config.json"])
