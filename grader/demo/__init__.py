"""The whole way once: a course repository, a fork, a pull request, every step of the workflow, the posted review."""

from grader.demo.demo import demonstrate

__all__ = ["demonstrate"]
