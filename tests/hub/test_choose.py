"""What is taken of a repository, and what never."""

from __future__ import annotations

import pytest

from grader.core.run import Ending
from grader.hub.choose import RemoteFile, check_names, chosen, named
from grader.hub.refused import Refused, Trouble

BESIDE = [
    "config.json",
    "generation_config.json",
    "merges.txt",
    "preprocessor_config.json",
    "source.spm",
    "spiece.model",
    "tokenizer.json",
    "vocab.txt",
]


def listed(*paths: str) -> list[RemoteFile]:
    return [RemoteFile(path=path, size=1, blob="0" * 40) for path in paths]


def taken(*paths: str, pickles: bool = False) -> list[str]:
    return [file.path for file in chosen(listed(*paths), pickles=pickles)]


def test_configuration_tokenizer_and_one_set_of_weights_are_taken() -> None:
    others = [
        "README.md", ".gitattributes", "modeling_custom.py", "tf_model.h5", "flax_model.msgpack", "onnx/model.onnx", "trainer_state.json",
        "pytorch_model.bin", "model.fp16.safetensors", "runs/events", "checkpoint-1/model.safetensors", "training_args.bin",
    ]  # fmt: skip
    assert taken(*others, *BESIDE, "model.safetensors") == sorted([*BESIDE, "model.safetensors"])


@pytest.mark.parametrize("pickles", [False, True])
def test_python_is_never_taken(pickles: bool) -> None:
    assert taken("config.json", "modeling.py", "tokenizer.json.py", "model.safetensors", pickles=pickles) == [
        "config.json",
        "model.safetensors",
    ]


def test_parts_come_with_their_index() -> None:
    parts = ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors", "model.safetensors.index.json"]
    assert taken("config.json", *parts, "model.fp32-00001-of-00001.safetensors") == sorted(["config.json", *parts])


def test_any_other_safetensors_are_weights_too() -> None:
    assert taken("config.json", "model.fp16.safetensors") == ["config.json", "model.fp16.safetensors"]


def test_pickles_are_taken_only_where_they_are_allowed_and_there_is_nothing_better() -> None:
    assert taken("config.json", "pytorch_model.bin", pickles=True) == ["config.json", "pytorch_model.bin"]
    assert taken("config.json", "pytorch_model.bin", "model.safetensors", pickles=True) == ["config.json", "model.safetensors"]
    with pytest.raises(Refused) as caught:
        taken("config.json", "pytorch_model.bin")
    assert (caught.value.code, caught.value.facts) == (Ending.HUB_PICKLES, {"file": "pytorch_model.bin"})


@pytest.mark.parametrize("paths", [["config.json"], ["model.gguf"], ["onnx/model.onnx"], ["model.safetensors.index.json"], []])
def test_a_repository_without_weights_is_refused(paths: list[str]) -> None:
    with pytest.raises(Refused) as caught:
        taken(*paths)
    assert caught.value.code is Ending.HUB_NO_WEIGHTS


@pytest.mark.parametrize("path", ["../config.json", "/etc/passwd", "a/../../b", "a//b", "./a", "a\\b", "a\nb", "c:config.json", "..", ""])
def test_a_name_that_leads_elsewhere_is_refused_with_the_whole_repository(path: str) -> None:
    with pytest.raises(Refused) as caught:
        taken("config.json", "model.safetensors", path)
    assert (caught.value.code, caught.value.facts) == (Trouble.UNSAFE_NAME, {"file": path})


def test_ordinary_names_are_none_of_those() -> None:
    check_names(listed("data/test-00000-of-00001.parquet", "Ещё один файл.txt", "a..b", ".gitattributes"))


def test_the_files_of_a_data_set_are_those_that_are_named() -> None:
    files = listed("data/test.parquet", "data/train.parquet", "loader.py")
    assert [file.path for file in named(files, ["data/test.parquet", "data/test.parquet"])] == ["data/test.parquet"]
    with pytest.raises(Refused) as caught:
        named(files, ["data/validation.parquet"])
    assert (caught.value.code, caught.value.facts) == (Trouble.FILE_MISSING, {"file": "data/validation.parquet"})
