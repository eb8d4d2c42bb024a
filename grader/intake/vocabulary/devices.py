"""Devices and hardware by name."""

from __future__ import annotations

from grader.core.metric import Device

#: Names of things that one buys, and the kind of device each one is.
HARDWARE: tuple[tuple[Device, str], ...] = (
    (
        Device.GPU,
        (
            r"(?:\b(?:nvidia|tesla|geforce|quadro|amd|radeon) )*(?:\btesla [a-z]+\d*\w*|"
            r"\b(?:rtx|gtx|rx) ?\w?\d{3,4}(?: ?ti| ?super| ?xt)*(?: laptop)?|"
            r"\b(?:t4|p4|p40|p100|v100|a10g?|a16|a30|a40|a100|a5000|a6000|h100|h200|l4|l40s?|k80|titan(?: \w+)?)\b)(?:[- ]?\d+ ?(?:gb|гб))?"
        ),
    ),
    (
        Device.CPU,
        (
            r"(?:\b(?:intel|amd|apple) )*(?:\bxeon[\w@. -]*|\bryzen[\w -]*|\bepyc[\w -]*|\b(?:core )?i[3579]-\d{3,5}\w*|\bcore i[3579]\b|"
            r"\b(?:apple )m[1-5](?: pro| max| ultra)?\b)"
        ),
    ),
)
#: Every name above has one of these in it.
HINT = r"tesla|rtx|gtx|\brx ?\d|titan|xeon|ryzen|epyc|\bcore i|\bi[3579]-|apple|\b[tpvahlk]\d"
DEVICES: tuple[tuple[Device, str], ...] = (
    (Device.CPU, r"(?<![a-zа-я])(?:cpu|цпу?)(?![a-zа-я])|процессор"),
    (Device.GPU, r"(?<![a-zа-я])(?:gpu|cuda|гпу)(?![a-zа-я])|видеокарт"),
)
