"""`grader` as in tests/cli/hurried.py, with an original model that starts at once and starts that are not run again."""

from __future__ import annotations

import sys

from tests.cli.hurried import run

if "verify" in sys.argv:
    import grader.verify.measure as measuring
    import grader.verify.verify as verifying
    from tests.verify.support import QuickBench

    vars(verifying)["Bench"] = QuickBench
    vars(measuring)["REPEATS"] = 0  # how steady the times are is not asked here
sys.exit(run())
