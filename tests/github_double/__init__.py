"""A double of GitHub's REST API for tests and for the demo. It is only that: nothing in it is on GitHub.

It answers the operations that the bot uses, over HTTP on the loopback interface, and holds every exchange against GitHub's own
description of its API (`openapi.json`, cut by `trim.py`). What breaks the description is kept in `Double.breaches`; a test that
uses the double fails on any.
"""

from tests.github_double.replies import Answer
from tests.github_double.server import BOT, Double, Exchange, Fault, bad_gateway, reset, secondary_limit, silence, too_many_requests
from tests.github_double.state import Comment, File, Pull, State

__all__ = [
    "BOT",
    "Answer",
    "Comment",
    "Double",
    "Exchange",
    "Fault",
    "File",
    "Pull",
    "State",
    "bad_gateway",
    "reset",
    "secondary_limit",
    "silence",
    "too_many_requests",
]
