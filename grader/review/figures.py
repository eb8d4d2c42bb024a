"""One plot: size against latency, quality as colour, and an arrow from each claimed place to the measured one.

A bot cannot attach a picture to a comment, so the comment holds a Mermaid chart, which GitHub draws; the PNG goes into the
evidence and to whoever runs the grader locally.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from grader.core.measurement import Definition, Measurement
from grader.core.metric import Kind, Metric
from grader.core.verdict import Card, JudgedRow, Outcome
from grader.core.words import Language
from grader.review import escape
from grader.review.wording import phrases

#: From low to high: four steps of cividis, which reads the same to colour-blind people.
_RAMP = ("#00224e", "#575d6d", "#a59c74", "#fee838")
_LABEL = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A row on the plot; sizes in MB, times in ms. A claimed value is given only where it is off."""

    label: str
    size: float
    time: float
    quality: float | None
    claimed_size: float | None = None
    claimed_time: float | None = None
    claimed_quality: float | None = None

    @property
    def moved(self) -> bool:
        """Whether the row claimed another place than it has."""
        return self.claimed_size is not None or self.claimed_time is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """The rows that have both numbers, and which metric the colour stands for."""

    points: tuple[Point, ...]
    quality: Metric | None


def plot(card: Card) -> Plot | None:
    """Collect what can be plotted: one kind of time and of quality, those that most rows have; None for fewer than two rows."""
    time = _most_common(card.rows, Kind.TIME, Definition.PER_EXAMPLE)
    quality = _most_common(card.rows, Kind.QUALITY, Definition.EVALUATION)
    several = len({row.model for row in card.rows}) > 1
    points = tuple(point for row in card.rows if time and (point := _point(row, time, quality, several=several)))
    return Plot(points=points, quality=quality) if len(points) > 1 else None


def mermaid(card: Card, language: Language) -> str:
    """Write the plot as a Mermaid quadrant chart; empty where there is nothing to compare."""
    chart = plot(card)
    if not chart:
        return ""
    words = phrases(language).chart
    times, sizes = [point.time for point in chart.points], [point.size for point in chart.points]
    qualities = [point.quality for point in chart.points if point.quality is not None]
    lines = [
        "quadrantChart",
        f'  x-axis "{words.latency}: {_short(min(times))}" --> "{_short(max(times))}"',
        f'  y-axis "{words.size}: {_short(min(sizes))}" --> "{_short(max(sizes))}"',
        f'  quadrant-1 "{words.large_slow}"',
        f'  quadrant-2 "{words.large_fast}"',
        f'  quadrant-3 "{words.small_fast}"',
        f'  quadrant-4 "{words.small_slow}"',
    ]
    taken: list[tuple[float, float]] = []
    for point in chart.points:
        shown = "" if point.quality is None else f" ({_short(point.quality)})"
        colour = _RAMP[0] if point.quality is None else _RAMP[round(_share(point.quality, qualities) * (len(_RAMP) - 1))]
        across, up = _free(_spread(point.time, times), _spread(point.size, sizes), taken)
        place = f"[{across:.2f}, {up:.2f}]"
        lines.append(
            f'  "{_mermaid_label(point.label)}{shown}": {place} radius: 8, color: {colour}, stroke-color: #888888, stroke-width: 1px'
        )
    return "\n".join(lines)


def png(card: Card, path: Path, language: Language) -> bool:
    """Draw the plot into a file; False where there is nothing to compare.

    Raises:
        ModuleNotFoundError: matplotlib is not installed (extra `plots`).
        OSError: the file cannot be written.
    """
    chart = plot(card)
    if chart:
        from grader.review.picture import draw

        draw(chart, path, language)
    return chart is not None


def _point(row: JudgedRow, time: Metric, quality: Metric | None, *, several: bool) -> Point | None:
    sizes = [one for one in row.measurements if one.metric is Metric.SIZE_MB]
    size = next((one for one in sizes if one.definition is Definition.FOLDER), None)
    latency = _find(row, time, Definition.PER_EXAMPLE)
    if size is None or latency is None:
        return None
    score = _find(row, quality, Definition.EVALUATION) if quality else None
    method = row.method_text or row.method.family.value
    return Point(
        label=escape.terminal(f"{row.model} · {method}" if several and row.model else method, _LABEL),
        size=size.value,
        time=latency.value,
        quality=score.value if score else None,
        claimed_size=_off(row, Metric.SIZE_MB),
        claimed_time=_off(row, time),
        claimed_quality=_off(row, quality) if quality else None,
    )


def _off(row: JudgedRow, metric: Metric) -> float | None:
    """Return a claim that is off and was compared as it stands; a time judged by its speed-up has no place on our axis."""
    return next(
        (
            verdict.claim.value
            for verdict in row.verdicts
            if verdict.metric is metric and verdict.outcome is Outcome.OFF and verdict.claim
            if verdict.measurement and verdict.measurement.unit is metric.unit
        ),
        None,
    )


def _find(row: JudgedRow, metric: Metric, definition: Definition) -> Measurement | None:
    return next((one for one in row.measurements if one.metric is metric and one.definition is definition), None)


def _most_common(rows: Iterable[JudgedRow], kind: Kind, definition: Definition) -> Metric | None:
    counts = Counter(one.metric for row in rows for one in row.measurements if one.metric.kind is kind and one.definition is definition)
    return counts.most_common(1)[0][0] if counts else None


def _mermaid_label(label: str) -> str:
    """Keep letters, digits and a few signs: Mermaid has its own quotes, comments and entities."""
    kept = "".join(char if (char.isalnum() and ord(char) < 0x10000) or char in " .,+-_%()" else " " for char in label)
    return re.sub(r"%+", "%", " ".join(kept.split())) or "?"


def _share(value: float, values: list[float]) -> float:
    low, high = min(values), max(values)
    return (value - low) / (high - low) if high > low else 1.0


def _spread(value: float, values: list[float]) -> float:
    """Place a value on an axis from 0 to 1 with a margin for the labels."""
    return 0.08 + 0.74 * _share(value, values)


def _free(across: float, up: float, taken: list[tuple[float, float]]) -> tuple[float, float]:
    """Move a point down until its label lies on no other; the chart shows an order, not a scale."""
    while up > 0.06 and any(abs(across - x) < 0.3 and abs(up - y) < 0.05 for x, y in taken):
        up -= 0.06
    taken.append((across, up))
    return across, up


def _short(value: float) -> str:
    return f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"
