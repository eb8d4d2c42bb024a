"""The public part of an evaluation set against the private one: a program that knows the public answers by heart shows a gap."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence

from grader.core.measurement import Measurement, Parts
from grader.verify.results import asked
from grader.verify.start import Start
from grader.verify.tasks import Example, Task

#: Of fewer examples in one part nothing is said.
LEAST = 20


def compare(starts: Sequence[Start], examples: Sequence[Example], private: int, task: Task, warm_up: int) -> tuple[Parts, ...]:
    """Score both parts, the last `private` examples being one, and bound the gap between them; nothing where one part is too small."""
    indices, predictions = asked(starts, warm_up)
    scored = []
    for part in (range(len(examples) - private), range(len(examples) - private, len(examples))):
        here = [at for at, index in enumerate(indices) if index in part]
        if len(here) < LEAST:
            return ()
        # both parts are samples of what could have been asked, however much of them was
        scored.append(task.score([predictions[at] for at in here], [examples[indices[at]].reference for at in here], sys.maxsize))
    return tuple(_gap(*pair) for pair in zip(*scored, strict=True))


def _gap(public: Measurement, private: Measurement) -> Parts:
    """Bound a difference by the bounds of both sides (Zou and Donner, 2008; Newcombe, 1998, method 10, where they are proportions)."""
    gap = public.value - private.value
    below = math.hypot(public.value - public.low, private.high - private.value)
    above = math.hypot(public.high - public.value, private.value - private.low)
    return Parts(
        metric=public.metric, public=public.value, private=private.value, low=gap - below, high=gap + above,
        public_count=public.count, private_count=private.count,
    )  # fmt: skip
