"""Small models made by real libraries, and what the audit says of them."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray  # noqa: TC002
from safetensors.torch import save_file

from grader.core.audit import Audit
from grader.core.table import Family, Method
from grader.core.words import Language, catalogue
from grader.verify.audit.audit import audit
from grader.verify.audit.case import Case
from grader.verify.audit.contents import Contents
from grader.verify.audit.reading import read
from grader.verify.audit.wording import ENTRIES
from grader.verify.seen import Seen
from grader.verify.start import Start

CATALOGUE = catalogue(*ENTRIES)
Change = Callable[[dict[str, torch.Tensor]], Mapping[str, torch.Tensor]]


def model(seed: int = 0, *, width: int = 128, layers: int = 2) -> torch.nn.Sequential:
    torch.manual_seed(seed)
    parts: list[torch.nn.Module] = [torch.nn.Linear(64, width), torch.nn.ReLU()]
    parts += [torch.nn.Linear(width, width) for _ in range(layers)]
    return torch.nn.Sequential(*parts, torch.nn.Linear(width, 10)).eval()


def weights(seed: int = 0, **shape: int) -> dict[str, torch.Tensor]:
    return {name: tensor.detach().clone() for name, tensor in model(seed, **shape).state_dict().items()}


def traced(network: torch.nn.Module) -> Any:
    """Make a TorchScript program, which torch would rather have us not do any more."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return torch.jit.trace(network, torch.zeros(1, 64))  # type: ignore[no-untyped-call]


def sizes(directory: Path) -> dict[str, int]:
    return {path.relative_to(directory).as_posix(): path.stat().st_size for path in sorted(directory.rglob("*")) if path.is_file()}


def contents(directory: Path) -> Contents:
    return read(directory, sizes(directory))


def saved(directory: Path, tensors: Mapping[str, torch.Tensor], **config: Any) -> Contents:
    """Save tensors as safetensors, with a config.json where something is to stand in it, and read them."""
    directory.mkdir(exist_ok=True, parents=True)
    save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, directory / "model.safetensors")
    if config:
        (directory / "config.json").write_text(json.dumps(config))
    return contents(directory)


class Auditing:
    """Audits artifacts of one original: the model of seed 0."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.original = saved(directory / "original", weights())
        self._count = 0

    def save(self, tensors: Mapping[str, torch.Tensor], **config: Any) -> Contents:
        self._count += 1
        return saved(self.directory / str(self._count), tensors, **config)

    def __call__(
        self, artifact: Contents, family: Family, variant: str | None = None, *, seen: Seen | None = None, starts: tuple[Start, ...] = (),
        on_gpu: bool = False, others: Mapping[str, frozenset[str]] | None = None, **params: int | float | str,
    ) -> Audit:  # fmt: skip
        method = Method(family=family, variant=variant, params=params)
        case = Case(method=method, artifact=artifact, original=lambda: self.original, seen=seen, on_gpu=on_gpu, others=others or {})
        return told(audit(case, starts))


def told(found: Audit) -> Audit:
    """Every piece of evidence can be said in both languages, with its own facts and no other gaps."""
    assert found.evidence, "a proof without evidence"
    for each in found.evidence:
        for language in Language:
            assert "{" not in CATALOGUE[each.code].say(each.facts, language, lambda fact: fact.replace("{", "("))
    return found


def codes(found: Audit) -> list[str]:
    return [each.code for each in found.evidence]


def facts(found: Audit, code: str) -> Mapping[str, Any]:
    return next(each.facts for each in found.evidence if each.code == code)


def kmeans(weight: torch.Tensor, clusters: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Round a weight to the quantiles of its values: centroids and the index of each weight."""
    centers = torch.quantile(weight.flatten(), torch.linspace(0, 1, clusters))
    return centers, torch.bucketize(weight, (centers[1:] + centers[:-1]) / 2).clamp(max=clusters - 1)


def bits(array: NDArray[Any]) -> NDArray[Any]:
    return array.view({1: np.uint8, 2: np.uint16, 4: np.uint32, 8: np.uint64}[array.dtype.itemsize])
