"""Grade homework whose result is a measured number."""

__version__ = "0.1.0"
