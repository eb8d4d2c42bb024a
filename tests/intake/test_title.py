from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from grader.intake.title import MAX_TITLE, RESERVED, read_team, read_title


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("ml_masters HW-3", "ml_masters HW-3"),
        ("ML_Masters hw-3", "ml_masters HW-3"),
        ("ml masters HW3", "ml_masters HW-3"),
        ("ml-masters HW 3", "ml-masters HW-3"),
        ("ml-masters-hw-3", "ml-masters HW-3"),
        ("ml_masters HW–3", "ml_masters HW-3"),
        ("ml_masters — HW №3", "ml_masters HW-3"),
        ("ml_masters HW-03", "ml_masters HW-3"),
        ("ml_masters HW-12 (second try)", "ml_masters HW-12"),
        ("ml_masters, homework 3: clustering of a ViT", "ml_masters HW-3"),
        ("HW-3 ml_masters", "ml_masters HW-3"),
        ("[HW-3] ML Masters", "ml_masters HW-3"),
        ("HW-3_ml_masters", "ml_masters HW-3"),
        ("HW3: team Rocket", "rocket HW-3"),
        ("team_x HW-3", "team_x HW-3"),
        ("Team 5 HW-2", "team_5 HW-2"),
        ("Команда 5 ДЗ-2", "team_5 HW-2"),
        ("команда «Рога и копыта» ДЗ №1", "рога_и_копыта HW-1"),
        ("пингвины домашнее задание 4", "пингвины HW-4"),
        ("й_команда HW-1", "й_команда HW-1"),
        ("и\u0306_команда HW-1", "й_команда HW-1"),
    ],
)
def test_the_forms_that_people_type(text: str, canonical: str) -> None:
    title = read_title(text)
    assert title.canonical == canonical
    assert title.text == text


@pytest.mark.parametrize(
    ("text", "homework"),
    [
        ("", None),
        ("my homework", None),
        ("lesson 3 ml_masters", None),
        ("ml_masters", None),
        ("ml_masters HW-3 HW-4", None),
        ("HW-3 HW-4 ml_masters", None),
        ("ml_masters HW-3/4", None),
        ("ml_masters HW-123", None),
        ("x" * 300 + " HW-3", None),
        ("HW-3", 3),
        ("ml_mаsters HW-3", 3),  # a Cyrillic а
        ("ml_masters2️⃣ HW-3", 3),
        ("$(id) HW-3", 3),
        ("${{ github.token }} HW-3", 3),
        ("../../grader HW-3", 3),
        ("grader HW-3", 3),
    ],
)
def test_nothing_is_guessed(text: str, homework: int | None) -> None:
    title = read_title(text)
    assert title.team is None and title.canonical is None
    assert title.homework == homework


@pytest.mark.parametrize(
    "name",
    [
        "../../grader", "..", ".", "", "a/b", "a\\b", "ml_mаsters", "te\u200bam", "\u202emaet", "x" * 10_000, "x" * 33, "$(id)", "i`d`",
        "a;b",
        "con", "grader", "team\nx/y", "team\x00", "t\u0301", "_x", "a__b", "a_-b", "ﬁne", "①team", "%2e%2e", "team\u00ad", "a", "७७",
        "日本",
    ],
)  # fmt: skip
def test_names_that_could_mean_something_else_are_refused(name: str) -> None:
    assert read_team(name) is None


def test_no_reserved_word_is_a_name() -> None:
    assert [read_team(name) for name in sorted(RESERVED)] == [None] * len(RESERVED)


#: Text made of the parts of titles, so that most of it is nearly one.
titlish = st.lists(
    st.sampled_from([
        "HW", "hw-3", "ДЗ", "№", "3", "12", " ", "-", "–", "_", "/",
        "(", ")", "team", "команда", "ml", "masters", "рога", "й", "и\u0306", "İ", "ß", ".", ",", "«", "\n", "②",
    ]),
    max_size=10,
).map("".join)  # fmt: skip


@settings(deadline=None)
@given(st.text(max_size=MAX_TITLE + 20) | titlish)
@example("team_team_x HW-1")
@example("team. x HW-1")
@example("HW-1 hw2x")
def test_reading_never_fails_and_a_canonical_title_is_a_fixed_point(text: str) -> None:
    title = read_title(text)
    assert len(title.text) <= MAX_TITLE
    if title.canonical:
        again = read_title(title.canonical)
        assert (again.team, again.homework, again.canonical) == (title.team, title.homework, title.canonical)


@settings(deadline=None)
@given(st.text(max_size=60) | titlish)
def test_a_name_is_one_safe_part_of_a_path(text: str) -> None:
    name = read_team(text)
    if name is not None:
        assert 2 <= len(name) <= 32
        assert name == name.lower()
        assert all(char.isalnum() or char in "_-" for char in name)
        assert name not in RESERVED
        assert read_team(name) == name
