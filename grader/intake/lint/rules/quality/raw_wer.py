"""WER of Whisper on texts as they come: a comma or a capital letter counts as a wrong word.

False alarms: models that write no punctuation (CTC), and any sign of a normaliser anywhere in the pull request.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from grader.core.problem import Problem
from grader.core.words import Confidence, Entry, Severity, Words
from grader.intake.lint.call import Call
from grader.intake.lint.code import Code
from grader.intake.lint.project import Project

_NORMALISES = re.compile(r"normali[sz]|punct|[Cc]lean|jiwer\.(?:Compose|Remove|Strip)|isalnum|isalpha|maketrans|unidecode|transform$")
_LIBRARY = ("jiwer.wer", "jiwer.process_words", "jiwer.compute_measures")

ENTRY = Entry(
    code="wer-without-normalisation",
    severity=Severity.NOTE,
    confidence=Confidence.LIKELY,
    message=Words(
        ru="WER считается на текстах с пунктуацией: запятая делает слово ошибкой. Приведите эталон и ответ к одному виду: нижний регистр, без пунктуации.",
        en="WER is computed on texts with punctuation: a comma turns a right word into an error. Bring reference and answer to the same form: lower case, no punctuation.",
    ),
    why=Words(
        ru="Whisper пишет заглавные буквы и знаки препинания, а в эталонах их часто нет. Тогда WER измеряет оформление, а не "
        "распознавание, и прячет потери от сжатия за постоянной надбавкой. Одного нижнего регистра мало: нужно убрать и пунктуацию, у "
        "эталона и у ответа одинаково.",
        en="Whisper writes capitals and punctuation, references often have none. WER then measures typography instead of recognition, and "
        "hides what compression costs behind a constant surcharge. Lower case alone is not enough: remove punctuation as well, on both "
        "sides alike.",
    ),
    wrong='wer = jiwer.wer(reference, pipe(audio)["text"])',
    right="from transformers.models.whisper.english_normalizer import BasicTextNormalizer\nnormalise = BasicTextNormalizer()\n"
    "wer = jiwer.wer([normalise(t) for t in references], [normalise(t) for t in predictions])",
)


def check(project: Project) -> Iterator[Problem]:
    """Look at calls of a WER from a library, where Whisper is used and nothing normalises."""
    if not any(_speaks_whisper(sheet.code) for sheet in project.sheets) or any(_normalises(sheet.code) for sheet in project.sheets):
        return
    for sheet in project.sheets:
        for call in sheet.code.calls:
            if _is_wer(sheet.code, call):
                yield sheet.problem(ENTRY, call.node)


def _speaks_whisper(code: Code) -> bool:
    return any("whisper" in text.lower() for _, text in code.strings) or any("whisper" in name.lower() for name in code.modules)


def _normalises(code: Code) -> bool:
    """Whether anything here may take punctuation away: a normaliser, a regular expression, a replaced sign."""
    if any(_NORMALISES.search(name) for name in code.names | code.modules) or code.imports("re", "regex"):
        return True
    return any(call.method in {"replace", "strip", "translate"} and _is_sign(call) for call in code.calls)


def _is_sign(call: Call) -> bool:
    given = call.argument(0)
    return call.method == "translate" or (
        isinstance(given, ast.Constant) and isinstance(given.value, str) and bool(re.search(r"[.,!?]", given.value))
    )


def _is_wer(code: Code, call: Call) -> bool:
    if call.name in _LIBRARY:
        return not any((given.arg or "").endswith("_transform") for given in call.node.keywords)
    if call.method != "compute" or not isinstance(call.node.func, ast.Attribute):
        return False
    made = code.origin_call(call.node.func.value)
    return bool(made and made.method in {"load", "load_metric"} and code.constant(made.argument(0)) == "wer")
