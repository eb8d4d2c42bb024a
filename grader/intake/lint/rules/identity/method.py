"""A row claims a method of which nothing is to be seen in the code.

False alarms: any word of the method anywhere in code, commands, outputs, text cells or file names is enough, comments included;
rows that say "not applicable" and pull requests without a model in their code are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from grader.core.problem import Problem
from grader.core.table import Family
from grader.core.words import Confidence, Entry, Severity, Words
from grader.intake.lint.models import is_loader
from grader.intake.lint.project import Project

ENTRY = Entry(
    code="method-not-in-code",
    severity=Severity.WARNING,
    confidence=Confidence.POSSIBLE,
    message=Words(
        ru="В приложенном коде не видно метода из строки таблицы ({method}). Приложите код, которым получена сжатая модель.",
        en="The submitted code shows no trace of the row's method ({method}). Add the code that made the compressed model.",
    ),
    why=Words(
        ru="Без кода сжатия строку нельзя повторить: неизвестно, какие слои и с какими параметрами изменены. Бывает и так, что измерена исходная модель, потому что сжатие осталось в другом ноутбуке.",
        en="Without the compression code the row cannot be repeated: nobody knows which layers were changed, or how. Sometimes it is the original that was measured, because the compression stayed in another notebook.",
    ),
    wrong="model = AutoModel.from_pretrained(name)\nmeasure(model)  # the row: INT8",
    right="model = AutoModel.from_pretrained(name)\nint8 = quantize_dynamic(model, {nn.Linear}, dtype=torch.qint8)\nmeasure(int8)",
)
_SIGNS = {
    Family.QUANTIZATION: re.compile(
        r"quant|int[48]|u?int8|awq|gptq|bnb|bitsandbytes|half\b|fp16|fp8|nf4|float16|bf16|bfloat16|load_in_|autocast|ggml|gguf|q4_|q8_|precision|torchao|hqq|квант"
    ),
    Family.PRUNING: re.compile(r"prun|spars|mask|прунинг|обрез|l1_|drop_layer|head_mask|remove_layer|layers?\["),
    Family.CLUSTERING: re.compile(r"cluster|kmeans|k_means|k-means|centroid|codebook|кластер|palett|unique\("),
    Family.DISTILLATION: re.compile(r"distil|teacher|student|kl_?div|temperature|учител|ученик|дистил"),
    Family.EXPORT: re.compile(r"onnx|openvino|tensorrt|trt|jit|export|torchscript|coreml|tflite|compile|ort\b|экспорт"),
}


def check(project: Project) -> Iterator[Problem]:
    """Look for the words of each row's method."""
    if not any(is_loader(call.name) for sheet in project.sheets for call in sheet.code.calls):
        return
    text = _text(project)
    for row in project.rows:
        signs = _SIGNS.get(row.method.family)
        if signs and not row.not_applicable and not signs.search(text):
            yield project.problem(ENTRY, project.row_place(row), {"method": row.method_text or str(row.method.family)})


def _text(project: Project) -> str:
    texts = [line for sheet in project.sheets for line in sheet.source.lines if len(line) < 2000]
    texts += [text for sheet in project.sheets for _, text in sheet.source.texts]
    texts += [output.text[:20_000] for sheet in project.sheets for output in sheet.source.outputs]
    texts += [text[:20_000] for text in project.texts.values()]
    texts += [*project.files]
    return "\n".join(texts).lower()
