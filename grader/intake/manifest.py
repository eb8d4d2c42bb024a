"""Read `submission.yml`."""

from __future__ import annotations

from typing import Any

from grader.core.submission import Manifest, ManifestRow
from grader.core.table import Method
from grader.intake.case import MANIFEST
from grader.intake.methods import read_method
from grader.wire import yaml

__all__ = ["MANIFEST", "read_manifest"]


def read_manifest(data: bytes, path: str) -> Manifest:
    """Read a manifest that must hold against its schema; whether it fits the pull request is for the checks.

    Raises:
        BadInput: anything is wrong with it as a file; the error has line, key and a code for the kind of fault.
    """
    file = yaml.load(data, path, "manifest")
    value: dict[str, Any] = file.value
    return Manifest(
        path=path,
        team=value["team"],
        homework=int(value["homework"]),  # JSON Schema holds 3.0 to be an integer
        task=value["task"],
        data=value["data"],
        rows=tuple(_row(row, file.line(("rows", index))) for index, row in enumerate(value["rows"])),
        lines={key: file.line((key,)) for key in value},
    )


def _row(value: dict[str, Any], line: int) -> ManifestRow:
    named = read_method(value["method"])
    params = {**named.params, **value.get("params", {})}
    return ManifestRow(
        model=value["model"],
        method=Method(family=named.family, variant=named.variant, params=params),
        method_text=value["method"],
        revision=value.get("revision"),
        code=value.get("code"),
        reason=value.get("reason"),
        line=line,
    )
