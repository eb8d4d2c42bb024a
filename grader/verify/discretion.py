"""What programs print from the first private example on is kept from everybody: it may be that example.

So are the words of their errors. Before that, and where there is no private part, everything is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from grader.core.run import Ending
from grader.verify.endings import Ended
from grader.verify.worker import Worker

#: Stands for a fact, and for the rest of a log.
WITHHELD = "[не показано · withheld]"
NOTE = (
    "[Дальше программе задавались закрытые примеры: всё, что она напечатала потом, не показано. · "
    "From here on the program was asked private examples: what it printed then is withheld.]"
)
#: The facts of an ending that a program words itself.
_THEIR_WORDS = ("error", "available")


@dataclass(slots=True)
class Discretion:
    """The workers of one start: which examples everybody may see, and what each worker had printed until it was asked another.

    Examples below `public` may be seen. `told` goes by the number of the worker.
    """

    public: int
    told: dict[int, str] = field(default_factory=dict)

    def before(self, number: int, worker: Worker, example: int) -> None:
        """Keep what a worker has printed until now, if the example that it is about to be asked is its first private one."""
        if example >= self.public and number not in self.told:
            self.told[number] = worker.printed()

    @contextmanager
    def part(self, number: int) -> Iterator[None]:
        """Withhold what a worker says when its part ends early."""
        try:
            yield
        except Ended as early:
            if number in self.told:
                withhold(early, self.told[number])
            raise


def withhold(early: Ended, told: str) -> None:
    """Leave of an ending what was told before, and the facts that are ours."""
    words = (*_THEIR_WORDS, "detail") if early.ending is Ending.ORIGINAL_FAILED else _THEIR_WORDS
    early.facts |= dict.fromkeys(early.facts.keys() & set(words), WITHHELD)
    lines = [told.rstrip(), NOTE] if told.strip() else [NOTE]
    early.log = "\n".join(lines) + "\n"
