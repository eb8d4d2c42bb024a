"""`python -m grader.wire.schemas`: derive the schemas of the artifacts from their types."""

from __future__ import annotations

from grader.wire.artifact import ARTIFACTS, generated_schema, write_atomically
from grader.wire.schema import schema_path

if __name__ == "__main__":
    for kind, (name, _) in ARTIFACTS.items():
        write_atomically(schema_path(name), generated_schema(kind))
