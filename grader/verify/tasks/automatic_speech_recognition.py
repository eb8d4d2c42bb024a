"""Automatic speech recognition: one utterance in, its text out, WER and CER."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from grader.core.errors import BadInput
from grader.core.measurement import Measurement
from grader.core.metric import Metric
from grader.course import DataSet
from grader.verify.tasks.classification import resampled
from grader.verify.tasks.reading import read_text, reading, request, rows
from grader.verify.tasks.task import Example, Prediction, Reference
from grader.verify.tasks.texts import SPEC, TEXT_BYTES, reference_text

if TYPE_CHECKING:
    import jiwer

    from grader.verify.statistics import FloatArray, IntArray


class AutomaticSpeechRecognition:
    """WER and CER over a parquet file with a column of sound and one of texts; both are taken of all utterances together."""

    name: ClassVar[str] = "automatic-speech-recognition"
    adapter: ClassVar[str] = "automatic_speech_recognition.py"
    spec = SPEC

    def __init__(self, data: DataSet, root: Path) -> None:
        """Describe the task; nothing is read yet."""
        self._data, self._file = data, root / data.evaluation

    def examples(self) -> Sequence[Example]:
        """Read the evaluation set: samples as `predict` will get them, all at one rate, and texts as they are written."""
        first = 0
        found = []
        with reading(self._file):
            for row, (cell, text) in enumerate(rows(self._file, self._data.input, self._data.label)):
                rate, samples = sound(cell)
                first = first or rate
                if rate != first:
                    raise BadInput(self._file, f"row {row} has {rate} samples a second, those before have {first}", code="sampling-rate")
                payload = request({"audio": {"audio": [rate, 0, len(samples)]}}, samples)
                found.append(Example(payload, TEXT_BYTES, reference_text(self._file, self._data.label, row, text, normalised)))
        return found

    def read(self, payload: bytes) -> str:
        """Read a text."""
        return read_text(payload)

    def score(self, predictions: Sequence[Prediction], references: Sequence[Reference], population: int) -> tuple[Measurement, ...]:
        """Word and character error rates: edits over the length of the references, both normalised alike."""
        import jiwer

        pairs = [(normalised(str(wanted)), normalised(str(got))) for got, wanted in zip(predictions, references, strict=True)]
        return (
            _rate(Metric.WER, [jiwer.process_words(wanted, got) for wanted, got in pairs], population),
            _rate(Metric.CER, [jiwer.process_characters(wanted, got) for wanted, got in pairs], population),
        )


def sound(cell: object) -> tuple[int, bytes]:
    """Decode a cell of sound, as `datasets` writes it or bare: samples a second, and the samples as 32-bit floats from -1 to 1.

    Decoding happens here, once, on the course's own files: what is timed is the model, not the FLAC.

    Raises:
        ValueError: it is no sound, a damaged one, one of several channels or one without a sample.
    """
    import soundfile

    found = cell.get("bytes") if isinstance(cell, dict) else cell
    encoded = found if isinstance(found, bytes) else b""
    if encoded[:4] == b"RIFF" and len(encoded) < _riff_bytes(encoded):  # libsndfile makes do with what there is
        raise ValueError("a sound ends before its last sample")
    try:
        samples, rate = soundfile.read(io.BytesIO(encoded), dtype="float32", always_2d=True)
    except soundfile.SoundFileError as error:
        raise ValueError(f"a sound cannot be decoded: {error}") from error
    if samples.shape[1] != 1 or not len(samples):
        raise ValueError(f"a sound has {samples.shape[1]} channels of {len(samples)} samples; one channel is expected, and not empty")
    return rate, samples.astype("<f4").tobytes()


def _riff_bytes(encoded: bytes) -> int:
    """Read how long a WAV file says it is; 0 where it was written into a pipe and could not know."""
    size = int.from_bytes(encoded[4:8], "little")
    return 0 if size == 0xFFFFFFFF else 8 + size


def normalised(text: str) -> str:
    """Bring a text to the form that is compared: lower case, no punctuation (a hyphen joins), one space between words."""
    return str(_normaliser()(text))


@cache
def _normaliser() -> Callable[[str], object]:
    import jiwer

    punctuation = jiwer.RemovePunctuation()  # type: ignore[no-untyped-call]
    return jiwer.Compose([jiwer.ToLowerCase(), punctuation, jiwer.SubstituteRegexes({r"\s+": " "}), jiwer.Strip()])


def _rate(metric: Metric, compared: Sequence[jiwer.WordOutput | jiwer.CharacterOutput], population: int) -> Measurement:
    """Divide all edits by the length of all references; utterances are what was sampled."""
    import numpy as np

    edits = np.array([each.substitutions + each.deletions + each.insertions for each in compared])
    lengths = np.array([each.substitutions + each.deletions + each.hits for each in compared])

    def rate(drawn: IntArray) -> FloatArray:
        found: FloatArray = edits[drawn].sum(axis=1) / lengths[drawn].sum(axis=1)
        return found

    return resampled(metric, float(edits.sum() / lengths.sum()), rate, len(compared), population)
