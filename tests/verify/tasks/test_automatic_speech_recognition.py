"""Speech recognition: what goes to a worker, what is refused, and error rates that are jiwer's own."""

from __future__ import annotations

import io
import json
import wave
from dataclasses import replace
from pathlib import Path
from typing import Any

import datasets
import jiwer
import numpy as np
import pyarrow
import pyarrow.parquet
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.core.metric import Metric
from grader.core.run import Ending
from grader.verify.endings import Ended
from grader.verify.tasks.automatic_speech_recognition import AutomaticSpeechRecognition, normalised
from grader.verify.tasks.texts import TEXT_BYTES
from grader.worker.replies import KINDS, WrongReply
from tests.verify.tasks.support import at_the_worker, bad, described, write

DATA = described("automatic-speech-recognition", "sound", "said")
TASK = AutomaticSpeechRecognition(DATA, Path())
RATE = 8000
SAMPLES = np.array([0, 1, -1, 32767, -32768] * 20, dtype=np.int16)
WORDS = st.lists(st.sampled_from(["two", "Two,", "to", "too", "—", "stop."]), max_size=5).map(" ".join)
PAIRS = st.lists(st.tuples(WORDS, WORDS.filter(normalised)), min_size=1, max_size=12)


def wav(samples: np.ndarray[Any, Any] = SAMPLES, rate: int = RATE, channels: int = 1) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.astype("<i2").tobytes())
    return buffer.getvalue()


def encoded(kind: str) -> bytes:
    buffer = io.BytesIO()
    soundfile.write(buffer, SAMPLES, RATE, format=kind)
    return buffer.getvalue()


def cell(data: bytes) -> dict[str, Any]:
    """Sound as `datasets` lays it out."""
    return {"bytes": data, "path": None}


@pytest.mark.parametrize(
    "sound",
    [wav(), encoded("FLAC"), cell(wav()), b"RIFF\xff\xff\xff\xff" + wav()[8:]],
    ids=["wav", "flac", "as datasets writes it", "wav of unknown length"],
)
def test_a_worker_gets_the_very_samples_and_their_rate(sound: bytes | dict[str, Any], tmp_path: Path) -> None:
    write(tmp_path, {"sound": [sound], "said": ["stop"]})
    [example] = AutomaticSpeechRecognition(DATA, tmp_path).examples()
    audio = at_the_worker(example.payload)["audio"]
    assert (audio["sampling_rate"], audio["array"].dtype) == (RATE, np.float32)
    assert np.array_equal(audio["array"] * 32768, SAMPLES)
    assert (example.reference, example.reply_bytes) == ("stop", TEXT_BYTES)


def test_a_file_with_the_feature_of_datasets_is_read(tmp_path: Path) -> None:
    schema = datasets.Features({"sound": datasets.Audio(sampling_rate=RATE), "said": datasets.Value("string")}).arrow_schema
    table = pyarrow.Table.from_pydict({"sound": [cell(wav())], "said": ["stop"]}, schema=schema)
    pyarrow.parquet.write_table(table, tmp_path / "evaluation.parquet")
    assert len(AutomaticSpeechRecognition(DATA, tmp_path).examples()) == 1


def test_the_reference_stays_here(tmp_path: Path) -> None:
    write(tmp_path, {"sound": [wav(), wav()], "said": ["stop", "left"]})
    first, second = AutomaticSpeechRecognition(DATA, tmp_path).examples()
    assert first.payload == second.payload
    assert (first.reference, second.reference) == ("stop", "left")


@pytest.mark.parametrize(
    ("sound", "said", "code", "message"),
    [
        (b"", "stop", "unreadable", "a sound cannot be decoded"),
        (b"RIFX and no more", "stop", "unreadable", "a sound cannot be decoded"),
        (encoded("FLAC")[:60], "stop", "unreadable", "a sound cannot be decoded"),
        (wav()[:80], "stop", "unreadable", "ends before its last sample"),
        (wav(SAMPLES[:0]), "stop", "unreadable", "one channel is expected"),
        (wav(channels=2), "stop", "unreadable", "one channel is expected"),
        (wav(rate=2 * RATE), "stop", "sampling-rate", "row 1 has 16000 samples a second, those before have 8000"),
        (wav(), None, "no-text", "row 1 of 'said' is no text but NoneType"),
        (wav(), "", "empty-text", "row 1 of 'said' has no word that counts"),
        (wav(), " … —!", "empty-text", "row 1 of 'said' has no word that counts"),
        (wav(), "é" * TEXT_BYTES, "long-text", "row 1 of 'said' has 8192 bytes, and a reply has room for 4092"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 40 else "",
)
def test_each_fault_of_a_row_has_its_own_message(sound: bytes, said: str | None, code: str, message: str, tmp_path: Path) -> None:
    write(tmp_path, {"sound": [wav(), sound], "said": ["stop", said]})
    error = bad(DATA, tmp_path)
    assert error.code == code
    assert message in error.message


@pytest.mark.parametrize("changes", [{"input": "audio"}, {"label": "audio"}])
def test_a_missing_column_is_named(changes: dict[str, str], tmp_path: Path) -> None:
    write(tmp_path, {"sound": [wav()], "said": ["stop"]})
    error = bad(replace(DATA, **changes), tmp_path)  # type: ignore[arg-type]
    assert (error.code, "no column 'audio'; it has sound, said" in error.message) == ("column", True)


def test_a_column_of_texts_is_no_sound(tmp_path: Path) -> None:
    write(tmp_path, {"sound": [wav()], "said": ["stop"]})
    error = bad(replace(DATA, input="said"), tmp_path)
    assert (error.code, "a sound cannot be decoded" in error.message) == ("unreadable", True)


def test_a_reply_is_a_text_of_a_length_that_is_known() -> None:
    spec = json.loads(TASK.spec)
    encode = KINDS[spec["reply"]].encode
    assert TASK.read(encode("stop — стоп", 1, spec)) == "stop — стоп"
    assert len(encode("", 1, spec)) == TEXT_BYTES
    for wrong, said in (
        ("x" * TEXT_BYTES, "a text of 4096 bytes, more than 4092"),
        (None, "no text (str)"),
        ("\ud800", "no valid Unicode"),
    ):
        with pytest.raises(WrongReply, match=said.replace("(", r"\(").replace(")", r"\)")):
            encode(wrong, 1, spec)


@pytest.mark.parametrize(("length", "data"), [(TEXT_BYTES, b""), (1, b"\xff"), (2**32 - 1, b"a")])
def test_bytes_that_are_no_text_are_refused(length: int, data: bytes) -> None:
    with pytest.raises(Ended) as caught:
        TASK.read(length.to_bytes(4, "little") + data.ljust(TEXT_BYTES - 4, b"\0"))
    assert caught.value.ending is Ending.WRONG_PREDICTION


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Stop,  two!\n", "stop two"),
        ("«Стоп» — два…", "стоп два"),
        ("don't twenty-one", "dont twentyone"),
        ("a\tb\u00a0c", "a b c"),
        ("?!", ""),
    ],
)
def test_texts_are_compared_in_one_form(text: str, form: str) -> None:
    assert normalised(text) == form


@settings(deadline=None)  # the first call loads jiwer
@given(PAIRS, st.integers(0, 100))
def test_rates_are_the_librarys_own_and_lie_in_their_intervals(pairs: list[tuple[str, str]], more: int) -> None:
    predictions, references = [[pair[side] for pair in pairs] for side in (0, 1)]
    wer, cer = TASK.score(predictions, references, len(pairs) + more)
    wanted, got = [normalised(text) for text in references], [normalised(text) for text in predictions]
    assert (wer.metric, wer.value) == (Metric.WER, jiwer.wer(wanted, got))
    assert (cer.metric, cer.value) == (Metric.CER, jiwer.cer(wanted, got))
    for each in (wer, cer):
        assert each.count == len(pairs)
        assert each.low <= each.value <= each.high
        assert more or each.low == each.high, "of a whole evaluation set nothing was sampled"


def test_a_sample_says_more_the_larger_it_is() -> None:
    widths = []
    for times in (10, 40):
        wer, _ = TASK.score(["two", "to", "stop now", ""] * times, ["two", "two", "stop", "left"] * times, 10_000)
        widths.append(wer.high - wer.low)
    assert 0 < widths[1] < 0.7 * widths[0]
