"""Memory columns that repeat each other or the size of the weights.

False alarms: RAM and VRAM are measured in different ways and agree to three digits by chance in one row of some hundred;
where both also agree with the size, in far fewer. `torch.cuda.memory_allocated` right after loading gives the size of the
weights to the byte if all tensors fill whole blocks of 512 bytes: that is not the peak, so one such cell is only a note.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.metric import Metric
from grader.core.problem import Problem
from grader.core.table import Reading
from grader.core.words import Entry, Severity, Words
from grader.intake.digits import same, shown, significant, step
from grader.intake.sight import Sight

_WHY = Words(
    ru="Во время инференса к весам добавляются активации, буферы и сам фреймворк, а RAM и VRAM измеряются разными способами. Поэтому эти "
    "числа почти никогда не совпадают до последней цифры ни друг с другом, ни с размером файла. Если память не измерялась, прочерк честнее и "
    "ничего не стоит: RAM - это пик процесса минус значение до загрузки модели, VRAM - пик по данным драйвера или `torch.cuda.max_memory_allocated`.",
    en="Inference adds activations, buffers and the framework itself to the weights, and RAM and VRAM are measured in different ways. So these "
    "numbers hardly ever agree to the last digit with each other or with the size of the file. If memory was not measured, a dash is honest and "
    "costs nothing: RAM is the peak of the process minus its value before loading, VRAM the peak by the driver or `torch.cuda.max_memory_allocated`.",
)
ENTRY = Entry(
    code="memory-copied",
    severity=Severity.WARNING,
    message=Words(
        ru="RAM и VRAM ({memory}) совпадают с размером модели ({size}). Память измерялась отдельно? Если нет, поставьте прочерк - это не снижает оценку.",
        en="RAM and VRAM ({memory}) equal the size of the model ({size}). Was memory measured on its own? If not, write a dash: that costs nothing.",
    ),
    why=_WHY,
)
EQUAL = Entry(
    code="memory-equal",
    severity=Severity.NOTE,
    message=Words(
        ru="RAM и VRAM совпадают до последней цифры ({memory}). Проверьте, не попало ли одно число в оба столбца.",
        en="RAM and VRAM agree to the last digit ({memory}). Please check that one number did not get into both columns.",
    ),
    why=_WHY,
)
AS_SIZE = Entry(
    code="memory-as-size",
    severity=Severity.NOTE,
    message=Words(
        ru="Память {memory} до последней цифры равна размеру модели. Это измеренный пик во время инференса или размер весов?",
        en="The memory {memory} equals the size of the model to the last digit. Is it the measured peak during inference, or the size of the weights?",
    ),
    why=_WHY,
)
ENTRIES = (ENTRY, EQUAL, AS_SIZE)


def check(sight: Sight) -> Iterator[Problem]:
    """Compare the memory cells of each row with each other and with its size."""
    for row in sight.rows:
        ram, vram, size = (row.cells.get(metric) for metric in (Metric.RAM_MB, Metric.VRAM_MB, Metric.SIZE_MB))
        if ram and vram and same(ram, vram):
            if size and significant(ram) >= 2 and _rounded(size, ram):
                yield Problem.of(ENTRY, sight.place(row, ram), {"memory": shown(ram), "size": shown(size)})
            elif significant(ram) >= 3:
                yield Problem.of(EQUAL, sight.place(row, ram), {"memory": shown(ram)})
        elif size and significant(size) >= 4:
            for memory in filter(None, (ram, vram)):
                if same(memory, size):
                    yield Problem.of(AS_SIZE, sight.place(row, memory), {"memory": shown(memory)})


def _rounded(size: Reading, memory: Reading) -> bool:
    """Whether the memory is the size, perhaps printed with fewer digits."""
    return same(size, memory) or abs(size.value - memory.value) <= step(memory) / 2
