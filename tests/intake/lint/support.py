"""Projects for the rules, made from code as people write it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from grader.core.submission import Manifest
from grader.course import Course
from grader.intake.lint.gather import TEXT_SUFFIXES
from grader.intake.lint.project import Project, Sheet
from grader.intake.lint.read import read_source
from grader.intake.manifest import MANIFEST, read_manifest
from grader.intake.reader import read_document

#: A comment that marks a line where the rule must speak.
HERE = "# HERE"


def notebook(*cells: str, outputs: Mapping[int, str] | None = None, counts: Sequence[int | None] | None = None) -> bytes:
    """A notebook of version 4 with code cells; a cell that starts with `md:` is Markdown. `outputs` is by 1-based cell number."""
    written: list[dict[str, object]] = []
    for number, text in enumerate(cells, 1):
        if text.startswith("md:"):
            written.append({"cell_type": "markdown", "metadata": {}, "source": text[3:].splitlines(keepends=True)})
            continue
        told = (outputs or {}).get(number)
        stream = {"name": "stdout", "output_type": "stream", "text": told.splitlines(keepends=True)} if told is not None else None
        written.append(
            {
                "cell_type": "code", "execution_count": counts[number - 1] if counts else number, "metadata": {},
                "outputs": [stream] if stream else [], "source": text.splitlines(keepends=True),
            }
        )  # fmt: skip
    whole = {"cells": written, "metadata": {"kernelspec": {"name": "python3"}}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, indent=1, ensure_ascii=False).encode()


def project(
    files: Mapping[str, str | bytes],
    *,
    table: str = "",
    manifest: Manifest | None = None,
    course: Course | None = None,
    paths: Mapping[str, int] | None = None,
) -> Project:
    """A project of some code files (`.py`, `.ipynb`) with the rows of a Markdown table; `paths` are further files of the tree."""
    raw = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}
    sheets = tuple(Sheet(read_source(data, path)) for path, data in raw.items() if path.endswith((".py", ".ipynb")))
    rows = tuple(row for found in read_document(table.encode(), "README.md").results for row in found.rows) if table else ()
    tree = {**{path: len(data) for path, data in raw.items()}, **(paths or {})}
    texts = {path: data.decode() for path, data in raw.items() if Path(path).suffix in TEXT_SUFFIXES}
    return Project(sheets=sheets, rows=rows, manifest=manifest, course=course, files=tree, texts=texts)


def case(path: Path) -> Project:
    """A case of `tests/intake/lint/cases`: one file of code, or a folder of files, perhaps with a table in README.md and a manifest."""
    files = (
        {str(file.relative_to(path)): file.read_bytes() for file in sorted(path.rglob("*")) if file.is_file()}
        if path.is_dir()
        else {path.name: path.read_bytes()}
    )
    table, manifest = files.pop("README.md", b"").decode(), files.pop(MANIFEST, None)
    return project(files, table=table, manifest=read_manifest(manifest, MANIFEST) if manifest else None)


def marked(found: Project) -> set[tuple[str, int]]:
    """The (path, joined line) of every line that carries the mark."""
    return {(sheet.source.path, number) for sheet in found.sheets for number, line in enumerate(sheet.source.lines, 1) if HERE in line}
