from __future__ import annotations

import json

import pytest

from grader.wire.artifact import ARTIFACTS, generated_schema
from grader.wire.schema import schema_path, violations


@pytest.mark.parametrize("kind", ARTIFACTS, ids=lambda kind: kind.__name__)
def test_the_schemas_of_artifacts_are_those_of_their_types(kind: type) -> None:
    assert schema_path(ARTIFACTS[kind][0]).read_bytes() == generated_schema(kind), "run `make schemas`"


@pytest.mark.parametrize("path", sorted(schema_path("course").parent.glob("*.schema.json")), ids=lambda path: path.name)
def test_every_schema_is_one(path: object) -> None:
    from jsonschema import Draft202012Validator

    name = str(path).rsplit("/", 1)[-1].removesuffix(".schema.json")
    Draft202012Validator.check_schema(json.loads(schema_path(name).read_text("utf-8")))


def test_violations_come_with_the_path_and_in_the_words_of_the_schema() -> None:
    row = {"model": "local:digits-vit", "method": "clustering", "code": "../evil.py"}
    manifest = {"team": "ml_masters", "homework": 3, "task": "t", "data": "d", "rows": [row]}
    (breach,) = violations("manifest", manifest)
    assert breach.key == "rows[0].code"
    assert breach.message == "must be the name of a Python file beside this manifest, such as clustering.py"


def test_a_message_about_a_giant_value_stays_short() -> None:
    (breach,) = violations("manifest", ["x" * 100_000])
    assert len(breach.message) <= 300
    assert breach.key == ""
