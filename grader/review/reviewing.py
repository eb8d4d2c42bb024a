"""From a card to all that is posted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from grader.core.decision import write_pins
from grader.core.review import Review
from grader.core.verdict import Card
from grader.core.words import Catalogue, Language
from grader.review import escape, markdown
from grader.review.appendix import appendix
from grader.review.blocks import Code, Fold, Part, Rank, Text
from grader.review.code import code_comments
from grader.review.compose import findings
from grader.review.decide import conclusion, labels, tally
from grader.review.figures import mermaid
from grader.review.markdown import Chapter
from grader.review.suggest import Lines, comments
from grader.review.voice import Voice

#: GitHub's limit for the title of a check run.
_TITLE = 255


def review(card: Card, catalogue: Catalogue, languages: Sequence[Language], lines: Lines) -> Review:
    """Write the review of a card in the course's languages, the first one in front.

    `lines` maps (path, 1-based line) of the pull request's head to the raw line; without a line there is no suggestion for it.

    Raises:
        ValueError: there is no language.
    """
    if not languages:
        raise ValueError("a review needs a language")
    request = card.pull_request
    link = partial(markdown.place, repository=request.repository, head_sha=request.head_sha)
    voices = [Voice(catalogue=catalogue, language=language, quote=escape.cell, link=link) for language in languages]
    chapters = [
        Chapter(title=voice.words.language if index else "", parts=tuple(_parts(card, voice))) for index, voice in enumerate(voices)
    ]
    counts, words, pins = tally(card), voices[0].words, write_pins((*card.decisions, *card.lost))
    return Review(
        repository=request.repository,
        number=request.number,
        head_sha=request.head_sha,
        title=escape.cut(words.headline(counts), _TITLE),
        body=(f"{pins}\n\n" if pins else "") + markdown.comment(chapters, words.left_out, markdown.LIMIT - len(pins) - 2),
        conclusion=conclusion(counts),
        comments=(*comments(card, voices, lines), *code_comments(card, voices)),
        labels=labels(counts),
    )


def _parts(card: Card, voice: Voice) -> Iterator[Part]:
    yield from findings(card, voice)
    if chart := mermaid(card, voice.language):
        legend = voice.words.chart.brackets
        yield Part(
            rank=Rank.DETAIL, blocks=(Fold(title=voice.words.chart.title, blocks=(Code(text=chart, info="mermaid"), Text(text=legend))),)
        )
    yield from appendix(card, voice)
