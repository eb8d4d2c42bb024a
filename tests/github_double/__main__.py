"""`python -m tests.github_double --port-file FILE --state DIR`: the double as a process of its own.

Reads `DIR/seed.json` (a `State`, see `state.py`: `{"repository": "course/lessons", "pulls": [{"number": 7, "title": "t HW-3",
"author": "student", "base": "lesson-3", "base_sha": "…", "head_sha": "…", "files": [{"filename": "README.md", "patch": "@@ …"}]}]}`),
writes its port to FILE once it answers, and `DIR/posted.json` when it is
ended by SIGTERM or SIGINT; GET /posted gives the same at any time. Exits with 1 if an exchange broke GitHub's description.
"""

from __future__ import annotations

import argparse
import json
import signal
from pathlib import Path

import msgspec

from grader.wire.artifact import write_atomically
from tests.github_double.server import NOTICE, Double
from tests.github_double.state import State


def main() -> int:
    parser = argparse.ArgumentParser(prog="github_double", description=NOTICE)
    parser.add_argument("--port-file", type=Path, required=True, help="the port on 127.0.0.1 is written here")
    parser.add_argument("--state", type=Path, required=True, help="holds seed.json, gets posted.json")
    parser.add_argument("--token", default="double", help="the only token that is accepted (default: %(default)s)")
    arguments = parser.parse_args()
    # blocked before any thread starts, so that the signals wait for sigwait below
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    seed = msgspec.json.decode((arguments.state / "seed.json").read_bytes(), type=State)
    with Double(seed, token=arguments.token) as double:
        write_atomically(arguments.port_file, f"{double.port}\n".encode())
        signal.sigwait({signal.SIGTERM, signal.SIGINT})
        text = json.dumps(double.posted(), indent=1, ensure_ascii=False)
        write_atomically(arguments.state / "posted.json", text.encode() + b"\n")
    return 1 if double.breaches else 0


raise SystemExit(main())
