from __future__ import annotations

import difflib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.github.diff import commentable_lines
from tests.github_double import File


@pytest.mark.parametrize(
    ("patch", "lines"),
    [
        (None, set()),
        ("", set()),
        ("@@ -0,0 +1,2 @@\n+a\n+b\n\\ No newline at end of file", {1, 2}),
        ("@@ -1,2 +0,0 @@\n-a\n-b", set()),
        ("@@ -1 +1 @@\n-a\n+b", {1}),
        ("@@ -3,3 +3,3 @@ def f():\n a\n-b\n+c\n d\n@@ -40,2 +40,3 @@\n x\n+@@ -1 +1 @@\n y", {3, 4, 5, 40, 41, 42}),
        ("@@ -1,2 +1,2 @@\n-a\n+first\rstill first\u2028still\x0cfirst\n b", {1, 2}),
    ],
)
def test_lines_that_a_patch_shows(patch: str | None, lines: set[int]) -> None:
    assert commentable_lines(patch) == lines


texts = st.lists(st.sampled_from(["", "a", "b", "+", "-", " ", "@@ -1 +1 @@", "\\ No newline", "x\r", "y\x0c"]), max_size=40)


@given(texts, texts)
def test_they_are_the_new_side_of_every_hunk(old: list[str], new: list[str]) -> None:
    diff = list(difflib.unified_diff(old, new, lineterm="", n=3))[2:]  # GitHub leaves the two file headers out
    groups = difflib.SequenceMatcher(None, old, new).get_grouped_opcodes(3)
    shown = {line + 1 for group in groups for _, _, _, start, end in group for line in range(start, end)}
    assert commentable_lines("\n".join(diff)) == shown


@given(texts, texts)
def test_github_as_the_double_knows_it_agrees(old: list[str], new: list[str]) -> None:
    patch = "\n".join(list(difflib.unified_diff(old, new, lineterm="", n=1))[2:])
    accepted = {line for line in range(len(new) + 3) if File(filename="f", patch=patch).shows(line)}
    assert commentable_lines(patch) == accepted
