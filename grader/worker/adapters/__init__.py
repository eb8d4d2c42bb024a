"""The course's own adapters for uncompressed models, one file a task."""
