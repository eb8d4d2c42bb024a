"""Which methods cannot run on this machine: their runtime is not in the environment, or needs a GPU that is not there.

This is decided by the method that the manifest names and by what is installed, never by what a program says.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec

from grader.core.run import Ending
from grader.core.table import Family, Method
from grader.verify.endings import Ended

#: How a team's program ends when it finds no runtime.
FAILED = frozenset({Ending.IMPORT_FAILED, Ending.PACKAGE_MISSING, Ending.RAISED, Ending.CRASHED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Runtime:
    """What a method runs on: any one of some modules, and a GPU if it can do nothing without one."""

    modules: tuple[str, ...]
    gpu: bool = False


_GPTQ = Runtime(modules=("gptqmodel", "auto_gptq"), gpu=True)
RUNTIMES: dict[tuple[Family, str], Runtime] = {
    (Family.EXPORT, "onnx"): Runtime(modules=("onnxruntime",)),
    (Family.EXPORT, "openvino"): Runtime(modules=("openvino",)),
    (Family.EXPORT, "torchscript"): Runtime(modules=("torch",)),
    (Family.EXPORT, "tensorrt"): Runtime(modules=("tensorrt", "torch_tensorrt"), gpu=True),
    (Family.EXPORT, "tflite"): Runtime(modules=("tflite_runtime", "ai_edge_litert", "tensorflow")),
    (Family.EXPORT, "coreml"): Runtime(modules=("coremltools",)),
    (Family.EXPORT, "gguf"): Runtime(modules=("llama_cpp", "ctransformers", "pywhispercpp")),
    (Family.EXPORT, "ctranslate2"): Runtime(modules=("ctranslate2", "faster_whisper")),
    (Family.EXPORT, "executorch"): Runtime(modules=("executorch",)),
    (Family.QUANTIZATION, "gptq"): _GPTQ,
    (Family.QUANTIZATION, "awq"): Runtime(modules=("awq", "gptqmodel"), gpu=True),
    (Family.QUANTIZATION, "nf4"): Runtime(modules=("bitsandbytes",)),
    (Family.OPTIMISATION, "engine"): Runtime(modules=("vllm", "deepspeed"), gpu=True),
}
OPTIMUM = Runtime(modules=("optimum",))


def absent(method: Method, *, gpu: bool) -> str | None:
    """Name what a method would need and this machine lacks; None where nothing is missing, or nobody knows what it needs."""
    needed = [RUNTIMES.get((method.family, method.variant or "")), OPTIMUM if method.params.get("library") == "optimum" else None]
    for runtime in needed:
        if runtime and not any(find_spec(module) for module in runtime.modules):
            return runtime.modules[0]
        if runtime and runtime.gpu and not gpu:
            return "CUDA"
    return None


def excused(early: Ended, method: Method, *, gpu: bool) -> Ended:
    """Return how a run ended, which is nobody's fault where its program failed and could not have done otherwise."""
    missing = absent(method, gpu=gpu) if early.ending in FAILED else None
    if missing is None:
        return early
    found = Ended(Ending.RUNTIME_ABSENT, runtime=missing, error=str(early.facts.get("error", early.ending.value)))
    found.log = early.log
    return found
