"""More than the model is timed: texts are tokenised, files opened, tensors moved or models loaded between the readings.

False alarms: a pipeline does its own preparation and is left alone, and so are regions whose lines speak of an end-to-end
time; data loaders and progress bars are not named, for what they cost is often nothing.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from grader.core.metric import Metric
from grader.core.problem import Problem
from grader.core.words import Confidence, Entry, Severity, Words
from grader.intake.lint.asked import Measured
from grader.intake.lint.call import Call
from grader.intake.lint.code import Code
from grader.intake.lint.devices import device_of
from grader.intake.lint.flow import reached
from grader.intake.lint.models import looks_like_model
from grader.intake.lint.project import Project, Sheet

ENTRY = Entry(
    code="timing-includes-preparation",
    severity=Severity.NOTE,
    confidence=Confidence.LIKELY,
    message=Words(
        ru="Кроме модели, в замер попало и другое: {calls}. Вынесите это за пределы таймера, иначе неизвестно, сколько занимает сама модель.",
        en="Besides the model, the timed region also runs {calls}. Move that outside the timed region; otherwise nobody knows how long the model itself takes.",
    ),
    why=Words(
        ru="Токенизация, чтение файлов, перенос на устройство, загрузка весов и печать занимают одно и то же время до и после сжатия. Они прибавляются к обоим числам, и ускорение кажется меньше, чем оно есть. Если нужен именно полный путь запроса, замерьте его отдельно и так и назовите.",
        en="Tokenising, reading files, moving tensors, loading weights and printing take the same time before and after compression. They are added to both numbers, so the speed-up looks smaller than it is. If the whole path of a request is what you want, time it separately and call it that.",
    ),
    wrong='for text in texts:\n    start = time.perf_counter()\n    inputs = tokenizer(text, return_tensors="pt")\n    model(**inputs)\n    times.append(time.perf_counter() - start)\nlatency = statistics.median(times)',
    right='for text in texts:\n    inputs = tokenizer(text, return_tensors="pt")\n    start = time.perf_counter()\n    model(**inputs)\n    times.append(time.perf_counter() - start)\nlatency = statistics.median(times)',
)
_PREPARING = re.compile(
    r"(?:^|[._])(?:tok|tokenizer|tokeniser|processor|feature_extractor|image_processor|preprocess\w*|transforms?)"
    r"(?:\.(?:encode|encode_plus|batch_encode_plus|apply_chat_template|__call__|preprocess|feature_extractor))?$",
    re.IGNORECASE,
)
_PREPARERS = re.compile(r"(?:Tokenizer\w*|Processor|FeatureExtractor)\.from_pretrained$")
_READING = re.compile(
    r"^(?:PIL\.)?Image\.open$|^cv2\.imread$|^librosa\.load$|^torchaudio\.load$|^(?:soundfile|sf)\.read$|^requests\.get$|^whisper\.load_audio$"
)
_WRITING = re.compile(
    r"^torch\.save$|\.save_pretrained$|^json\.dump$|\.to_csv$|^cv2\.imwrite$|^torchaudio\.save$|^(?:soundfile|sf)\.write$"
)
_LOADING = re.compile(
    r"\.from_pretrained$|^timm\.create_model$|InferenceSession$|^torch\.load$|^torch\.jit\.load$|^whisper\.load_model$|^transformers\.pipeline$"
)
_DEVICE = re.compile(r"device|cuda|gpu", re.IGNORECASE)
_WHOLE = re.compile(r"end.?to.?end|e2e|сквозн|полн\w+ (?:пайплайн|путь|цикл)|вместе с (?:токениз|препроц|предобраб)|включая", re.IGNORECASE)
_MOST = 4


def check(project: Project) -> Iterator[Problem]:
    """Look at every region that times a model."""
    if not project.concerns(Metric.CPU_MS, Metric.GPU_MS, Metric.LATENCY_MS):
        return
    for sheet in project.sheets:
        for region in sheet.measured:
            found = [run.call for run in region.runs if _prepares(sheet.code, run.call)]
            if found and not _whole(sheet, region):
                yield sheet.problem(ENTRY, _timed(sheet.code, region, found[0]).node, {"calls": _named(found)})


def _timed(code: Code, region: Measured, call: Call) -> Call:
    """Return the call between the readings of the clock through which another one runs."""
    ways = (timed for timed in region.timing.calls if any(run.call is call for run in reached(code, (timed,))))
    return next(ways, call)


def _prepares(code: Code, call: Call) -> bool:
    if call.name == "print":
        return call.loop
    if any(pattern.search(call.name) for pattern in (_PREPARING, _READING, _WRITING, _LOADING)):
        return not looks_like_model(code, call.node.func)
    made = code.origin(call.node.func) if isinstance(call.node.func, ast.Name) else ""
    return bool(_PREPARERS.search(made)) or _moves(code, call)


def _moves(code: Code, call: Call) -> bool:
    """Whether a call moves something to a device; to the CPU it stays where it is."""
    if call.method == "cuda":
        return isinstance(call.node.func, ast.Attribute) and not call.name.startswith("torch.")
    target = call.argument(0, "device") if call.method == "to" else None
    if target is None:
        return False
    if device_of(code, call.node) == "cpu":
        return False
    said = target.value if isinstance(target, ast.Constant) else code.name_of(target)
    return isinstance(said, str) and bool(_DEVICE.search(said))


def _whole(sheet: Sheet, region: Measured) -> bool:
    """Whether the lines around the region say that the whole path is meant."""
    first, last = region.timing.start.line, region.timing.stop.line
    return any(_WHOLE.search(line) for line in sheet.source.lines[max(first - 4, 0) : last + 3])


def _named(calls: list[Call]) -> str:
    """Name each call once, as typed: `tokenizer()`, `Image.open()`."""
    names: dict[str, None] = {}
    for call in calls:
        parts: list[str] = []
        function: ast.expr = call.node.func
        while isinstance(function, ast.Attribute):
            parts.append(function.attr)
            function = function.value
        first = function.id if isinstance(function, ast.Name) and len(parts) <= _MOST else ""
        names.setdefault(f"{'.'.join([first, *reversed(parts if first else parts[:1])])}()")
    return ", ".join([*list(names)[:_MOST], *(["…"] if len(names) > _MOST else [])])
