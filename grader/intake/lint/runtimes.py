"""What runs a model: torch on this process's own counters and queues, or an engine that keeps both to itself."""

from __future__ import annotations

import ast
import re

from grader.intake.lint.call import Call
from grader.intake.lint.code import Code
from grader.intake.lint.flow import arguments

_FOREIGN = re.compile(
    r"(?:^|\.)(?:InferenceSession|compile_model|deserialize_cuda_engine|WhisperModel|BatchedInferencePipeline|Translator|Llama"
    r"|Interpreter|create_execution_context|LLM|(?:ORT|OV|TRT)[A-Z]\w*(?:\.\w+)?|OVModel\w*\.from_pretrained)$"
)
#: Objects that fetch their results to the host before they return, whatever device they run on.
_FETCHING = re.compile(r"(?:^|\.)(?:pipeline|\w*Pipeline(?:\.from_pretrained)?|YOLO|RTDETR|SAM)$")
_FETCHING_NAMES = re.compile(
    r"(?:^|_)(?:pipe|pipeline|pipelines|asr|ner|yolo|session|sess|ort|onnx|trt|openvino|ov|engine|interpreter)(?:$|_|\d)"
)
_OBJECT_METHODS = frozenset(
    {"generate", "transcribe", "forward", "predict", "infer", "run", "__call__", "run_with_iobinding", "infer_new_request"}
)


def subject(call: Call) -> ast.expr:
    """Return the model that a call asks: the object of `model.generate(x)`, the callee of `model(x)`."""
    function = call.node.func
    return function.value if isinstance(function, ast.Attribute) and function.attr in _OBJECT_METHODS else function


def makers(code: Code, node: ast.expr, depth: int = 3, by: Call | None = None) -> tuple[Call, ...]:
    """Return the calls that may have made a value: its origin, or for a parameter those of what callers, or only one (`by`), give."""
    made = code.origin_call(node)
    if made:
        return (made,)
    given = tuple(arguments(code, node, by)) if depth else ()
    return tuple(maker for value in given for maker in makers(code, value, depth - 1))


def is_foreign(code: Code, maker: Call) -> bool:
    """Whether a call makes a model that torch does not run; a pipeline is what its model is."""
    if _FOREIGN.search(maker.name):
        return True
    inner = maker.argument(None, "model") if maker.method == "pipeline" else None
    return inner is not None and bool(_FOREIGN.search(code.origin(inner)))


def fetches(code: Code, call: Call) -> bool:
    """Whether the model that is asked waits for its own result; for a model of unknown origin its name decides."""
    model = subject(call)
    made = makers(code, model)
    known = [maker for maker in made if "." in maker.name or _FOREIGN.search(maker.name)]
    if known:
        return all(is_foreign(code, maker) or bool(_FETCHING.search(maker.name)) for maker in known)
    return bool(_FETCHING_NAMES.search(code.name_of(model).rpartition(".")[2].lower()))
