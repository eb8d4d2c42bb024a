"""A time without its device."""

from __future__ import annotations

from grader.core.words import Entry, Severity, Words

ENTRY = Entry(
    code="device-missing",
    severity=Severity.WARNING,
    message=Words(
        ru="Не сказано, на CPU или GPU измерено время в {header}; его нельзя сверить. Допишите устройство в заголовок.",
        en="{header} does not say whether the time is for CPU or GPU, so it cannot be verified. Add the device to the header.",
    ),
    why=Words(
        ru="Одна модель на CPU и GPU отличается в десятки раз. Устройство может стоять в заголовке, в столбце или над таблицей.",
        en=("One model differs tens of times between CPU and GPU. The device may stand in the header, in a column or above the table."),
    ),
)
