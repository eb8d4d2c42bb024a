"""Memory that may be RAM or VRAM."""

from __future__ import annotations

from grader.core.words import Entry, Severity, Words

ENTRY = Entry(
    code="memory-unclear",
    severity=Severity.ERROR,
    message=Words(
        ru="Не сказано, RAM или VRAM в столбце {header}. Число не прочитано; назовите память точно.",
        en="{header} does not say whether it is RAM or VRAM. The number was not read; name the memory exactly.",
    ),
    why=Words(
        ru="Оперативная память и память видеокарты - разные величины и измеряются по-разному.",
        en="Main memory and GPU memory are different quantities and are measured differently.",
    ),
)
