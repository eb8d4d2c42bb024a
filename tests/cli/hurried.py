"""`grader`, but with a client that does not wait between its requests: the double does not mind. All else is as it is.

A step imports what it needs and no more, so what is put another way is put so where it is asked for.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

import grader.github.connect as connecting
from grader.cli import main

if TYPE_CHECKING:
    from grader.github.pygithub import PyGitHub

connect = connecting.connect


def connect_in_a_hurry(environment: Mapping[str, str]) -> PyGitHub:
    import grader.github.pygithub as pygithub

    hurry = pygithub.Pace(between_requests=None, between_writes=None, backoff=0, wait=0)
    vars(pygithub)["Pace"] = lambda: hurry
    return connect(environment)


def run() -> int:
    vars(connecting)["connect"] = connect_in_a_hurry
    return main()


if __name__ == "__main__":
    sys.exit(run())
