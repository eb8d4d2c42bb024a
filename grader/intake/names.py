"""Names inside text: metrics, devices, hardware."""

from __future__ import annotations

import re
from functools import lru_cache

from grader.core.metric import Device, Metric
from grader.intake.vocabulary import devices, metrics

_COMPLEMENT = re.compile("|".join(f"(?P<{metric}>{pattern})" for metric, pattern in metrics.COMPLEMENTS))
_METRIC = re.compile("|".join(f"(?P<{metric}>{pattern})" for metric, pattern in metrics.METRICS))
_FOREIGN = re.compile(metrics.FOREIGN)
_DEVICES = [(device, re.compile(pattern)) for device, pattern in devices.DEVICES]
_HARDWARE = [(device, re.compile(pattern, re.IGNORECASE)) for device, pattern in devices.HARDWARE]
_HINT = re.compile(devices.HINT)


def metrics_in(text: str) -> tuple[tuple[Metric, ...], bool]:
    """Return the quality metrics that lower-case text names, in its order, and whether it is one minus them."""
    text = text.replace("_", " ")
    if complements := list(_COMPLEMENT.finditer(text)):
        return tuple(Metric(str(match.lastgroup)) for match in complements), True
    found = [Metric(str(match.lastgroup)) for match in _METRIC.finditer(_FOREIGN.sub(" ", text))]
    return tuple(dict.fromkeys(found)), False


@lru_cache(maxsize=1024)
def device_in(text: str) -> Device | None:
    """Return the one device that lower-case text names, by kind or by hardware; None where it names both or none."""
    named = {device for device, pattern in _DEVICES if pattern.search(text)}
    named = named or {device for device, pattern in _HARDWARE if pattern.search(text)}
    return named.pop() if len(named) == 1 else None


@lru_cache(maxsize=4096)
def may_name_hardware(shape: str) -> bool:
    """Take a quick look at a text, or at its shape, for anything that may be hardware; most cells have none."""
    return bool(_HINT.search(shape.lower()))


def hardware_in(text: str) -> str | None:
    """Return the hardware that a text names, as written."""
    return next((match.group().strip() for _, pattern in _HARDWARE if (match := pattern.search(text))), None)


def without_hardware(text: str) -> str:
    """Take the names of hardware out of a text: their digits are no results."""
    for _, pattern in _HARDWARE:
        text = pattern.sub(" ", text)
    return text
