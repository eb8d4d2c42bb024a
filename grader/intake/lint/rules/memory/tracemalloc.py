"""RAM by tracemalloc, which counts what Python allocates: tensors and sessions allocate theirs elsewhere.

False alarms: none known where torch, ONNX Runtime or OpenVINO run the model.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.metric import Metric
from grader.core.problem import Problem
from grader.core.words import Entry, Severity, Words
from grader.intake.lint.memory import OWN_PROCESS
from grader.intake.lint.project import Project

ENTRY = Entry(
    code="ram-tracemalloc",
    severity=Severity.WARNING,
    message=Words(
        ru="`tracemalloc` считает только память, которую выделяет сам Python: веса и активации torch и ONNX Runtime в неё не входят. Измерьте пик `rss` отдельного процесса и вычтите значение до загрузки модели.",
        en="`tracemalloc` counts only what Python itself allocates: the weights and activations of torch and ONNX Runtime are not in it. Take the peak `rss` of a process of its own minus the value from before the model was loaded.",
    ),
    why=Words(
        ru="Тензоры выделяются кодом на C++, мимо распределителя Python. Поэтому модель на гигабайт выглядит в tracemalloc как несколько мегабайт, и сжатая модель почти не отличается от исходной.",
        en="Tensors are allocated by C++ code that bypasses Python's allocator. A one-gigabyte model therefore looks like a few megabytes to tracemalloc, and a compressed one hardly differs from the original.",
    ),
    wrong="tracemalloc.start()\nmodel(x)\ncurrent, peak = tracemalloc.get_traced_memory()",
    right=OWN_PROCESS,
)
_ENGINES = (
    "torch",
    "onnxruntime",
    "optimum",
    "openvino",
    "transformers",
    "timm",
    "torchvision",
    "ultralytics",
    "whisper",
    "faster_whisper",
)


def check(project: Project) -> Iterator[Problem]:
    """Look at every reading of traced memory."""
    if project.concerns(Metric.RAM_MB):
        for sheet in project.sheets:
            if sheet.code.imports(*_ENGINES):
                yield from (sheet.problem(ENTRY, call.node) for call in sheet.code.called("tracemalloc.get_traced_memory"))
