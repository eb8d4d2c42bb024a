"""From code to contract: a first draft of `compress`, `load` and `predict` where a team's code makes the pieces evident."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from grader.core.problem import Fix, Place, Problem
from grader.core.table import Family
from grader.core.words import Confidence, Entry, Severity, Words
from grader.intake.lint.call import Call
from grader.intake.lint.code import Code
from grader.intake.lint.ids import loaded
from grader.intake.lint.keys import masked
from grader.intake.lint.predicting import TIMM, Task, task_of
from grader.intake.lint.project import Project, Sheet
from grader.intake.lint.shrinking import Kind, Shrinking, imported, shrinking

ENTRY = Entry(
    code="adapter-draft",
    severity=Severity.NOTE,
    confidence=Confidence.POSSIBLE,
    message=Words(
        ru="Из вашего кода собран черновик адаптера ({pieces}). Проверьте в нём каждую строку кода и сохраните его как {file}: тогда бот сможет сам измерить результат.",
        en="A draft adapter was put together from your code ({pieces}). Check every line of it and save it as {file}; then the bot can measure the result itself.",
    ),
    why=Words(
        ru="Бот измеряет не ноутбук, а три функции: `compress` один раз готовит файлы, `load` их загружает, `predict` отвечает на примеры. Таймер, память и метрику бот берёт на себя, поэтому от ноутбука остаётся обычно 15–35 строк. Черновик никто не запускал.",
        en="The bot measures three functions, not a notebook: `compress` prepares the files once, `load` loads them, `predict` answers the examples. The bot takes care of the clock, the memory and the metric, so usually 15–35 lines of a notebook remain. Nobody has run the draft.",
    ),
)
ENTRIES = (ENTRY,)
FIRST_LINE = "# ЧЕРНОВИК: собран из вашего кода и не запускался. / DRAFT: put together from your code, never run."
_CONTRACT = ("compress", "load", "predict")
#: A model that is trained here is not made from the original alone.
_TRAINING = frozenset({"backward", "Trainer", "Seq2SeqTrainer", "DistillationTrainer"})
_MODEL_CLASS = re.compile(r"(?:^|\.)(?P<name>(?:Auto|ORT|OV)?\w*(?:For[A-Z]\w+|MTModel|LMHeadModel))\.from_pretrained$")
_PROCESSOR_CLASS = re.compile(r"(?:^|\.)(?P<name>\w*(?:Processor|Tokenizer(?:Fast)?|FeatureExtractor))\.from_pretrained$")
_NOT_LIFTED = "    # вставьте сюда своё сжатие: перенести его не удалось / put your compression here: it could not be carried over"
#: Masks that the team's code leaves on are taken off; where it takes them off itself, nothing more is needed.
_UNMASKED = """    for module in model.modules():
        for name, _ in list(module.named_parameters(recurse=False)):
            if name.endswith("_orig"):
                {prune}.remove(module, name.removesuffix("_orig"))"""
_PRUNE = "torch.nn.utils.prune"
_CLUSTERED = "    # кластеры пока лежат как fp32: сохраните номера и центры, чтобы файл стал меньше / still fp32: save indices and centres"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pieces:
    """What a source shows: the call that loads the model, its class (or timm's `id`), the task, the compression, whether it predicts."""

    sheet: Sheet
    load: Call
    name: str
    task: Task
    shrink: Shrinking
    processor: str
    predicts: bool
    id: str = ""

    @property
    def shown(self) -> tuple[str, ...]:
        """Name the functions of the contract whose pieces are evident."""
        lifted = bool(self.shrink.body) or self.shrink.kind is Kind.EXPORT
        return tuple(name for name, is_there in zip(_CONTRACT, (lifted, True, self.predicts), strict=True) if is_there)


def draft(project: Project, directory: str | None) -> Iterator[Problem]:
    """Yield a draft for a pull request whose rows have no adapter; `directory` is where the team's files belong, if known."""
    if not _wanted(project):
        return
    every = [pieces for sheet in project.sheets if (pieces := _pieces(sheet)) and len(pieces.shown) > 1]
    for pieces in sorted(every, key=lambda pieces: -len(pieces.shown))[:1]:
        text = masked(_written(pieces))
        file = f"{pieces.shrink.kind if pieces.shrink.kind is not Kind.PLAIN else 'adapter'}.py"
        if not _is_contract(text):
            return
        facts = {"pieces": ", ".join(pieces.shown), "file": f"{directory}/{file}" if directory else file}
        found = pieces.sheet.problem(ENTRY, pieces.load.node, facts, fix=Fix(text=text))
        yield replace(found, place=Place(path=f"{directory}/{file}")) if directory else found


def _wanted(project: Project) -> bool:
    """Whether a compressed row has no adapter, and no code of the pull request is one."""
    if any(set(_CONTRACT) <= {function.name for function in sheet.code.defined} for sheet in project.sheets):
        return False
    if project.manifest is None:
        return True
    return any(row.code is None and row.reason is None and row.method.family is not Family.ORIGINAL for row in project.manifest.rows)


def _pieces(sheet: Sheet) -> _Pieces | None:
    code = sheet.code
    loads = [(call, match["name"]) for call in code.calls if (match := _MODEL_CLASS.search(call.name)) and task_of(match["name"])]
    if any(call.method in _TRAINING for call in code.calls):
        return None
    if not loads:
        return _pieces_of_timm(sheet)
    exports = [(call, name) for call, name in loads if name.startswith(("ORT", "OV")) and _exports(code, call)]
    call, name = (exports or loads)[0]
    task = task_of(name)
    assert task is not None, "loads of other classes were left out"
    shrink = Shrinking(kind=Kind.EXPORT) if exports else shrinking(code)
    processors = [match["name"] for other in code.calls if (match := _PROCESSOR_CLASS.search(other.name))]
    return _Pieces(
        sheet=sheet,
        load=call,
        name=name,
        task=task,
        shrink=shrink or Shrinking(kind=Kind.PLAIN),
        processor=processors[0] if processors and _fits(processors[0], task) else task.processor,
        predicts=any(other.method in task.signs for other in code.calls),
    )


def _pieces_of_timm(sheet: Sheet) -> _Pieces | None:
    made = next((found for found in loaded(sheet.code) if found.call.name.startswith("timm.")), None)
    if made is None:
        return None
    shrink = shrinking(sheet.code) or Shrinking(kind=Kind.PLAIN)
    predicts = any(call.method in TIMM.signs for call in sheet.code.calls)
    return _Pieces(sheet=sheet, load=made.call, name="", task=TIMM, shrink=shrink, processor="", predicts=predicts, id=made.id)


def _exports(code: Code, call: Call) -> bool:
    """Whether a call converts a model while it loads it."""
    return any(given.arg in {"export", "from_transformers"} and code.constant(given.value) is True for given in call.node.keywords)


def _fits(processor: str, task: Task) -> bool:
    """Whether a processor takes the task's inputs: a tokenizer texts, any other pictures or sound."""
    return ("Tokenizer" in processor) == ("Tokenizer" in task.processor)


def _written(pieces: _Pieces) -> str:
    """Put the draft together."""
    kind, name = pieces.shrink.kind, pieces.name
    dynamic = kind is Kind.DYNAMIC and bool(pieces.shrink.body)
    write = _timm if pieces.id else _export if kind is Kind.EXPORT else _dynamic if dynamic else _saved
    compress, load = write(pieces)
    library = "optimum.onnxruntime" if name.startswith("ORT") else "optimum.intel" if name.startswith("OV") else "transformers"
    theirs = {"import timm"} if pieces.id else {f"from transformers import {pieces.processor}", f"from {library} import {name}"}
    imports = {"import torch", *theirs, *pieces.shrink.imports}
    if _keeps_masks(pieces.shrink) and _prune(pieces.shrink) == _PRUNE:
        imports.add(f"import {_PRUNE}")
    if dynamic and not pieces.id:
        imports.add("from transformers import AutoConfig")
    shrink = [f"def shrink(model):\n{_indented(pieces.shrink.body)}\n    return model"] if pieces.shrink.body else []
    body = pieces.task.predict.replace("{field}", pieces.task.field)
    predict = f"@torch.inference_mode()\ndef predict(model, inputs):\n    model, processor = model\n{body}"
    parts = ["\n".join([FIRST_LINE, *_grouped(imports)])]
    constants = [text for text in pieces.shrink.before if not text.startswith(("def ", "@"))]
    functions = [text for text in pieces.shrink.before if text not in constants]
    parts += ["\n".join(constants)] if constants else []
    return "\n\n\n".join([*parts, *functions, *shrink, compress, load, predict]) + "\n"


def _grouped(imports: set[str]) -> list[str]:
    """Sort import statements, those from one module as one."""
    split = [statement.partition(" import ") for statement in imports if statement.startswith("from ")]
    modules = sorted({module for module, _, _ in split})
    together = [f"{module} import {', '.join(sorted(names for other, _, names in split if other == module))}" for module in modules]
    return [*sorted(statement for statement in imports if statement.startswith("import ")), *together]


def _saved(pieces: _Pieces) -> tuple[str, str]:
    """Write `compress` and `load` for a model that its own library saves and loads."""
    lines = [f"    model = {pieces.name}.from_pretrained(source)"]
    lines += ["    model = shrink(model)"] if pieces.shrink.body else []
    lines += [_UNMASKED.format(prune=_prune(pieces.shrink))] if _keeps_masks(pieces.shrink) else []
    lines += [_NOT_LIFTED] if not pieces.shrink.body and pieces.shrink.kind is not Kind.PLAIN else []
    lines += [_CLUSTERED] if pieces.shrink.kind is Kind.CLUSTERING else []
    lines += ["    model.save_pretrained(target)", f"    {pieces.processor}.from_pretrained(source).save_pretrained(target)"]
    dtype = ', torch_dtype="auto"' if pieces.shrink.kind is Kind.HALF else ""
    load = [
        f"    model = {pieces.name}.from_pretrained(path{dtype}).to(device).eval()",
        f"    return model, {pieces.processor}.from_pretrained(path)",
    ]
    return "\n".join(["def compress(source, target):", *lines]), "\n".join(["def load(path, device):", *load])


def _keeps_masks(shrink: Shrinking) -> bool:
    """Whether the lifted code prunes and leaves the masks to be removed elsewhere."""
    return shrink.kind is Kind.PRUNING and bool(shrink.body) and not any("prune.remove(" in text for text in (*shrink.before, *shrink.body))


def _prune(shrink: Shrinking) -> str:
    """Return the name of torch's module of pruning: the short one where the lifted code imports it, for it may be a function's too."""
    short = "prune"
    return short if imported(short, _PRUNE) in shrink.imports else _PRUNE


def _dynamic(pieces: _Pieces) -> tuple[str, str]:
    """Write them for int8 modules, which only their state is saved of."""
    build = f"{pieces.name}.from_config" if pieces.name.startswith("Auto") else pieces.name
    compress = f"""def compress(source, target):
    model = shrink({pieces.name}.from_pretrained(source).eval())
    torch.save(model.state_dict(), target / "int8.pt")
    model.config.save_pretrained(target)
    {pieces.processor}.from_pretrained(source).save_pretrained(target)"""
    load = f"""def load(path, device):
    model = shrink({build}(AutoConfig.from_pretrained(path)).eval())
    model.load_state_dict(torch.load(path / "int8.pt"))
    return model, {pieces.processor}.from_pretrained(path)"""
    return compress, load


def _timm(pieces: _Pieces) -> tuple[str, str]:
    """Write them for a model of timm, of which the weights are saved and the name is known."""
    shrink = pieces.shrink
    again = shrink.kind in (Kind.DYNAMIC, Kind.HALF) and bool(shrink.body)
    lines = [f'    model = timm.create_model({pieces.id!r}, checkpoint_path=str(source / "model.safetensors")).eval()']
    lines += ["    model = shrink(model)"] if shrink.body else []
    lines += [_UNMASKED.format(prune=_prune(shrink))] if _keeps_masks(shrink) else []
    lines += [_NOT_LIFTED] if not shrink.body and shrink.kind is not Kind.PLAIN else []
    lines += [_CLUSTERED] if shrink.kind is Kind.CLUSTERING else []
    lines += ['    torch.save(model.state_dict(), target / "model.pt")']
    load = [f"    model = timm.create_model({pieces.id!r}).eval()"]
    load += ["    config = timm.data.resolve_model_data_config(model)"]
    load += ["    model = shrink(model)"] if again else []
    load += ['    model.load_state_dict(torch.load(path / "model.pt"))']
    load += ["    return model.to(device), timm.data.create_transform(**config)"]
    return "\n".join(["def compress(source, target):", *lines]), "\n".join(["def load(path, device):", *load])


def _export(pieces: _Pieces) -> tuple[str, str]:
    """Write them for a model that is converted to another runtime."""
    compress = f"""def compress(source, target):
    {pieces.name}.from_pretrained(source, export=True).save_pretrained(target)
    {pieces.processor}.from_pretrained(source).save_pretrained(target)"""
    choice = (
        'provider="CUDAExecutionProvider" if device == "cuda" else "CPUExecutionProvider"'
        if pieces.name.startswith("ORT")
        else "device=device"
    )
    load = f"""def load(path, device):
    model = {pieces.name}.from_pretrained(path, {choice})
    return model, {pieces.processor}.from_pretrained(path)"""
    return compress, load


def _indented(statements: tuple[str, ...]) -> str:
    return "\n".join(f"    {line}" for statement in statements for line in statement.split("\n"))


def _is_contract(text: str) -> bool:
    """Whether a text is Python that defines the three functions."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return False
    return set(_CONTRACT) <= {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
