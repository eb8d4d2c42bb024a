from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.core.errors import BadInput
from grader.core.submission import Manifest
from grader.core.table import Family, Method
from grader.intake.manifest import read_manifest
from tests.intake.handed_in import MANIFEST


def test_a_manifest_becomes_nouns() -> None:
    manifest = read_manifest(MANIFEST.encode(), "submission.yml")
    assert (manifest.path, manifest.team, manifest.homework, manifest.task, manifest.data) == (
        "submission.yml", "ml_masters", 3, "image-classification", "digits",
    )  # fmt: skip
    assert manifest.lines == {"team": 1, "homework": 2, "task": 3, "data": 4, "rows": 5}
    original, clustering = manifest.rows
    assert (original.method, original.code, original.line) == (Method(family=Family.ORIGINAL), None, 6)
    assert clustering.method == Method(family=Family.CLUSTERING, params={"clusters": 32})
    assert (clustering.model, clustering.method_text, clustering.code, clustering.line) == (
        "local:digits-vit",
        "clustering",
        "clustering.py",
        8,
    )


def test_params_overrule_what_the_method_says() -> None:
    text = MANIFEST.replace("method: clustering", "method: clustering, 16 clusters").replace("clusters: 32", 'clusters: 8, note: "k++"')
    assert read_manifest(text.encode(), "a").rows[1].method.params == {"clusters": 8, "note": "k++"}


@pytest.mark.parametrize("value", ["[1]", "{a: 1}", "true", "null"])
def test_a_parameter_is_a_number_or_a_text(value: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_manifest(MANIFEST.replace("clusters: 32", f"clusters: {value}").encode(), "a")
    assert (caught.value.code, caught.value.line) == ("schema", 10)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(MANIFEST)), st.text(max_size=3)), max_size=4))
def test_a_manifest_with_anything_typed_into_it_is_one_or_a_named_fault(typed: list[tuple[int, str]]) -> None:
    text = MANIFEST
    for at, piece in typed:
        text = text[:at] + piece + text[at:]
    try:
        assert isinstance(read_manifest(text.encode(), "submission.yml"), Manifest)
    except BadInput as error:
        assert error.path == "submission.yml"
        assert error.message
