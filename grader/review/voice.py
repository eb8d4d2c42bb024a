"""The bot's voice: the words of one language in one medium."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from grader.core.problem import Place
from grader.core.words import Catalogue, Facts, Language, number
from grader.review.wording import phrases
from grader.review.wording.phrases import Phrases


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Says codes in a language; `quote` makes foreign text inert in the medium, `link` writes a place in a file."""

    catalogue: Catalogue
    language: Language
    quote: Callable[[str], str]
    link: Callable[[Place], str]

    @property
    def words(self) -> Phrases:
        """The review's own words in this language."""
        return phrases(self.language)

    def say(self, code: str, facts: Facts) -> str:
        """Word a code; one that the catalogue does not know, or not with these facts, is shown as it came."""
        if entry := self.catalogue.get(code):
            try:
                return entry.say(facts, self.language, self._fact)
            except KeyError:
                pass  # a message asks for a fact that the sender does not give: the rest of the review must still come out
        shown = (f"{self.quote(name)} {self.quote(fact) if isinstance(fact, str) else number(fact)}" for name, fact in facts.items())
        return ", ".join((self.quote(code), *shown))

    def _fact(self, text: str) -> str:
        """Quote a fact; the name of a unit is our own word and stands plain."""
        return self.words.units.get(text) or self.quote(text)

    def explain(self, code: str) -> str:
        """Return the catalogue's explanation of a code, or nothing."""
        entry = self.catalogue.get(code)
        return entry.why.text(self.language) if entry else ""

    def right(self, code: str) -> str:
        """Return the catalogue's piece of Python that does it right, or nothing."""
        entry = self.catalogue.get(code)
        return entry.right if entry else ""

    def place(self, where: Place) -> str:
        """Name a place: a line of a file, or the title or branch of the pull request."""
        match where.path:
            case "title":
                return self.words.problems.title
            case "branch":
                return self.words.problems.branch
            case _:
                return self.link(where)
