"""Bytes to nouns and back: JSON artifacts and YAML files, both checked against `schemas/` when they are read."""
