"""The rows of the table, each with its verdicts: what is wrong first, what holds folded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from grader.core.measurement import Definition
from grader.core.metric import Metric
from grader.core.problem import Place
from grader.core.run import Owner, RunEnd
from grader.core.verdict import Card, JudgedRow, MethodVerdict, Outcome, Verdict
from grader.core.words import Words
from grader.review import amounts, decided, escape, method
from grader.review.blocks import Block, Code, Fold, Heading, Items, Part, Rank, Table, Text
from grader.review.voice import Voice
from grader.review.wording.method import method_words

MARKS = {
    Outcome.OFF: "❌",
    Outcome.BROKEN_THEIRS: "🛑",
    Outcome.BROKEN_OURS: "🔧",
    Outcome.UNSTEADY: "🟡",
    Outcome.CONFIRMED: "✅",
    Outcome.NOT_CHECKABLE: "⚪",
    Outcome.NOT_CLAIMED: "➖",
    Outcome.NOT_APPLICABLE: "➖",
}
_ORDER = tuple(MARKS)
_SILENT = (Outcome.NOT_CLAIMED, Outcome.NOT_APPLICABLE)
#: With more rows than this, those with nothing to act on are folded; with more than that to act on, their tables are too.
_SHORT, _MANY = 2, 4
#: The reason of a row that will be run.
_NOT_RUN, _WAITING = "not-run", Words(ru="ждут запуска", en="waiting to be run")
_CELLS = Words(ru="Все числа этой строки", en="All numbers of this row")


def rows(card: Card, voice: Voice) -> Iterator[Part]:
    """Tell every row: first those to act on, then those that hold, then together those that nothing was measured for."""
    told = sorted((row for row in card.rows if not _untouched(row)), key=lambda row: _ORDER.index(worst(row)))
    asking = sum(worst(row) in _ORDER[:3] for row in told)
    for row in told:
        yield from _row(row, voice, fold=len(told) > _SHORT and worst(row) not in _ORDER[:3], brief=asking > _MANY)
    for reason, group in _by_reason(filter(_untouched, card.rows), voice).items():
        names = Items(items=tuple(f"{name(row, voice)} {_place(row, voice)}".rstrip() for row in group))
        outcome = worst(group[0])
        waits = any(verdict.reason.code == _NOT_RUN for verdict in group[0].verdicts)
        state = f"⏳ {_WAITING.text(voice.language)}" if waits else f"{MARKS[outcome]} {voice.words.outcome(outcome).word}"
        title = f"{state}: {voice.words.rows(len(group))}"
        yield Part(rank=Rank.ROW, blocks=(Heading(text=title, level=4), Text(text=reason), names))


def name(row: JudgedRow, voice: Voice) -> str:
    """Name a row as its table does."""
    model = voice.quote(row.model) if row.model else voice.words.unnamed
    return f"{model} · {voice.quote(row.method_text or row.method.family.value)}"


def worst(row: JudgedRow) -> Outcome:
    """Return the outcome of a row that matters most, as it counts."""
    ended = {Owner.THEIRS: [Outcome.BROKEN_THEIRS], Owner.OURS: [Outcome.BROKEN_OURS], Owner.NOBODY: []}
    outcomes = [verdict.counts_as for verdict in row.verdicts] + (ended[row.end.ending.owner] if row.end and not row.accepted else [])
    outcomes += [row.method_verdict.counts_as] if method.shown(row) else []
    return min(outcomes, key=_ORDER.index, default=Outcome.NOT_CHECKABLE)


def _row(row: JudgedRow, voice: Voice, *, fold: bool, brief: bool) -> Iterator[Part]:
    mark, title = MARKS[worst(row)] + (" 👤" if decided.touched(row) else ""), name(row, voice)
    body = (*decided.of_row(row, voice), *_ending(row.end, voice), *_verdicts(row, voice), *method.agreement(row, voice))
    if fold:
        counts, blocks = _counts(row), (*body, *method.evidence(row, voice))
        yield Part(rank=Rank.DETAIL, blocks=(Fold(title=f"{mark} {title}" + (f": {counts}" if counts else ""), blocks=blocks),))
    else:
        cells = _CELLS.text(voice.language)
        shown = (Fold(title=cells, blocks=(block,)) if brief and isinstance(block, Table) else block for block in body)
        yield Part(rank=Rank.ROW, blocks=(Heading(text=f"{mark} {title} {_place(row, voice)}".rstrip(), level=4), *shown))
        if evidence := tuple(method.evidence(row, voice, title)):
            yield Part(rank=Rank.DETAIL, blocks=evidence)
    if row.end and row.end.log.strip():
        tail = Code(text=escape.log_tail(row.end.log))
        yield Part(rank=Rank.LOG, blocks=(Fold(title=f"{voice.words.run.log}: {title}", blocks=(tail,)),))


def _ending(end: RunEnd | None, voice: Voice) -> Iterator[Block]:
    """Say in which phase a run ended early, why, and what to do."""
    if end is None or end.ending.owner is Owner.NOBODY:
        return
    words, code = voice.words.run, end.ending.value
    theirs = end.ending.owner is Owner.THEIRS
    yield Text(lead=(words.theirs if theirs else words.ours)(voice.words.phase(end.phase)), text=_sentence(voice.say(code, end.facts)))
    if not theirs:
        yield Text(text=words.costs_nothing)
    elif why := voice.explain(code):
        yield Text(text=why)


def _sentence(told: str) -> str:
    """Make a sentence of what the log tells as a part of a line."""
    return told[:1].upper() + told[1:] + ("" if told.endswith((".", "!", "?", "…")) else ".")


def _verdicts(row: JudgedRow, voice: Voice) -> Iterator[Block]:
    """Show what was held against a claim as a table, and below it why, for everything that was not confirmed."""
    shown = [verdict for verdict in row.verdicts if not _silent(verdict) and not _told_by_end(verdict, row.end)]
    cells: list[tuple[str, Verdict | MethodVerdict, str]] = [
        (voice.words.metric(verdict.metric), verdict, voice.say(verdict.reason.code, verdict.reason.facts)) for verdict in shown
    ]
    lines = [_line(verdict, voice) for verdict in shown]
    if method.shown(row):
        cells.insert(0, (method_words(voice.language).name, row.method_verdict, method.reason(row, voice)))
        lines.insert(0, _method(row, voice))
    if lines:
        yield Table(header=_header(voice), rows=tuple(lines))
        yield from _memory(row, voice)
    why: dict[tuple[Outcome, str], list[str]] = {}
    for cell, found, reason in cells:
        if found.outcome is not Outcome.CONFIRMED and (found.decision is None or found.counts_as.costs):
            why.setdefault((found.outcome, reason), []).append(cell)
    if why:
        ordered = sorted(why.items(), key=lambda item: _ORDER.index(item[0][0]))
        yield Items(items=tuple(f"{MARKS[outcome]} {', '.join(dict.fromkeys(names))}: {told}" for (outcome, told), names in ordered))
    if empty := [verdict.metric for verdict in row.verdicts if _silent(verdict)]:
        yield Text(text=voice.words.not_claimed(_metrics(empty, voice)))


def _memory(row: JudgedRow, voice: Voice) -> Iterator[Block]:
    """Say what the memory of a row consists of, where one was held against a claim."""
    found = {one.definition: f"{one.value:.0f}" for one in row.measurements if one.metric is Metric.RAM_MB}
    loaded, load_peak, peak = (found.get(name) for name in (Definition.LOADED, Definition.LOAD_PEAK, Definition.RESIDENT))
    if loaded and load_peak and peak and any(verdict.metric is Metric.RAM_MB and verdict.measurement for verdict in row.verdicts):
        yield Text(text=voice.words.memory(loaded, load_peak, peak, found.get(Definition.BESIDE)))


def _header(voice: Voice) -> tuple[str, ...]:
    columns = voice.words.columns
    return (columns.metric, columns.claimed, columns.measured, columns.accepted, columns.verdict)


def _method(row: JudgedRow, voice: Voice) -> tuple[str, ...]:
    claimed = voice.quote(row.method_text or row.method.family.value)
    return (method_words(voice.language).name, claimed, method.found(row, voice), "—", _outcome(row.method_verdict, voice))


def _line(verdict: Verdict, voice: Voice) -> tuple[str, ...]:
    return (
        voice.words.metric(verdict.metric),
        amounts.claimed(verdict.claim, voice) if verdict.claim else "—",
        amounts.measured(verdict, voice),
        amounts.accepted(verdict, voice),
        _outcome(verdict, voice),
    )


def _outcome(verdict: Verdict | MethodVerdict, voice: Voice) -> str:
    """Name what was measured, and behind an arrow what counts instead."""
    measured = f"{MARKS[verdict.outcome]} {voice.words.outcome(verdict.outcome).word}"
    return f"{measured} → {MARKS[verdict.counts_as]} {decided.counts_as(verdict, voice)} 👤" if verdict.decision else measured


def _metrics(metrics: Iterable[Metric], voice: Voice) -> str:
    return ", ".join(dict.fromkeys(map(voice.words.metric, metrics)))


def _counts(row: JudgedRow) -> str:
    outcomes = [verdict.counts_as for verdict in row.verdicts if verdict.claim]
    return ", ".join(f"{outcomes.count(outcome)} {mark}" for outcome, mark in MARKS.items() if outcome in outcomes)


def _silent(verdict: Verdict) -> bool:
    """Tell whether there is nothing to show: no claim was held against anything, and nothing was measured."""
    return verdict.outcome in _SILENT and not verdict.measurement


def _told_by_end(verdict: Verdict, end: RunEnd | None) -> bool:
    """Tell whether the early end of the run, told above the table, is all there is to say."""
    return end is not None and end.ending.owner is not Owner.NOBODY and not verdict.measurement


def _untouched(row: JudgedRow) -> bool:
    """Tell whether nothing was run for a row and all its cells say the same."""
    reasons = {(verdict.reason.code, *sorted(verdict.reason.facts.items())) for verdict in row.verdicts if not _silent(verdict)}
    return row.end is None and len(reasons) <= 1 and not decided.touched(row) and not any(verdict.measurement for verdict in row.verdicts)


def _by_reason(untouched: Iterable[JudgedRow], voice: Voice) -> dict[str, list[JudgedRow]]:
    groups: dict[str, list[JudgedRow]] = {}
    for row in untouched:
        groups.setdefault(_common_reason(row, voice), []).append(row)
    return groups


def _common_reason(row: JudgedRow, voice: Voice) -> str:
    telling = [verdict for verdict in row.verdicts if verdict.outcome is not Outcome.NOT_CLAIMED]
    if telling:
        return voice.say(telling[0].reason.code, telling[0].reason.facts)
    return voice.words.not_claimed(_metrics((verdict.metric for verdict in row.verdicts), voice))


def _place(row: JudgedRow, voice: Voice) -> str:
    claims = (verdict.claim.place for verdict in row.verdicts if verdict.claim)
    path = next(claims, Place(path="README.md")).path
    return voice.place(Place(path=path, line=row.line)) if row.line else ""
