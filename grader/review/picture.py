"""The plot as a PNG, by matplotlib; imported only when a picture is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.font_manager import findfont, get_font

from grader.core.words import Language
from grader.review.figures import Plot, Point
from grader.review.wording import phrases

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_FONT = "DejaVu Sans"  # comes with matplotlib and knows Cyrillic
_CLAIMED = "#d55e00"  # vermilion of the Okabe-Ito palette: apart from every colour of cividis
_LOG_FROM = 20.0
_GAP = 0.13  # between labels of two lines, as a share of the axes
_TOUCH = 0.03


def draw(chart: Plot, path: Path, language: Language) -> None:
    """Draw the plot at the width of a phone, with letters that can be read there.

    Raises:
        OSError: the file cannot be written.
    """
    words = phrases(language)
    figure = Figure(figsize=(6.0, 5.2), dpi=160, layout="constrained")
    axes = figure.add_subplot()
    figure.suptitle(words.chart.title, fontsize=15, fontname=_FONT)
    _scale(axes, chart)
    colours = _colours(chart)
    for index, point in enumerate(chart.points):
        shade = "#888888" if colours is None or point.quality is None else colours.to_rgba(np.array(point.quality))
        _claimed(axes, point)
        wide = 14 + 9 * sum(_together(axes, point, other) for other in chart.points[index + 1 :])
        axes.plot(point.time, point.size, "o", markersize=wide, markerfacecolor=shade, markeredgecolor="black", zorder=3)
    _labels(axes, chart)
    if colours is not None and chart.quality:
        bar = figure.colorbar(colours, ax=axes, shrink=0.8, pad=0.02)
        bar.set_label(words.chart.legend(words.metric(chart.quality)), fontsize=12, fontname=_FONT)
        bar.ax.tick_params(labelsize=11)
    if any(point.moved for point in chart.points):
        axes.plot(
            [], [], "o", markersize=11, markerfacecolor="none", markeredgecolor=_CLAIMED, markeredgewidth=2, label=words.chart.claimed
        )
        axes.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), frameon=False, prop={"family": _FONT, "size": 12}, handletextpad=0.2)
    axes.set_xlabel(words.chart.latency, fontsize=13, fontname=_FONT)
    axes.set_ylabel(words.chart.size, fontsize=13, fontname=_FONT)
    axes.tick_params(labelsize=12)
    axes.grid(visible=True, color="#dddddd", zorder=0)
    figure.savefig(path)


def _scale(axes: Axes, chart: Plot) -> None:
    """Leave room round the points; take logarithms where one value is many times another."""
    times = [value for point in chart.points for value in (point.time, point.claimed_time) if value is not None]
    sizes = [value for point in chart.points for value in (point.size, point.claimed_size) if value is not None]
    for values, set_scale, set_limits in ((times, axes.set_xscale, axes.set_xlim), (sizes, axes.set_yscale, axes.set_ylim)):
        low, high = min(values), max(values)
        if low > 0 and high / low > _LOG_FROM:
            set_scale("log")
            set_limits(low / (high / low) ** 0.12, high * (high / low) ** 0.2)
        else:
            room = (high - low) or abs(high) or 1.0
            set_limits(max(0.0, low - 0.2 * room) if low >= 0 else low - 0.2 * room, high + 0.25 * room)


def _colours(chart: Plot) -> ScalarMappable | None:
    qualities = [point.quality for point in chart.points if point.quality is not None]
    if not qualities:
        return None
    room = 0.0 if max(qualities) > min(qualities) else 0.5
    return ScalarMappable(Normalize(min(qualities) - room, max(qualities) + room), "cividis")


def _claimed(axes: Axes, point: Point) -> None:
    """Draw where the row claimed to be, and an arrow to where it is."""
    if not point.moved:
        return
    claimed = (
        point.time if point.claimed_time is None else point.claimed_time,
        point.size if point.claimed_size is None else point.claimed_size,
    )
    axes.plot(*claimed, "o", markersize=13, markerfacecolor="none", markeredgecolor=_CLAIMED, markeredgewidth=2, zorder=2)
    arrow = {"arrowstyle": "-|>", "color": _CLAIMED, "linewidth": 2, "shrinkA": 8, "shrinkB": 9}
    axes.annotate("", xy=(point.time, point.size), xytext=claimed, arrowprops=arrow, zorder=2)


def _together(axes: Axes, one: Point, other: Point) -> bool:
    """Tell whether two rows share a place: then the later is drawn inside the earlier."""
    ends = axes.transLimits.transform([axes.transScale.transform((point.time, point.size)) for point in (one, other)])
    return bool(np.hypot(*(ends[0] - ends[1])) < _TOUCH)


def _labels(axes: Axes, chart: Plot) -> None:
    """Write each label beside its point, on the side with more room, and move apart those that would lie on each other."""
    sides: dict[bool, list[tuple[float, float, str]]] = {False: [], True: []}
    for point in chart.points:
        across, up = axes.transLimits.transform(axes.transScale.transform((point.time, point.size)))
        sides[across > 0.5].append((up, across, _label(point)))
    style: dict[str, Any] = {"fontsize": 12, "fontname": _FONT, "parse_math": False, "va": "center", "zorder": 4}
    box = {"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "none", "alpha": 0.75}
    for left, labels in sides.items():
        labels.sort()
        side: dict[str, Any] = {"ha": "right" if left else "left", "bbox": box, "transform": axes.transAxes}
        for (_, across, text), height in zip(labels, _apart([label[0] for label in labels]), strict=True):
            axes.text(across + (-0.05 if left else 0.05), height, text, **side, **style)


def _apart(heights: list[float]) -> list[float]:
    """Move sorted heights apart, upwards as far as there is room, then downwards."""
    for index in range(1, len(heights)):
        heights[index] = max(heights[index], heights[index - 1] + _GAP)
    top = 1 - _GAP / 2
    for index in reversed(range(len(heights))):
        heights[index] = min(heights[index], top - _GAP * (len(heights) - 1 - index))
    return heights


def _label(point: Point) -> str:
    known = get_font(findfont(_FONT)).get_charmap()
    name = "".join(char if ord(char) in known else "□" for char in point.label)
    if point.quality is None:
        return name
    if point.claimed_quality is None:
        return f"{name}\n{point.quality:.3g}"
    return f"{name}\n{point.claimed_quality:.3g} → {point.quality:.3g}"
