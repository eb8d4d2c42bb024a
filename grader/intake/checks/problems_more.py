"""More problems than anybody reads at once.

False alarms: none; the first ones mostly have one cause, and the rest goes away with it.
"""

from __future__ import annotations

from grader.core.words import Entry, Severity, Words

ENTRY = Entry(
    code="problems-more",
    severity=Severity.NOTE,
    message=Words(
        ru="Ещё замечаний: {count}. Исправьте показанные: у остальных чаще всего та же причина.",
        en="{count} more problems are not shown. Mend the ones that are: the others mostly have the same cause.",
    ),
    why=Words(
        ru="Бот показывает самое важное и не больше, чем можно прочитать. После нового коммита он проверит всё заново.",
        en="The bot shows what matters most, and no more than can be read. After a new commit it checks everything again.",
    ),
)
