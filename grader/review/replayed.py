"""What came of a replay, in words for a terminal: equal or not, and if not, which cell was what and is what now."""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.outcome import Outcome
from grader.core.replay import Difference, Replay
from grader.core.verdict import Card, JudgedRow
from grader.core.words import Fact, Language, Words
from grader.review import method
from grader.review.escape import terminal
from grader.review.wording import phrases
from grader.review.wording.method import method_words

#: More differences than these are only counted.
MOST = 40

_EQUAL = Words(
    ru="Совпадает. Строк: {rows}; по исходным отсчётам посчитано измерений: {computed} из {measurements}; runs.json совпал побайтно.",
    en="The same. Rows: {rows}; computed again from raw samples: {computed} of {measurements} measurements; runs.json: equal to the byte.",
)
_CARD = Words(ru="Вердикты вынесены заново, card.json совпал побайтно.", en="Judged again: card.json is equal to the byte.")
_TAKEN = Words(
    ru="Остальные взяты как есть: для качества нужны ответы-эталоны, для gzip и числа параметров сами файлы, а их в архиве нет.",
    en="The others are taken as they stand: quality needs the references, .gz and parameters need the files; a bundle holds neither.",
)
_NO_CARD = Words(
    ru="Карточки вердиктов в архиве нет, сравнивать не с чем. Вот вердикты по этим измерениям:",
    en="The bundle holds no card to compare with. These are the verdicts on its measurements:",
)
_DIFFERENT = Words(ru="Различий: {count}", en="Different: {count}")
_BYTES = Words(
    ru="Значения совпадают, байты {file} нет: файл записан иначе.",
    en="The values are the same, the bytes of {file} are not: it was written in another form.",
)
_MORE = Words(ru="и ещё {count}", en="and {count} more")
_VERSION = Words(
    ru="Архив записан версией {old}, здесь версия {new}: различия могут быть из-за этого. Чтобы сверить точно, установите версию {old}.",
    en="The bundle was written by version {old}, this is version {new}: that alone may make a difference. To be exact, install {old}.",
)
_COURSE = Words(
    ru="Судили по файлу курса из --course, а не по тому, что в архиве: вердикты могут отличаться из-за этого.",
    en="Judged by the course file of --course, not by the one in the bundle: that alone may change verdicts.",
)
#: What of a cell or a row is told by a word of its own; the rest by its name in the file.
_WHAT = {
    "outcome": Words(ru="вердикт", en="verdict"),
    "method_verdict.outcome": Words(ru="вердикт о методе", en="verdict on the method"),
    "value": Words(ru="значение", en="value"),
    "low": Words(ru="нижняя граница", en="lower bound"),
    "high": Words(ru="верхняя граница", en="upper bound"),
    "count": Words(ru="число отсчётов", en="number of samples"),
    "reason.code": Words(ru="причина", en="reason"),
    "end.ending": Words(ru="чем закончился запуск", en="end of the run"),
    "doubts": Words(ru="помехи", en="disturbances"),
    "machine.round_trip_us": Words(ru="пустой запрос, мкс", en="empty request, µs"),
}
_REFUSED = {
    "unreadable": Words(ru="файл не читается: {error}", en="the file cannot be read: {error}"),
    "too-large": Words(ru="больше {limit} МиБ: архив доказательств таким не бывает", en="larger than {limit} MiB, which no bundle is"),
    "not-gzip": Words(
        ru="это не архив доказательств (.tar.gz) или он повреждён", en="this is no evidence bundle (.tar.gz), or it is damaged"
    ),
    "cut-off": Words(ru="файл обрывается: скачайте его ещё раз", en="the file is cut off: download it again"),
    "foreign": Words(
        ru="в архиве лишнее, чего мы туда не кладём (имя, ссылка или запись): {file}",
        en="it holds what we never put into one (a name, a link or an entry): {file}",
    ),
    "missing": Words(ru="в архиве нет файла {file}", en="{file} is not in it"),
    "changed": Words(
        ru="{file} изменён после записи: его SHA-256 не тот, что в manifest.json",
        en="{file} was changed after it was written: its SHA-256 is not the one in manifest.json",
    ),
    "content": Words(
        ru="содержимое не читается этой версией: {file}. Если архив записан другой версией, повторите проверку в ней",
        en="this version cannot read its content: {file}. If another version wrote the bundle, replay it with that one",
    ),
}


def refused(fault: str, facts: dict[str, Fact], language: Language) -> str:
    """Say why a file is no bundle."""
    shown = {name: terminal(fact) if isinstance(fact, str) else fact for name, fact in facts.items()}
    return _REFUSED[fault].text(language).format_map(shown)


def replayed(replay: Replay, language: Language, *, version: str, other_course: bool) -> Iterator[str]:
    """Tell a replay, line by line; `version` is the grader's own."""
    if replay.equal:
        yield _EQUAL.text(language).format(rows=replay.rows, computed=replay.computed, measurements=replay.measurements)
        if replay.card_equal:
            yield _CARD.text(language)
        if replay.computed < replay.measurements:
            yield _TAKEN.text(language)
    else:
        yield from _differences(replay, language)
    if replay.card_equal is None and any(verdict.claim for verdict in replay.card.verdicts):
        yield from _verdicts(replay.card, language)
    if replay.written_by != version:
        yield _VERSION.text(language).format(old=terminal(replay.written_by), new=version)
    if other_course:
        yield _COURSE.text(language)


def _differences(replay: Replay, language: Language) -> Iterator[str]:
    yield _DIFFERENT.text(language).format(count=len(replay.differences))
    for difference in replay.differences[:MOST]:
        yield f"  {_difference(difference, language)}"
    if (more := len(replay.differences) - MOST) > 0:
        yield f"  {_MORE.text(language).format(count=more)}"
    if not replay.differences:
        yield "  " + _BYTES.text(language).format(file="runs.json" if not replay.runs_equal else "card.json")


def _difference(found: Difference, language: Language) -> str:
    words = phrases(language)
    cell = words.metric(found.metric) if found.metric else ""
    if found.definition:
        cell += f" ({words.definition(found.definition).word})"
    what = _WHAT[found.what].text(language) if found.what in _WHAT else terminal(found.what) if found.what else ""
    old, new = (_value(value, found.what, language) for value in (found.old, found.new))
    place = ", ".join(part for part in (terminal(found.row) if found.row else "", cell, what) if part)
    return f"{place}: {old} → {new}"


def _value(value: str | None, what: str, language: Language) -> str:
    if value is None:
        return "–"
    if what.endswith("outcome") and value in set(Outcome):
        return phrases(language).outcome(Outcome(value)).word
    return terminal(value)


def _verdicts(card: Card, language: Language) -> Iterator[str]:
    yield _NO_CARD.text(language)
    for row in card.rows:
        yield f"  {terminal(row.model or '?')} · {terminal(row.method_text or row.method.family)}: {_cells(row, language) or '–'}"


def _cells(row: JudgedRow, language: Language) -> str:
    words = phrases(language)
    by_outcome: dict[Outcome, list[str]] = {}
    if method.shown(row):
        by_outcome[row.method_verdict.counts_as] = [method_words(language).name]
    for verdict in row.verdicts:
        if verdict.claim:
            by_outcome.setdefault(verdict.counts_as, []).append(words.metric(verdict.metric))
    return "; ".join(f"{words.outcome(outcome).word}: {', '.join(names)}" for outcome, names in by_outcome.items())
