"""What code does with models: where one is loaded, where it is asked, and on which device."""

from __future__ import annotations

import ast
import re

from grader.intake.lint.call import Call
from grader.intake.lint.code import Code, Function
from grader.intake.lint.flow import arguments

#: Calls that make a model; a name that starts with a dot is a method of any class.
_LOADERS = re.compile(
    r"""(?: (?:^|\.)(?:AutoModel\w*|\w+For[A-Z]\w+|\w+Model|OV\w+|ORT\w+|\w+Pipeline)\.from_pretrained
      | ^transformers\.pipeline | (?:^|\.)pipeline
      | ^timm\.create_model | ^timm\.models\.create_model | ^torchvision\.models\.[\w.]+ | ^torch\.hub\.load
      | ^torch\.jit\.(?:load|trace|script|freeze|optimize_for_inference) | ^torch\.load | ^torch\.compile
      | (?:^|\.)quantize_dynamic | (?:^|\.)(?:convert|convert_fx|prepare|fuse_modules)$
      | (?:^|\.)InferenceSession | (?:^|\.)compile_model | (?:^|\.)deserialize_cuda_engine
      | ^ultralytics\.(?:YOLO|RTDETR|SAM) | ^whisper\.load_model | ^faster_whisper\.WhisperModel | ^copy\.deepcopy
      | (?:^|\.)from_quantized )$""",
    re.VERBOSE,
)
_NAMES = re.compile(
    r"(?:^|_)(?:model|net|network|pipe|pipeline|classifier|student|teacher|session|sess|asr|ner|generator|recognizer|yolo)(?:$|_|\d)"
)
_NO_MODELS = ("_name", "_id", "_path", "_size", "_dir", "_input", "_inputs", "_config")
#: Methods that run a model, whatever it is called.
_METHODS = frozenset({"generate", "transcribe", "forward", "predict", "infer", "run", "__call__", "predict_proba", "run_with_iobinding"})
#: Methods of these names are many other things too, so the object must look like a model.
_COMMON = frozenset({"run", "predict", "infer", "forward", "__call__"})
#: Calls that wait for the device because they need its result on the host.
_WAITING = frozenset({"item", "cpu", "numpy", "tolist", "synchronize", "decode", "batch_decode", "block_until_ready", "add_batch"})
#: Python's own numbers and numpy's arrays are on the host.
_NUMBERS = frozenset({"float", "int", "bool", "numpy.array", "numpy.asarray"})
#: Methods and callables that wait by themselves before they return.
_SYNCHRONOUS = frozenset({"generate", "transcribe", "run", "run_with_iobinding", "predict", "infer"})


def is_loader(name: str) -> bool:
    """Whether a call by this full name makes a model."""
    return bool(_LOADERS.search(name))


def looks_like_model(code: Code, node: ast.expr, depth: int = 3) -> bool:
    """Whether an expression is a model: by where its value comes from, else by its name, else by what callers give for it."""
    origin = code.origin(node)
    if origin and is_loader(origin):
        return True
    if origin.rpartition(".")[2] in code.classes:
        return is_module(code, code.classes[origin.rpartition(".")[2]])
    last = code.name_of(node).rpartition(".")[2]
    if _NAMES.search(last.lower()) and not last.lower().endswith(_NO_MODELS):
        return True
    return depth > 0 and any(looks_like_model(code, given, depth - 1) for given in arguments(code, node))


def is_module(code: Code, defined: ast.ClassDef) -> bool:
    """Whether a class of this source is a torch module."""
    return any(
        code.name_of(base).rpartition(".")[2] in {"Module", "Sequential", "PreTrainedModel", "LightningModule"} for base in defined.bases
    )


def is_inference(code: Code, call: Call) -> bool:
    """Whether a call asks a model for its outputs."""
    function = call.node.func
    if is_loader(call.name) or call.name in code.aliases.values() or not (call.node.args or call.node.keywords):
        return False
    if isinstance(function, ast.Attribute) and call.method in _METHODS:
        return call.method not in _COMMON or looks_like_model(code, function.value)
    if isinstance(function, ast.Name) and (function.id in code.functions or function.id in code.classes):
        return False
    return isinstance(function, ast.Name | ast.Attribute) and call.method not in _METHODS and _called_model(code, call, function)


def _called_model(code: Code, call: Call, function: ast.expr) -> bool:
    """Whether the thing that is called is a model: `model(x)`, `self.student(**batch)`, not `model.parameters(x)`."""
    if isinstance(function, ast.Name):
        return looks_like_model(code, function)
    return call.root == "self" and call.name.count(".") == 1 and looks_like_model(code, function)


def runs_inference(code: Code, call: Call) -> bool:
    """Whether a call asks a model, itself or in the function of this source that it means."""
    return is_inference(code, call) or any(is_inference(code, inner) for inner in within(code, code.followed(call)))


def within(code: Code, function: Function | None) -> tuple[Call, ...]:
    """Return the calls in the body of a function of this source; none without a function."""
    return tuple(code.calls_of(function)) if function else ()


def waits(call: Call) -> bool:
    """Whether a call returns only when the device has done its work."""
    fetched = call.name in _NUMBERS or (
        call.method == "to" and any(isinstance(x, ast.Constant) and x.value == "cpu" for x in call.node.args)
    )
    return fetched or call.method in _WAITING or call.method in _SYNCHRONOUS


def is_synchronous(code: Code, call: Call) -> bool:
    """Whether an inference waits for its own result: generation, pipelines, ONNX Runtime and the like."""
    if call.method in _SYNCHRONOUS:
        return True
    origin = code.origin(call.node.func)
    return origin.rpartition(".")[2] in {"pipeline", "InferenceSession", "compile_model", "YOLO"} or ".ORT" in origin or ".OV" in origin


def uses_cuda(code: Code) -> bool:
    """Whether anything may run on a GPU here: a device named in a string, or a call that moves to it."""
    named = any(re.match(r"cuda(?::\d+)?$|CUDAExecutionProvider$|gpu(?::\d+)?$", text, re.IGNORECASE) for _, text in code.strings)
    return named or any(call.method == "cuda" or call.name == "torch.cuda.synchronize" for call in code.calls)
