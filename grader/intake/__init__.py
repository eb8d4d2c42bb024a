"""Read what a pull request hands in. Nothing here executes a byte of it."""
