"""What the tests of the tasks share: evaluation sets of a few lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import datasets
import pyarrow
import pyarrow.parquet
import pytest

from grader.core.errors import BadInput
from grader.course import DataSet
from grader.verify.tasks import Task, open_task
from grader.worker import shim


def write(root: Path, columns: Mapping[str, Sequence[Any]], features: Mapping[str, Any] | None = None) -> None:
    """Write `evaluation.parquet`, as `datasets` does where the features are given, else bare."""
    path = root / "evaluation.parquet"
    if features is None:
        pyarrow.parquet.write_table(pyarrow.table(dict(columns)), path)
    else:
        datasets.disable_progress_bars()
        datasets.Dataset.from_dict(dict(columns), features=datasets.Features(dict(features))).to_parquet(str(path))


def described(task: str, source: str, label: str, *labels: str) -> DataSet:
    return DataSet(task=task, calibration="calibration.parquet", evaluation="evaluation.parquet", input=source, label=label, labels=labels)


def at_the_worker(payload: bytes) -> dict[str, Any]:
    [fields] = shim.inputs_of(payload)
    return fields


def bad(data: DataSet, root: Path) -> BadInput:
    task: Task = open_task(data, root)
    with pytest.raises(BadInput) as caught:
        task.examples()
    return caught.value
