"""What the code of teams can import: a list made from the locked environment, so that it can be told where nothing of that is installed.

`environment.txt` has a line for each top-level module: its name, the distribution that brings it, and `main` where the project's
extra `verify` names that distribution itself. `make environment` writes it.
"""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("environment.txt")
SHOWN = 5
#: What does the work of well-known packages that are not there, the best first.
_INSTEAD = {
    "cv2": ("PIL",), "torchvision": ("PIL", "transformers"), "timm": ("transformers",), "skimage": ("PIL",), "imageio": ("PIL",),
    "librosa": ("scipy", "soundfile"), "torchaudio": ("scipy", "soundfile"), "resampy": ("scipy",), "audioread": ("soundfile",),
    "tensorflow": ("torch", "transformers"), "keras": ("torch", "transformers"), "jax": ("torch",), "flax": ("torch",),
    "faiss": ("sklearn", "scipy"), "kmeans_pytorch": ("sklearn",), "fast_pytorch_kmeans": ("sklearn",), "polars": ("pandas", "pyarrow"),
    "auto_gptq": ("torch",), "gptqmodel": ("torch",), "awq": ("torch",), "bitsandbytes": ("torch",), "hqq": ("torch",),
    "quanto": ("torch",), "torchao": ("torch",), "torch_pruning": ("torch",), "nncf": ("openvino", "torch"),
    "neural_compressor": ("onnxruntime", "torch"), "optimum": ("onnxruntime", "openvino"), "onnxsim": ("onnx",), "tf2onnx": ("onnx",),
    "tensorrt": ("onnxruntime",), "accelerate": ("torch",), "peft": ("transformers",), "pytorch_lightning": ("torch",),
    "lightning": ("torch",), "sentence_transformers": ("transformers",), "spacy": ("transformers",), "tiktoken": ("tokenizers",),
    "sentencepiece": ("tokenizers",), "h5py": ("safetensors",), "evaluate": ("sklearn", "jiwer", "seqeval", "sacrebleu"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Module → distribution, and the modules that the environment is made for."""

    modules: Mapping[str, str]
    main: tuple[str, ...]

    def has(self, module: str) -> bool:
        """Whether a module can be imported, by its full or its top-level name."""
        top = module.partition(".")[0]
        return top in self.modules or top in sys.stdlib_module_names

    def instead_of(self, module: str) -> str:
        """Name what is there in place of a module: what is spelled alike, else what does its work, else the main packages."""
        top = module.partition(".")[0]
        folded = {name.lower(): name for name in self.modules}
        alike = [folded[name] for name in difflib.get_close_matches(top.lower(), folded, n=SHOWN, cutoff=0.7)]
        return ", ".join(alike or [name for name in _INSTEAD.get(top, ()) if name in self.modules] or self.main)


def read_environment(lines: Iterable[str]) -> Environment:
    """Read what `write_environment` wrote."""
    parts = [line.split() for line in lines if line.strip() and not line.startswith("#")]
    return Environment(modules={part[0]: part[1] for part in parts}, main=tuple(part[0] for part in parts if part[2:] == ["main"]))


def write_environment(found: Environment) -> str:
    """Write an environment as text, a module to a line."""
    head = "# What the code of teams can import. Written by `make environment`, from the extra `verify` of the project.\n"
    names = sorted(found.modules, key=lambda name: (name.lower(), name))
    return head + "".join(f"{name} {found.modules[name]}{' main' if name in found.main else ''}\n" for name in names)


@cache
def environment() -> Environment:
    """Return the environment of the course."""
    return read_environment(FILE.read_text("utf-8").splitlines())
