"""Whether a file of a data set is what the course says it is."""

from __future__ import annotations

from pathlib import Path

from grader.course import DataSet
from grader.hub.refused import Refused, Trouble


def check_columns(path: Path, name: str, data: DataSet) -> None:
    """Look for the course's columns in a file; `name` is its path on the hub.

    Raises:
        Refused: it is no parquet file, or has other columns.
    """
    from pyarrow import ArrowInvalid, parquet

    try:
        found = parquet.read_schema(path).names
    except (ArrowInvalid, OSError) as error:
        raise Refused(Trouble.NO_PARQUET, file=name, detail=str(error)[:200]) from error
    for column in filter(None, (data.input, data.label)):
        if column not in found:
            raise Refused(Trouble.COLUMN_MISSING, file=name, column=column, columns=", ".join(found)[:300])
