"""A checkpoint without a classification head: the head is drawn at random, and the quality is that of guessing.

False alarms: checkpoints that somebody fine-tuned have other names than the base ones listed here; where the pull request
trains, or puts trained weights in, a new head is what one wants. Of saved outputs only those that name a head count.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from grader.core.problem import Problem
from grader.core.words import Confidence, Entry, Severity, Words
from grader.intake.lint.call import Call
from grader.intake.lint.code import Code
from grader.intake.lint.project import Project, Sheet
from grader.intake.lint.training import loads_weights, trains

#: Base checkpoints on the hub: pre-trained, without a head for any task of classification.
_HEADLESS = re.compile(
    r"""^(?: .*-in21k | .*-pt22k | google/vit-mae-\w+
      | (?:google-bert/)?bert-(?:base|large)-(?:multilingual-)?(?:un)?cased | (?:google-bert/)?bert-base-(?:chinese|german-cased)
      | (?:distilbert/)?distil(?:bert-base-(?:multilingual-)?(?:un)?cased|roberta-base)
      | (?:FacebookAI/)?(?:xlm-)?roberta-(?:base|large) | (?:microsoft/)?deberta(?:-v3)?-(?:xsmall|small|base|large)
      | (?:microsoft/)?mdeberta-v3-base | (?:albert/)?albert-(?:base|large|xlarge|xxlarge)-v\d | google/electra-\w+-(?:discriminator|generator)
      | (?:DeepPavlov/)rubert-base-cased(?:-conversational|-sentence)? | (?:ai-forever|sberbank-ai)/ru(?:Bert|Roberta)-(?:base|large)
      | cointegrated/(?:rubert-tiny2?|LaBSE-en-ru) | (?:google/)?mobilebert-uncased | microsoft/MiniLM-L12-H384-uncased
      | google/bert_uncased_L-\d+_H-\d+_A-\d+ | prajjwal1/bert-(?:tiny|mini|small|medium) | huawei-noah/TinyBERT_General_\w+ | answerdotai/ModernBERT-\w+
      | (?:openai-community/)?gpt2(?:-medium|-large)? | (?:google/)?(?:flan-)?t5-\w+ | sentence-transformers/[\w.-]+ | facebook/dinov2-(?:small|base|large|giant)
      | facebook/wav2vec2-(?:base|large|large-lv60|xls-r-300m|xls-r-1b|large-xlsr-53|conformer-\w+)
      | microsoft/wavlm-(?:base|large)(?:-plus)? | facebook/hubert-(?:base|large)-l[sl]\w+ )$""",
    re.VERBOSE,
)
_HEADED = re.compile(
    r"For(?:Sequence|Token|Image|Audio|AudioFrame|Video)?Classification(?:\.from_pretrained)?$|ForQuestionAnswering(?:\.from_pretrained)?$"
)
_TASKS = frozenset(
    {
        "text-classification", "sentiment-analysis", "token-classification", "ner", "image-classification", "audio-classification",
        "question-answering",
    }
)  # fmt: skip
_PRINTED = re.compile(r"newly initialized[^\[]{0,60}\[[^\]]*(?:classifier|score\.weight|qa_outputs|out_proj|head)[^\]]*\]")
_HEADS = frozenset({"fc", "head", "classifier", "heads", "_fc", "last_linear"})
_LAYERS = frozenset({"Linear", "Sequential", "LazyLinear"})

ENTRY = Entry(
    code="random-classification-head",
    severity=Severity.WARNING,
    confidence=Confidence.LIKELY,
    message=Words(
        ru="У {model} нет обученной классификационной головы: она создаётся случайной, и качество здесь на уровне угадывания. Возьмите дообученный чекпойнт или дообучите голову.",
        en="{model} has no trained classification head: it is random, and quality here is that of guessing. Take a fine-tuned checkpoint or train the head.",
    ),
    why=Words(
        ru="У предобученной модели есть только тело. Недостающую голову библиотека создаёт случайной и предупреждает: «newly initialized». Ответы зависят "
        "от seed, и сравнивать по ним исходную и сжатую модель нельзя: от запуска к запуску меняется даже знак разницы.",
        en="A pre-trained model is only a body. The library makes the missing head at random and warns of it: “newly initialized”. Answers depend on the "
        "seed, so the original and the compressed model cannot be compared by them: even the sign of the difference changes between runs.",
    ),
    wrong='model = AutoModelForImageClassification.from_pretrained("google/vit-base-patch16-224-in21k")',
    right='model = AutoModelForImageClassification.from_pretrained("google/vit-base-patch16-224")',
)


def check(project: Project) -> Iterator[Problem]:
    """Look at what models are made from, and at what the library said when they were."""
    if trains(project):
        return
    loads = loads_weights(project)
    for sheet in project.sheets:
        found = list(_made(sheet.code, loads=loads))
        for node, model in found:
            yield sheet.problem(ENTRY, node, {"model": model})
        if not found and not loads:
            yield from _printed(sheet)


def _made(code: Code, *, loads: bool) -> Iterator[tuple[ast.AST, str]]:
    for call in code.calls:
        if call.method == "from_pretrained" and _HEADED.search(call.name):
            model = _text(code, call.argument(0, "pretrained_model_name_or_path"))
            if model and (_HEADLESS.match(model) or _mismatched(code, call)):
                yield call.node, model
        elif call.method == "pipeline" and code.constant(call.argument(0, "task")) in _TASKS:
            model = _text(code, call.argument(1, "model"))
            if model and _HEADLESS.match(model):
                yield call.node, model
        elif call.name == "timm.create_model" and not loads:
            model, classes = _text(code, call.argument(0, "model_name")), call.argument(None, "num_classes")
            trained = code.constant(call.argument(1, "pretrained"))
            if model and trained is True and classes is not None and code.constant(classes) not in (0, 1000):
                yield call.node, model
    if not loads:
        yield from _replaced(code)


def _text(code: Code, node: ast.expr | None) -> str | None:
    """Return an id: a certain text, or what the one call of the function or class around gives for a parameter."""
    value = code.constant(node)
    scope = code.scope_of(node) if isinstance(node, ast.Name) else None
    if value is not None or not isinstance(node, ast.Name) or not isinstance(scope, ast.FunctionDef):
        return value if isinstance(value, str) else None
    names = [given.arg for given in scope.args.args if given.arg != "self"]
    if node.id not in names:
        return None
    holder = code.parents.get(scope)
    made = holder.name if scope.name == "__init__" and isinstance(holder, ast.ClassDef) else scope.name
    given = {code.constant(call.argument(names.index(node.id), node.id)) for call in code.calls if call.name == made}
    only = next(iter(given)) if len(given) == 1 else None
    return only if isinstance(only, str) else None


def _mismatched(code: Code, call: Call) -> bool:
    """Whether a head of another width is allowed to replace the trained one."""
    given = {keyword.arg for keyword in call.node.keywords}
    return code.constant(call.argument(None, "ignore_mismatched_sizes")) is True and bool(given & {"num_labels", "id2label"})


def _replaced(code: Code) -> Iterator[tuple[ast.AST, str]]:
    """Yield `model.fc = nn.Linear(…)` on a ready model of torchvision or timm."""
    for node in code.nodes:
        if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call):
            continue
        target = node.targets[0].value if isinstance(node.targets[0], ast.Subscript) else node.targets[0]
        if isinstance(target, ast.Attribute) and target.attr in _HEADS and code.call_at[node.value].method in _LAYERS:
            origin = code.origin_call(target.value)
            if origin and origin.name.startswith(("torchvision.models.", "timm.create_model")):
                yield node, origin.method if origin.root == "torchvision" else str(code.constant(origin.argument(0)) or "timm")


def _printed(sheet: Sheet) -> Iterator[Problem]:
    """Look for the library's own warning in saved outputs."""
    for output in sheet.source.outputs:
        if not (match := _PRINTED.search(output.text)):
            continue
        cell = next((cell for cell in sheet.source.cells if cell.number == output.cell), None)
        if cell is None:
            continue
        loads = [call for call in sheet.code.calls if cell.first <= call.line < cell.end and call.method in {"from_pretrained", "pipeline"}]
        before = output.text[: match.start()]
        name = re.findall(r"checkpoint at (\S+)", before)
        yield sheet.problem(
            ENTRY, loads[0].node if loads else cell.first, {"model": name[-1] if name else "from_pretrained"}, confidence=Confidence.SURE
        )
