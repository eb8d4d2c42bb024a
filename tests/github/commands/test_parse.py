"""What is a command and what is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.metric import Metric
from grader.core.outcome import Outcome
from grader.core.words import Language
from grader.course.headers import HEADERS
from grader.github.commands import COMMANDS
from grader.github.commands.arguments import MAX_POINTS
from grader.github.commands.command import Arguments
from grader.github.commands.names import METRICS, OUTCOMES
from grader.github.commands.parse import Misread, parse
from grader.review.wording import phrases


def words(body: str) -> list[str]:
    return [one.command.word for one in parse(body)]


def given_to(body: str) -> Arguments:
    (one,) = parse(body)
    return one.arguments


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("word", COMMANDS)
def test_every_example_is_a_line_of_its_own_command(word: str, language: Language) -> None:
    assert words(COMMANDS[word].example.text(language)) == [word]
    assert COMMANDS[word].usage.text(language).startswith(f"/{word}")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("/accept 51 потому что верно", Arguments(row=51, reason="потому что верно")),
        ("/Accept README.md:51 «цитата» и 'ещё'", Arguments(row=51, reason="«цитата» и 'ещё'")),
        ("/accept #3\tthe reason", Arguments(row=3, reason="the reason")),
        ("/accept L7 эмодзи 👍🏽 можно", Arguments(row=7, reason="эмодзи 👍🏽 можно")),
        (
            "/override 51 Размер весов (MB) верно с токенизатором",
            Arguments(row=51, metric=Metric.SIZE_MB, outcome=Outcome.CONFIRMED, reason="с токенизатором"),
        ),
        (
            '/override 2 "время на CPU" "не проверить" чужая машина',
            Arguments(row=2, metric=Metric.CPU_MS, outcome=Outcome.NOT_CHECKABLE, reason="чужая машина"),
        ),
        ("/override 2 gpu_ms off off by ten", Arguments(row=2, metric=Metric.GPU_MS, outcome=Outcome.OFF, reason="off by ten")),
        (
            "/override 2 память GPU сбой у нас драйвер",
            Arguments(row=2, metric=Metric.VRAM_MB, outcome=Outcome.BROKEN_OURS, reason="драйвер"),
        ),
        ("/override 51 method off their own words", Arguments(row=51, method=True, outcome=Outcome.OFF, reason="their own words")),
        (
            "/override 51 «Метод» верно маски сняты позже",
            Arguments(row=51, method=True, outcome=Outcome.CONFIRMED, reason="маски сняты позже"),
        ),
        ("/points 8,5 за разбор", Arguments(points=8.5, reason="за разбор")),
        ("/points 0 copied", Arguments(points=0.0, reason="copied")),
        ("/hold", Arguments()),
        ("/regrade", Arguments()),
        ("/regrade 51", Arguments(row=51)),
        ("/explain `Size-Off-Folder`", Arguments(code="size-off-folder")),
    ],
)
def test_arguments_are_read_as_people_type_them(body: str, expected: Arguments) -> None:
    assert given_to(body) == expected


@pytest.mark.parametrize(
    "body",
    [
        "",
        "thanks!",
        "> /merge",
        " /merge",
        "please\n/merge",
        "```\n/merge\n```",
        "<!-- -->\n/merge",
        "/usr/bin/python3 is missing",
        "/2 of the rows",
        "/",
        "\u200b/merge",
        "On Monday prof wrote:\n> /merge",
        "`/merge`",
        "- /merge",
    ],
)
def test_what_is_no_command(body: str) -> None:
    assert parse(body) == ()


@pytest.mark.parametrize(
    "body",
    [
        "/approve",
        "/мерж",
        "/merge now",
        "/accept",
        "/accept 51",
        "/accept 51 …",
        "/accept 0 reason",
        "/accept all reason",
        "/override 51 size",
        "/override 51 size fine reason",
        "/override 51 quality off reason",
        "/override 51 size not-claimed reason",
        "/points 8/10 reason",
        "/points -1 reason",
        "/points 1001 reason",
        "/points nan reason",
        "/points 5",
        "/explain",
        "/explain " + "x" * 61,
        "/accept 51 left\u202eright",
        "/accept 51 a\u200bb",
        "/accept 51 a\u2028/merge",
        "/accept 51 <!-- hidden",
        "/grade\n/nonsense",
        "/grade\n" * 21,
    ],
)
def test_what_looks_like_a_command_and_cannot_be_read(body: str) -> None:
    with pytest.raises(Misread):
        parse(body)


def test_each_line_is_a_command_and_everything_else_is_text() -> None:
    assert words("/accept 51 reason\r\nas we discussed\r\n/accept 52 reason\r\n\r\n/merge") == ["accept", "accept", "merge"]


def test_what_a_reader_does_not_see_as_text_is_passed_over() -> None:
    body = "/grade\n~~~\n/merge\n```\n/merge\n~~~\n<!-- why\n/points 10 for me\n--> /merge\n> /merge\n    /merge\n/hold"
    assert words(body) == ["grade", "hold"]


def test_a_very_long_comment_is_read_and_a_very_long_reason_cut() -> None:
    assert len(given_to("/accept 51 " + "ы" * 65_000).reason) == 500
    assert words("/grade\n" + "`<!--/ \n" * 8000) == ["grade"]


def test_the_words_of_the_review_and_the_headers_of_tables_name_metrics_and_outcomes() -> None:
    for language in Language:
        for metric in Metric:
            assert METRICS[phrases(language).metric(metric).casefold()] is metric
        for outcome in set(Outcome) - {Outcome.NOT_CLAIMED}:
            assert OUTCOMES[phrases(language).outcome(outcome).word.casefold()] is outcome
        for name, header in HEADERS.items():
            assert name in ("model", "method", "quality") or METRICS[header.text(language).casefold()].value == name


PIECES = st.sampled_from([
    "/accept ", "/override ", "/points ", "/grade", "/explain ", "/hold", "51 ", "размер ", "off ", "```", "~~~~", "<!--", "-->", "\n",
    "\r\n", "> ", '"', "«", "\u202e", "8,5 ", "причина", "\x00", "`", "\ud800",
])  # fmt: skip


@given(st.text() | st.lists(PIECES, max_size=30).map("".join))
def test_reading_never_fails_but_by_saying_so(body: str) -> None:
    try:
        asked = parse(body)
    except Misread as error:
        assert error.line in body
        return
    assert not asked or body.startswith("/")
    for one in asked:
        assert one.arguments.points is None or 0 <= one.arguments.points <= MAX_POINTS
        assert not one.command.decides or one.command.word == one.command.decides


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=80))
def test_a_reason_comes_back_as_it_was_typed(reason: str) -> None:
    typed = f"x{reason}x".replace("<!--", "")
    assert given_to(f"/accept 51 {typed}").reason == typed


@given(st.text(max_size=200))
def test_quoting_a_comment_takes_its_commands_away(body: str) -> None:
    assert parse("> /merge\n" + "\n".join(f"> {line}" for line in body.split("\n"))) == ()
