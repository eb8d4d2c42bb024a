"""What a column of a results table holds, after its header (in a transposed table: a row, after its label)."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from functools import lru_cache

from grader.core.metric import Device, Kind, Metric
from grader.intake.encoding import DAMAGE
from grader.intake.names import device_in, metrics_in
from grader.intake.numbers import SCALES, Scale, per_of
from grader.intake.text import plus_minus, words
from grader.intake.vocabulary import columns as vocabulary
from grader.intake.vocabulary import metrics as metric_words
from grader.intake.vocabulary import units
from grader.intake.vocabulary.columns import Part

_NAMES = [(name, re.compile(pattern)) for name, pattern in vocabulary.NAMES]
_METHOD = re.compile(vocabulary.METHOD)
_CHANGES = re.compile(vocabulary.CHANGES)
_RATIOS = re.compile(vocabulary.RATIOS)
_SPREADS = re.compile(vocabulary.SPREADS)
_OTHER_TIMES = re.compile(vocabulary.OTHER_TIMES)
_AFTERWARDS = re.compile(vocabulary.AFTERWARDS)
_BEFORE, _AFTER = re.compile(vocabulary.BEFORE), re.compile(vocabulary.AFTER)
_WITH_SPREAD = re.compile(vocabulary.WITH_SPREAD)
_CONDITIONS = re.compile(vocabulary.CONDITIONS)
_PREFERRED = re.compile(vocabulary.PREFERRED)
_TOTAL = re.compile(units.TOTAL)
_FOREIGN = re.compile(metric_words.FOREIGN)
_TRUENESS = re.compile(metric_words.TRUENESS)
_BOTH_MEMORIES = re.compile(
    r"(?:памят\w*|mem\w*)[ (]+(?:cpu ?/ ?gpu|gpu ?/ ?cpu)\b|\bram ?(?:[/,+&]|и|and) ?v-?ram|v-?ram ?(?:[/,+&]|и|and) ?ram\b"
)
_BOTH = ((Device.CPU, re.compile(r"\bcpu\b|\bram\b|\bозу\b")), (Device.GPU, re.compile(r"\bgpu\b|\bv-?ram\b|видеопам")))
_PER = re.compile(rf"{units.PER_SIGN} ?(?:1 |one |один |одну )?([^\W\d_]+)")
_CHUNKS = re.compile(r"[(),;:\[\]|]")
_LETTERS = re.compile(r"[^\W\d_]+|%")
_UNIT = re.compile(rf"([^\W\d_]+|%) ?(?:{units.PER_SIGN} ?([^\W\d_]+))?")
#: Spelling is compared up to these lengths: the longest known header has 25 characters, the longest known word 13.
LONGEST_NAME, LONGEST_WORD = 30, 20
#: More than this is prose; it names no column.
LONGEST_HEADER = 160
#: Words that a misspelt header is held against, in the form `grader.intake.text.words` gives.
_KNOWN_WORDS = sorted({word for header in vocabulary.KNOWN for word in _LETTERS.findall(words(header)) if len(word) > 4})


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """The meaning of a header; `part` is None where it is not known, a metric where the column holds just that one.

    `metrics` are the quality metrics that the header names, in its order; `complement` says that it names one minus them.
    `devices` are both devices in the header's order, where it names both: two numbers of a cell are for one each.
    """

    part: Part | Metric | None
    metrics: tuple[Metric, ...] = ()
    complement: bool = False
    unit: str | None = None
    scale: Scale | None = None
    per: str | None = None
    percent: bool = False
    device: Device | None = None
    devices: tuple[Device, ...] = ()
    parameter: str | None = None
    preferred: bool = False
    misspelt: bool = False

    @property
    def has_values(self) -> bool:
        """Whether its cells hold results."""
        return isinstance(self.part, Metric) or self.part in (Part.TIME, Part.MEMORY, Part.QUALITY)

    @property
    def has_names(self) -> bool:
        """Whether its cells say which row this is."""
        return self.part in (Part.MODEL, Part.METHOD)


@lru_cache(maxsize=1024)
def read_header(header: str) -> Column:
    """Read a header or row label, given as raw Markdown; a misspelt one is read as the nearest known one."""
    text = words(header).replace("_", " ")
    if len(text) > LONGEST_HEADER or DAMAGE in text:
        return Column(part=None)
    column = _read(text)
    if column.part is None and (mended := _mend(text)) != text:
        mended_column = _read(mended, misspelt=True)
        return mended_column if mended_column.part else column
    return column


def nearest(header: str) -> str:
    """Return the known header that is spelt most like this one; a cell of prose is like none, so only its start is compared."""
    return _nearest(words(header)[:LONGEST_NAME])


@lru_cache(maxsize=1024)
def _nearest(text: str) -> str:
    matcher = difflib.SequenceMatcher(b=text)  # which prepares its second text once for all comparisons
    quick: list[tuple[float, str]] = []
    for known in vocabulary.KNOWN:
        matcher.set_seq1(known.lower())
        quick.append((matcher.quick_ratio(), known))
    best = sorted(quick, reverse=True)[:5]  # an upper bound of the ratio, in a tenth of the time
    return max(best, key=lambda item: difflib.SequenceMatcher(None, item[1].lower(), text).ratio())[1]


def _read(text: str, *, misspelt: bool = False) -> Column:
    text = _WITH_SPREAD.sub(r"\1 ", plus_minus(text))
    unit, scale, per = _unit(text)
    metrics, complement = metrics_in(text)
    part = _part(_AFTERWARDS.sub(" ", text), scale, metrics)
    if (isinstance(part, Metric) or part in (Part.TIME, Part.MEMORY, Part.QUALITY)) and _BEFORE.search(text) and not _AFTER.search(text):
        part = Part.CHANGE
    if part is Part.QUALITY and not metrics and _TRUENESS.search(text):
        metrics = (Metric.ACCURACY,)
    physical = scale if scale and scale.kind is not Kind.QUALITY else None
    percent = "%" in text or (scale is not None and scale.kind is Kind.QUALITY)
    return Column(
        part=part,
        metrics=metrics if part is Part.QUALITY and not _FOREIGN.search(text) else (),  # beside a foreign name, whose is the number?
        complement=complement,
        unit=unit if physical else None,
        scale=physical,
        per="total" if _TOTAL.search(text) else per or next(filter(None, map(per_of, _PER.findall(text))), None),
        percent=percent,
        device=device_in(text),
        devices=_devices(text),
        parameter=next((name for name, pattern in vocabulary.PARAMETERS if re.search(pattern, text)), None),
        preferred=bool(_PREFERRED.search(text)),
        misspelt=misspelt,
    )


def _part(text: str, scale: Scale | None, metrics: tuple[Metric, ...]) -> Part | Metric | None:
    """Decide what a header names; the order is from the telling to the vague."""
    measured = scale is not None and scale.kind is not Kind.QUALITY
    if _CHANGES.search(text) or _SPREADS.search(text):
        return Part.METHOD if _METHOD.match(text) else Part.CHANGE
    if _METHOD.search(text) and not measured and not metrics:
        return Part.METHOD
    if not measured and _FOREIGN.search(text):
        return Part.QUALITY if metrics else Part.CHANGE
    if not measured and _RATIOS.search(text):
        return Part.CHANGE
    if not measured and not metrics and _CONDITIONS.search(text):
        return Part.PARAMETER
    if _BOTH_MEMORIES.search(text):
        return Part.MEMORY
    named = next((name for name, pattern in _NAMES if pattern.search(text)), None)
    if named in (Metric.GZ_MB, Metric.VRAM_MB, Metric.RAM_MB):
        return named
    if metrics and not measured:
        return Part.QUALITY
    return _by_unit(text, named, scale)


def _by_unit(text: str, named: Part | Metric | None, scale: Scale | None) -> Part | Metric | None:
    """Let the unit overrule or complete the name: `GPU (MB)` is memory, `GPU (ms)` a time."""
    if named is Part.TIME or (scale and scale.kind is Kind.TIME):
        return Part.REMARK if _OTHER_TIMES.search(text) else Part.TIME
    if scale is None or scale.kind is Kind.QUALITY:
        return named
    if named in (Metric.SIZE_MB, Part.MEMORY):
        return named
    if device := device_in(text):
        return Metric.VRAM_MB if device is Device.GPU else Metric.RAM_MB
    return Metric.SIZE_MB if named is Part.MODEL else None


def _unit(text: str) -> tuple[str | None, Scale | None, str | None]:
    """Find the unit that a header states: alone between brackets or commas, else as a word that is nothing but a unit."""
    chunks = [chunk.strip(" .") for chunk in _CHUNKS.split(text)]
    for chunk in reversed(chunks):
        match = _UNIT.fullmatch(chunk)
        if match and match[1] in SCALES:
            return match[1], SCALES[match[1]], per_of(match[2])
    for chunk in reversed(chunks):
        for match in _UNIT.finditer(chunk):
            if match[1] in SCALES and match[1] not in units.SHORT:
                return match[1], SCALES[match[1]], per_of(match[2])
    return None, None, None


def _devices(text: str) -> tuple[Device, ...]:
    places = sorted((match.start(), device) for device, pattern in _BOTH if (match := pattern.search(text)))
    return tuple(device for _, device in places) if len(places) > 1 else ()


def _mend(text: str) -> str:
    return _LETTERS.sub(lambda match: _known_word(match.group()), text) if len(text) <= 2 * LONGEST_NAME else text


@lru_cache(maxsize=4096)
def _known_word(word: str) -> str:
    close = difflib.get_close_matches(word, _KNOWN_WORDS, n=1, cutoff=0.8) if 4 < len(word) <= LONGEST_WORD else []
    return close[0] if close else word
