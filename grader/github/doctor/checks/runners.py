"""Whether a machine waits for work."""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.finding import Finding
from grader.core.words import Fact, Severity, Words
from grader.github.doctor.probe import Place, Settings, entry

LABEL = "gpu-jit"

GOOD = entry(
    Severity.NOTE, "runner-online",
    Words(ru="машин с меткой {label} на связи: {count}", en="runners online with the label {label}: {count}"),
    Words(ru="Подтверждённые запуски начнутся сразу.", en="Approved runs begin at once."),
)  # fmt: skip
NONE = entry(
    Severity.ERROR, "runner-absent",
    Words(ru="на связи нет ни одной машины с меткой {label}", en="no runner with the label {label} is online"),
    Words(
        ru="Запуски ждут машину сутки, потом GitHub их отменяет. Запустите на машине ops/runner.sh.",
        en="Runs wait a day for a machine, then GitHub cancels them. Start ops/runner.sh on the machine.",
    ),
)  # fmt: skip
ENTRIES = (GOOD, NONE)


def check(place: Place, settings: Settings) -> Iterator[Finding]:
    """Count the machines."""
    listed = settings.setting("actions/runners?per_page=100") or {"runners": []}
    fitting = [each for each in listed["runners"] if LABEL in {label["name"] for label in each["labels"]} and each["status"] == "online"]
    facts: dict[str, Fact] = {"label": LABEL, "count": len(fitting)}
    yield Finding.of(GOOD, facts) if fitting else Finding.of(NONE, facts, command=f"ops/runner.sh {place.repository}")
