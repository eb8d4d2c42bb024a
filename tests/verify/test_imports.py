"""What an adapter imports is read from its source; nothing of it runs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.verify.imports import imported_names

SOURCE = """
import torch
import torch.nn.functional as F, numpy as np
import os.path, json
from pathlib import Path
from transformers import AutoModel, AutoConfig as Config
from sklearn.cluster import *

def load(path, device):
    from safetensors.torch import load_file
    if False:
        import onnxruntime
    class Inner:
        import scipy

raise SystemExit("never reached")
"""


def test_every_absolute_import_outside_the_standard_library_is_found() -> None:
    assert imported_names(SOURCE) == (
        ("numpy", ""),
        ("onnxruntime", ""),
        ("safetensors.torch", "load_file"),
        ("scipy", ""),
        ("sklearn.cluster", "*"),
        ("torch", ""),
        ("torch.nn.functional", ""),
        ("transformers", "AutoConfig"),
        ("transformers", "AutoModel"),
    )


@pytest.mark.parametrize("source", ["", "import os", "from . import sibling", "from .sibling import name", "x = __import__('torch')"])
def test_nothing_else_is(source: str) -> None:
    assert imported_names(source) == ()


@pytest.mark.parametrize("source", ["def f(:", "\0", "(" * 5000, "import", "\ud800", "-" * 100_000 + "1"])
def test_source_that_cannot_be_parsed_imports_nothing(source: str) -> None:
    assert imported_names(source) == ()


@given(st.text(max_size=200))
def test_no_text_makes_it_raise(source: str) -> None:
    assert list(imported_names(source)) == sorted(set(imported_names(source)))
