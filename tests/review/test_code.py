"""What is said of the code: few remarks, the strongest on their lines, the rest folded; nothing of it decides anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from grader.core.metric import Metric
from grader.core.problem import Place, Problem
from grader.core.trace import Origin, Trace
from grader.core.verdict import Card
from grader.core.words import Confidence, Entry, Language, Severity, Words, catalogue
from grader.review.code import MOST_REMARKS
from grader.review.markdown import LIMIT
from grader.review.reviewing import review
from tests.review import samples

NOTEBOOK = "submissions/quiet_otters/hw-3/hw3.ipynb"


def entry(number: int, severity: Severity = Severity.WARNING) -> Entry:
    return Entry(
        code=f"fault-{number}", severity=severity, confidence=Confidence.LIKELY,
        message=Words(ru=f"Беда {number} с {{name}}.", en=f"Trouble {number} with {{name}}."),
        why=Words(ru=f"Потому что {number}.", en=f"Because of {number}."), wrong="bad()", right=f"good({number})",
    )  # fmt: skip


FAULTS = [entry(number) for number in range(12)]
GOOD = Entry(
    code="warmed", severity=Severity.PRAISE, message=Words(ru="Прогрев сделан.", en="Warmed up."), why=Words(ru="Так точнее.", en="Better.")
)
CATALOGUE = {**samples.CATALOGUE, **catalogue(*FAULTS, GOOD)}


def remark(number: int, *, silenced: str = "", also: tuple[Place, ...] = ()) -> Problem:
    place = Place(path=NOTEBOOK, line=40 + number, cell=3, text="model(x)")
    return replace(Problem.of(FAULTS[number], place, {"name": "`<b>@all"}), silenced=silenced, also=also)


def card(*remarks: Problem, traces: tuple[Trace, ...] = ()) -> Card:
    return replace(samples.FOUR_ROWS, remarks=remarks, traces=traces)


def body(found: Card, languages: Sequence[Language] = (Language.EN,)) -> str:
    return review(found, CATALOGUE, languages, samples.LINES).body


def test_remarks_name_cell_place_confidence_and_the_right_way() -> None:
    text = body(card(remark(1, also=(Place(path=NOTEBOOK, line=90, cell=7), Place(path=NOTEBOOK, line=90, cell=7)))))
    assert f"[`{NOTEBOOK}:41`](" in text
    assert "cell 3, `model(x)`: Trouble 1 with " in text
    assert "not sure" not in text
    assert text.count("cell 7") == 1
    assert "```python\ngood(1)\n```" in text
    assert "`ˋ<b>@all`" in text  # in a code span nothing of it is alive


def test_doubt_is_said_and_a_comment_on_the_table_is_silenced_in_the_code() -> None:
    unsure = replace(remark(1), confidence=Confidence.POSSIBLE)
    row = replace(remark(2), place=Place(path="README.md", line=9, column=4, text="| a | 1 |"))
    made = review(card(unsure, row), CATALOGUE, (Language.RU,), samples.LINES)
    assert "Бот здесь не уверен" in made.body
    assert "`| a" not in made.body
    said = {comment.path: comment.body for comment in made.comments if comment.told}
    assert "в эту строку `# grader: ignore[fault-1]" in said[NOTEBOOK]
    assert "в любой строке кода `# grader: ignore[fault-2]" in said["README.md"]


def test_only_the_strongest_stand_on_lines_and_the_rest_is_folded_and_counted() -> None:
    made = review(card(*(remark(number) for number in range(12))), CATALOGUE, (Language.EN, Language.RU), samples.LINES)
    on_code = [comment for comment in made.comments if comment.path == NOTEBOOK]
    assert [comment.line for comment in on_code] == list(range(40, 40 + MOST_REMARKS))
    assert all(comment.told and "# grader: ignore[fault-" in comment.body and "Беда" in comment.body for comment in on_code)
    assert "4 more remarks on the code" in made.body
    assert "Trouble 11 with" in made.body


def test_what_a_team_silenced_is_shown_with_its_reason_and_nowhere_else() -> None:
    made = review(card(remark(2, silenced="it <i>is</i> on the CPU")), CATALOGUE, (Language.EN,), samples.LINES)
    assert not [comment for comment in made.comments if comment.path == NOTEBOOK]
    assert "1 remark silenced by the team" in made.body
    assert "The team's reason: `it <i>is</i> on the CPU`" in made.body or "&lt;i&gt;" in made.body


def test_what_was_done_well_is_said() -> None:
    text = body(card(Problem.of(GOOD, Place(path=NOTEBOOK, line=5, cell=2), {})), (Language.RU,))
    assert "👍 Сделано хорошо." in text
    assert "Прогрев сделан." in text
    assert "Потому" not in text


def test_the_origins_of_the_numbers_are_summed_up_and_can_be_looked_up() -> None:
    cell = Place(path="README.md", line=9, column=4)
    traces = (
        Trace(place=cell, written="31.9", origin=Origin.CONVERTED, source=Place(path=NOTEBOOK, line=70, cell=4), how="× 1000"),
        Trace(place=cell, written="106.4", origin=Origin.PRINTED, source=Place(path="log.txt", line=3)),
        Trace(place=cell, written="769.1", origin=Origin.NOWHERE, near="736.3"),
    )
    text = body(card(traces=traces))
    assert "🔍 Numbers in your rows: 3. In saved outputs: 1; after a conversion of units: 1; not found anywhere: 1." in text
    assert "cell 4, `× 1000`" in text


def test_remarks_change_neither_verdicts_nor_conclusion_nor_labels() -> None:
    plain = review(samples.FOUR_ROWS, CATALOGUE, (Language.EN,), samples.LINES)
    told = review(card(*(remark(number) for number in range(12))), CATALOGUE, (Language.EN,), samples.LINES)
    assert (plain.conclusion, plain.labels, plain.title) == (told.conclusion, told.labels, told.title)


def test_a_flood_of_remarks_leaves_the_rows_standing() -> None:
    flood = replace(remark(3), facts={"name": "x" * 3000})
    text = body(card(*(replace(flood, place=replace(flood.place, line=line)) for line in range(400))), (Language.RU, Language.EN))
    assert len(text.encode()) <= LIMIT
    assert all(voice in text for voice in (Metric.SIZE_MB.unit.value, "❌"))
