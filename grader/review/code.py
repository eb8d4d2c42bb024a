"""What a careful reader says of the code: few remarks, the strongest first, what was done well, and where the numbers come from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from grader.core.problem import Place, Problem
from grader.core.review import LineComment
from grader.core.trace import Origin, Trace
from grader.core.verdict import Card
from grader.core.words import Confidence, Severity
from grader.review import markdown
from grader.review.blocks import Block, Code, Fold, Heading, Items, Part, Rank, Text
from grader.review.voice import Voice
from grader.review.wording.code import code_words

#: More remarks than this are folded: nobody learns from a long list.
MOST_REMARKS = 8
_MOST_PLACES = 4
_MOST_SHOWN = 80


def code_findings(card: Card, voice: Voice) -> Iterator[Part]:
    """Tell where the numbers come from, then the remarks on the code."""
    yield from _origins(card.traces, voice)
    words, spoken = code_words(voice.language), _spoken(card)
    good = [remark for remark in card.remarks if remark.severity is Severity.PRAISE and not remark.silenced]
    silenced = [remark for remark in card.remarks if remark.silenced]
    if spoken or good:
        yield Part(rank=Rank.ROW, blocks=(Heading(text=words.title, level=4), *((Text(text=words.intro),) if spoken else ())))
    for remark in spoken[:MOST_REMARKS]:
        yield Part(rank=Rank.DETAIL, blocks=tuple(_remark(remark, voice)))
    if rest := spoken[MOST_REMARKS:]:
        told = tuple(block for remark in rest for block in _remark(remark, voice))
        yield Part(rank=Rank.LOG, blocks=(Fold(title=words.more(len(rest)), blocks=told),))
    if good:
        praise = tuple(f"{voice.say(remark.code, remark.facts)} ({_where(remark.place, voice)})" for remark in good)
        yield Part(rank=Rank.DETAIL, blocks=(Text(lead=f"👍 {words.praise}.", text=""), Items(items=praise)))
    if silenced:
        items = tuple(f"{_message(remark, voice)} {words.silenced_by(voice.quote(remark.silenced))}" for remark in silenced)
        yield Part(rank=Rank.LOG, blocks=(Fold(title=words.silenced(len(silenced)), blocks=(Items(items=items),)),))


def code_comments(card: Card, voices: Sequence[Voice]) -> tuple[LineComment, ...]:
    """Put the strongest remarks on their lines; the body tells them too, so one whose line is not in the diff is not lost."""
    placed = [remark for remark in _spoken(card)[:MOST_REMARKS] if remark.place.line]
    return tuple(LineComment(path=item.place.path, line=item.place.line or 0, body=_body(item, voices), told=True) for item in placed)


def _spoken(card: Card) -> list[Problem]:
    return [remark for remark in card.remarks if remark.severity is not Severity.PRAISE and not remark.silenced]


def _remark(remark: Problem, voice: Voice) -> Iterator[Block]:
    """Say where and what, where else, and how it is done right."""
    words = code_words(voice.language)
    also = [where for where in dict.fromkeys(_where(place, voice) for place in remark.also) if where != _where(remark.place, voice)]
    told = f"💬 {_where(remark.place, voice)}{_excerpt(remark.place, voice)}: {_message(remark, voice)}"
    if also:
        told += f" {words.also(', '.join(also[:_MOST_PLACES]), max(len(also) - _MOST_PLACES, 0))}"
    yield Text(text=told)
    if right := voice.right(remark.code):
        yield Fold(title=f"{words.right} · {remark.code}", blocks=(Text(text=voice.explain(remark.code)), Code(text=right, info="python")))
    elif remark.fix:
        yield Fold(title=words.right, blocks=(Code(text=remark.fix.text.rstrip("\n"), info="python"),))


def _message(remark: Problem, voice: Voice) -> str:
    doubt = code_words(voice.language).unsure if remark.confidence is Confidence.POSSIBLE and not remark.fix else ""
    return f"{voice.say(remark.code, remark.facts)}{doubt}"


def _excerpt(place: Place, voice: Voice) -> str:
    """Quote the line of code that is meant; a line of the table is too long for that and easy to find."""
    text = place.text.strip()
    if not text or not _is_code(place):
        return ""
    return f", {voice.quote(text if len(text) <= _MOST_SHOWN else text[: _MOST_SHOWN - 1] + '…')}"


def _is_code(place: Place) -> bool:
    return place.path.endswith((".py", ".ipynb"))


def _where(place: Place, voice: Voice) -> str:
    """Name a place; in a notebook people count cells, not lines."""
    cell = f", {code_words(voice.language).cell(place.cell)}" if place.cell else ""
    return f"{voice.place(place)}{cell}"


def _body(remark: Problem, voices: Sequence[Voice]) -> str:
    """Write a comment on a line: the remark, what it means, the right way; the other languages folded."""
    first = voices[0]
    words = code_words(first.language)
    blocks: list[Block] = [Text(text=f"💬 {_message(remark, first)}")]
    if right := first.right(remark.code):
        blocks.append(Fold(title=words.right, blocks=(Text(text=first.explain(remark.code)), Code(text=right, info="python"))))
    others = ((voice, (Text(text=_message(remark, voice)), Text(text=voice.explain(remark.code)))) for voice in voices[1:])
    blocks += (Fold(title=voice.words.language, blocks=told) for voice, told in others)
    blocks.append(Text(text=(words.silence if _is_code(remark.place) else words.silence_anywhere)(remark.code)))
    return "\n\n".join(map(markdown.write, blocks)) + "\n"


def _origins(traces: Sequence[Trace], voice: Voice) -> Iterator[Part]:
    """Sum up where the numbers come from, and fold the places; those that are nowhere are a remark of their own."""
    if not traces:
        return
    words = code_words(voice.language)
    counts = Counter(trace.origin for trace in traces)
    summary = "; ".join(f"{words.origins[origin]}: {counts[origin]}" for origin in Origin if counts[origin])
    lost = counts[Origin.NOWHERE]
    told = words.numbers(len(traces), summary)
    yield Part(rank=Rank.ROW, blocks=(Heading(text=words.traced, level=4), Text(text=f"{'🔍 ' if lost else ''}{told}")))
    found = tuple(
        f"{voice.quote(trace.written)}: {_where(trace.source, voice)}" + (f", {voice.quote(trace.how)}" if trace.how else "")
        for trace in traces
        if trace.source
    )
    if found:
        yield Part(rank=Rank.LOG, blocks=(Fold(title=words.where_found, blocks=(Items(items=found),)),))
