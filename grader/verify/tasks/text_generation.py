"""Text generation: a window of tokens in, the log-probability of each next one out, perplexity.

The text is cut into windows as Hugging Face does it for models of fixed length: each token is scored once, with as much
context as the stride leaves it. So the input holds what is to be predicted, and a program could look. A share of the tokens
is therefore asked for once more, at another fresh start, before that has seen any window: it gets what stands before the
token and must tell the probabilities of all that could come. What a window says more than that, on average and beyond
chance, it can only have from having looked.
"""

from __future__ import annotations

import json
import math
import random
import struct
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from grader.core.errors import BadInput
from grader.core.measurement import Definition, Measurement
from grader.core.metric import Metric
from grader.core.run import Ending
from grader.course import DataSet
from grader.verify.endings import Ended
from grader.verify.statistics import mean_interval, resampled_interval
from grader.verify.tasks.probing import LEAST, SHARE, Probe
from grader.verify.tasks.reading import reading, request, rows
from grader.verify.tasks.task import Example, Prediction, Reference

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from grader.verify.statistics import FloatArray, IntArray

FLOAT = struct.Struct("<d")
#: By so much, in nats, rounding to 16 bits may lift a log-probability above 0, and the logarithm of a sum from 0.
ROUNDING, SUM_ROUNDING = 1e-3, 0.02
#: No softmax in 32 bits says less of a token that occurs.
LOWEST = -1e6
#: Nats by which the log-probabilities of windows may exceed those of prefixes on average: 1 % of the perplexity.
TOLERANCE = 0.01
#: A perplexity is finite, however small the probabilities.
_MAX_LOSS = 700.0


class TextGeneration:
    """Perplexity and loss over a parquet file with a column of texts, tokenised by the course's own tokenizer."""

    name: ClassVar[str] = "text-generation"
    adapter: ClassVar[str] = "text_generation.py"

    def __init__(self, data: DataSet, root: Path) -> None:
        """Describe the task; nothing is read yet."""
        self._data, self._file = data, root / data.evaluation
        self._tokenizer_file = root / (data.tokenizer or "tokenizer.json")
        self.spec = json.dumps({"reply": "log-probabilities"})

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        if not self._tokenizer_file.is_file():
            raise BadInput(self._tokenizer_file, "the tokenizer is not there", code="missing")
        try:
            return Tokenizer.from_file(str(self._tokenizer_file))
        except Exception as error:  # the library raises nothing narrower
            raise BadInput(self._tokenizer_file, f"is no tokenizer: {error}", code="unreadable") from error

    def examples(self) -> Sequence[Example]:
        """Cut the evaluation set into windows; the reference is how many tokens at the end of a window are scored."""
        context, stride, tokenizer = self._data.context or 0, self._data.stride or 0, self._tokenizer
        found = []
        with reading(self._file):
            for row, (text,) in enumerate(rows(self._file, self._data.input)):
                if not isinstance(text, str):
                    raise BadInput(self._file, f"row {row} of {self._data.input!r} is no text but {type(text).__name__}", code="no-text")
                found += [
                    Example(request({"input_ids": list(window)}), FLOAT.size * (len(window) - 1), new)
                    for window, new in windows(tokenizer.encode(text).ids, context, stride)
                ]
        if not found:
            raise BadInput(self._file, "no text has two tokens: there is nothing to predict", code="empty-text")
        return found

    def read(self, payload: bytes) -> tuple[float, ...]:
        """Read log-probabilities."""
        found = tuple(value for (value,) in FLOAT.iter_unpack(payload))
        for place, value in enumerate(found):
            if not LOWEST <= value <= ROUNDING:  # NaN is in no range
                raise Ended(Ending.WRONG_PREDICTION, error=f"{value:.6g} as log-probability {place} of {len(found)}: not a number up to 0")
        return tuple(min(value, 0.0) for value in found)

    def score(self, predictions: Sequence[Prediction], references: Sequence[Reference], population: int) -> tuple[Measurement, ...]:
        """Loss and perplexity: the mean of what each scored token costs in nats, and e to that power; windows are what was sampled."""
        import numpy as np

        counts = np.array([int(reference) for reference in references])
        costs = np.array([_cost(prediction, int(reference)) for prediction, reference in zip(predictions, references, strict=True)])

        def loss(drawn: IntArray) -> FloatArray:
            found: FloatArray = costs[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
            return found

        value = float(costs.sum() / counts.sum())
        low, high = resampled_interval(loss, len(references), population, value)
        return _measured(value, low, high, len(references))

    def probes(self, examples: Sequence[Example], among: Sequence[int]) -> Sequence[Probe]:
        """Choose windows, and in each a token that is scored; in the order of the text no prefix shows what follows a later one."""
        draw, vocabulary = random.SystemRandom(), self._tokenizer.get_vocab_size()
        chosen = draw.sample(list(among), min(len(among), max(LEAST, round(SHARE * len(among)))))
        found = []
        for example in sorted(chosen):
            window, scored = input_ids(examples[example]), int(examples[example].reference)
            place = draw.randrange(len(window) - 1 - scored, len(window) - 1)
            payload = request({"input_ids": window[: place + 1], "vocabulary": vocabulary})
            found.append(Probe(example, place, payload, FLOAT.size * vocabulary, window[place + 1]))
        return found

    def value(self, probe: Probe, payload: bytes) -> float:
        """Return the log-probability of the token that follows; the whole distribution is there, and sums to one."""
        found = self.read(payload)
        total = math.fsum(map(math.exp, found))
        if not abs(math.log(total or math.ulp(0.0))) <= SUM_ROUNDING:
            raise Ended(Ending.WRONG_PREDICTION, error=f"the probabilities of all {len(found)} tokens sum to {total:.6g}, not to 1")
        return found[probe.answer] - math.log(total)

    def hold(self, measured: tuple[Measurement, ...], gains: Sequence[float]) -> tuple[Measurement, ...]:
        """Widen the intervals by what windows and prefixes differ; more than the tolerance is no difference of rounding."""
        if len(gains) < LEAST // 2:
            return ()
        low, high = mean_interval(gains)
        if low > TOLERANCE:
            raise Ended(Ending.LOOKS_AHEAD, gain=round(math.fsum(gains) / len(gains), 3), count=len(gains))
        loss = next(each for each in measured if each.metric is Metric.LOSS)
        return _measured(loss.value, loss.low + min(low, 0.0), loss.high + max(high, 0.0), loss.count)


def windows(ids: Sequence[int], context: int, stride: int) -> Iterator[tuple[Sequence[int], int]]:
    """Yield windows of at most `context` tokens, each beginning `stride` after the one before, and how many at the end of each are scored.

    The first token of a text follows nothing, and is not (https://huggingface.co/docs/transformers/perplexity).
    """
    scored = 1
    for begin in range(0, len(ids), stride):
        end = min(begin + context, len(ids))
        if end > scored:
            yield ids[begin:end], end - scored
        scored = end
        if end == len(ids):
            return


def input_ids(example: Example) -> list[int]:
    """Read the tokens of a window back from its request."""
    length = int.from_bytes(example.payload[:4], "little")
    [fields] = json.loads(example.payload[4 : 4 + length])
    found: list[int] = fields["input_ids"]
    return found


def _cost(prediction: Prediction, scored: int) -> float:
    assert isinstance(prediction, tuple)  # as `read` made it
    return -math.fsum(prediction[-scored:])


def _measured(value: float, low: float, high: float, count: int) -> tuple[Measurement, ...]:
    found = {
        Metric.PPL: [math.exp(min(each, _MAX_LOSS)) for each in (value, low, high)],
        Metric.LOSS: [value, low, high],
    }
    return tuple(
        Measurement(metric=metric, definition=Definition.EVALUATION, unit=metric.unit, value=middle, low=bottom, high=top, count=count)
        for metric, (middle, bottom, top) in found.items()
    )
