"""The table claims memory, and nothing in the pull request measures any.

False alarms: any known word of a memory reading, in code, shell lines or strings, counts as measuring, and so does a function
about memory that is imported from a file that is not here. RAM and VRAM are looked for apart.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.metric import Metric
from grader.core.problem import Problem
from grader.core.words import Confidence, Entry, Severity, Words
from grader.intake.lint.memory import OWN_PROCESS, RAM_WORDS, VRAM_WORDS, used_lines
from grader.intake.lint.models import is_inference, is_loader
from grader.intake.lint.project import Project, Sheet

ENTRY = Entry(
    code="memory-not-measured",
    severity=Severity.WARNING,
    confidence=Confidence.LIKELY,
    message=Words(
        ru="В таблице указано: {column} {value}, но ни один файл этого pull request память ({column}) не измеряет. Добавьте код замера или поставьте прочерк: это честно и не снижает оценку.",
        en="The table claims {column} {value}, but no file of this pull request measures {column}. Add the code that does, or write a dash: that is honest and costs no points.",
    ),
    why=Words(
        ru="Память во время работы складывается из весов, активаций, буферов и самих библиотек, поэтому она не равна размеру файла, и вывести её из него нельзя. Число без кода никто не сможет повторить.",
        en="Memory in use is made up of weights, activations, buffers and the libraries themselves, so it is not the size of the file and cannot be derived from it. Without the code nobody can repeat the number.",
    ),
    wrong='ram_mb = os.path.getsize("model.pt") / 1e6',
    right=OWN_PROCESS,
)
_WANTED = ((Metric.RAM_MB, "RAM", RAM_WORDS), (Metric.VRAM_MB, "VRAM", VRAM_WORDS))


def check(project: Project) -> Iterator[Problem]:
    """Look at the memory cells of every row, where there is code that loads or asks a model."""
    if not any(_models(sheet) for sheet in project.sheets if not sheet.is_adapter) or any(_elsewhere(sheet) for sheet in project.sheets):
        return
    texts = [text for sheet in project.sheets for text in used_lines(sheet.source.lines)]
    for metric, column, words in _WANTED:
        if any(words.search(text) for text in texts):
            continue
        for row in project.claiming(metric):
            reading = row.cells.get(metric)
            if reading and reading.value > 0:
                yield project.problem(ENTRY, project.row_place(row, metric), {"column": column, "value": reading.text or reading.written})


def _models(sheet: Sheet) -> bool:
    return any(is_loader(call.name) or is_inference(sheet.code, call) for call in sheet.code.calls)


def _elsewhere(sheet: Sheet) -> bool:
    """Whether a function that may measure memory comes from a module that is not here."""
    code = sheet.code
    names = (name.rpartition(".")[2].lower() for name in code.aliases.values())
    return any(word in name for name in names for word in ("memory", "ram_", "_ram", "vram", "benchmark", "profil"))
