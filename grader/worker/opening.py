"""Opens files of weights that only their own library can read, inside a sandbox, and writes what they hold as safetensors.

It imports nothing of ours, and no code of a team's: `torch.load` is asked for weights alone, and classes that a pickle names
are replaced by ones that do nothing but keep what they are given.

    opening.py SOURCE TARGET NAMES    for the I-th of NAMES (JSON) below SOURCE, write TARGET/I.safetensors,
                                      or why not, in a word, into TARGET/I.txt
"""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import torch

REFUSED, LARGE, EMPTY = "refused", "large", "empty"
MAX_DEPTH, MAX_TENSORS, MAX_NAME = 40, 20_000, 200
#: Parts of a module's state that are no part of the names of its weights.
PLAIN = frozenset({"_modules", "_parameters", "_buffers", "state_dict", "model_state_dict", "state", "module"})
DTYPES = {
    torch.float64: "F64", torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16", torch.int64: "I64", torch.int32: "I32",
    torch.int16: "I16", torch.int8: "I8", torch.uint8: "U8", torch.bool: "BOOL",
    torch.float8_e4m3fn: "F8_E4M3", torch.float8_e5m2: "F8_E5M2",
}  # fmt: skip


class Failed(Exception):
    """A file cannot be opened; the word that says why."""


def stand_in(name: str) -> tuple[type, str]:
    """Make a class that stands for one that a pickle names: an instance keeps its state and does nothing."""

    class StandIn:
        def __init__(self, *arguments: Any, **named: Any) -> None:
            self.arguments = (arguments, named)

        def __setstate__(self, state: Any) -> None:
            self.state = state

    module, _, StandIn.__name__ = name.rpartition(".")
    StandIn.__module__, StandIn.__qualname__ = module, StandIn.__name__
    return StandIn, name


def opened(path: Path) -> Any:
    """Open one file: a nest of dictionaries, lists and stand-ins with tensors in it."""
    with path.open("rb") as file:
        head = file.read(6)
    if head == b"\x93NUMPY":
        return {"array": np.load(path, allow_pickle=False)}
    if head[:4] == b"PK\x03\x04":
        try:
            return dict(np.load(path, allow_pickle=False)) if path.suffix == ".npz" else script(path)
        except RuntimeError:
            pass  # it holds no program
    zipped = head[:2] == b"PK"  # the older format cannot be asked what classes it names
    names = torch.serialization.get_unsafe_globals_in_checkpoint(path) if zipped else []
    with torch.serialization.safe_globals([stand_in(name) for name in names]):
        return torch.load(path, map_location="cpu", weights_only=True)


def script(path: Path) -> dict[str, Any]:
    """Return the weights of a TorchScript program, with those that it keeps packed; the program is not run."""
    module = torch.jit.load(str(path), map_location="cpu")  # type: ignore[no-untyped-call]
    found: dict[str, Any] = dict(module.state_dict())
    for name, part in module.named_modules():
        packed = getattr(part, "_packed_params", None)
        for unpack in (torch.ops.quantized.linear_unpack, torch.ops.quantized.conv2d_unpack):
            try:
                found[name] = unpack(packed)
            except (RuntimeError, TypeError):
                continue
    return found


def tensors(value: Any, name: str = "", depth: int = 0) -> Iterator[tuple[str, torch.Tensor]]:
    """Yield every tensor of a nest with its name."""
    if depth > MAX_DEPTH:
        raise Failed(LARGE)
    if isinstance(value, np.ndarray):
        value = torch.from_numpy(np.ascontiguousarray(value))
    if isinstance(value, torch.Tensor):
        yield from parts(value.detach(), name)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            plain = key in PLAIN if isinstance(key, str) else False
            yield from tensors(inner, name if plain else f"{name}.{key}".lstrip(".")[:MAX_NAME], depth + 1)
    elif isinstance(value, (list, tuple)):
        for index, inner in enumerate(value):
            yield from tensors(inner, f"{name}.{index}".lstrip("."), depth + 1)
    elif hasattr(value, "__dict__") and type(value).__qualname__ == type(value).__name__ and "state" in vars(value):
        yield from tensors(value.state, name, depth + 1)


def parts(tensor: torch.Tensor, name: str) -> Iterator[tuple[str, torch.Tensor]]:
    """Give a tensor as safetensors can hold it: quantized ones as their integers and scales, sparse ones in full."""
    if tensor.is_quantized:
        yield name, tensor.int_repr()
        each = tensor.qscheme() in (torch.per_channel_affine, torch.per_channel_symmetric)
        yield f"{name}.scale", tensor.q_per_channel_scales() if each else torch.tensor([tensor.q_scale()])
    elif tensor.layout != torch.strided:
        yield name, tensor.to_dense()
    elif tensor.dtype in DTYPES:
        yield name, tensor


def write(file: BinaryIO, found: Mapping[str, torch.Tensor]) -> None:
    """Write tensors after the format of safetensors."""
    header: dict[str, Any] = {}
    end = 0
    for name, tensor in found.items():
        size = tensor.numel() * tensor.element_size()
        header[name] = {"dtype": DTYPES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [end, end + size]}
        end += size
    text = json.dumps(header).encode()
    file.write(len(text).to_bytes(8, "little") + text)
    for tensor in found.values():
        if tensor.numel():
            file.write(tensor.contiguous().reshape(-1).view(torch.uint8).numpy().data)


def convert(source: Path, target: Path) -> None:
    """Write what one file holds; tensors that share their memory are written once.

    Raises:
        Failed: it cannot be opened.
    """
    try:
        nest = opened(source)
    except (MemoryError, OSError) as error:
        raise Failed(LARGE) from error
    except Exception as error:
        raise Failed(REFUSED) from error
    found: dict[str, torch.Tensor] = {}
    seen = set()
    for name, tensor in tensors(nest):
        place = (tensor.data_ptr(), tuple(tensor.shape), tensor.stride(), tensor.dtype)
        if tensor.numel() and place in seen:
            continue
        seen.add(place)
        found[name or "tensor"] = tensor
        if len(found) > MAX_TENSORS:
            raise Failed(LARGE)
    if not found:
        raise Failed(EMPTY)
    with target.open("wb") as file:
        write(file, found)


def main(source: str, target: str, names: str) -> None:
    """Open each file by itself: one that cannot be opened keeps no other from being."""
    warnings.simplefilter("ignore")  # of TorchScript and of quantized tensors: nobody reads them here
    for index, name in enumerate(json.loads(names)):
        place = Path(target) / f"{index}.safetensors"
        try:
            convert(Path(source) / name, place)
        except Failed as error:
            place.with_suffix(".txt").write_text(str(error))
        except Exception:
            place.unlink(missing_ok=True)
            place.with_suffix(".txt").write_text(LARGE)


if __name__ == "__main__":
    main(*sys.argv[1:])
