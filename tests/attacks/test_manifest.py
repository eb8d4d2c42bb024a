"""Hostile manifests, tables and READMEs (c01 to c20 of the catalogue), each with the code that it must get."""

from __future__ import annotations

import re

import pytest

from grader.core.problem import Problem
from grader.core.words import Language
from grader.intake.reader import read_document
from grader.intake.title import read_team
from grader.review.escape import cell, terminal
from grader.review.lint import lint
from grader.wire import yaml
from tests.intake.checks.examples import PATH
from tests.intake.handed_in import ENTRIES, HEADER, MANIFEST, README, HandedIn

BOMB = b"a: &a [x,x,x]\n" + b"".join(b"%c: &%c [%s]\n" % (98 + i, 98 + i, b",".join([b"*%c" % (97 + i)] * 9)) for i in range(8))
DEEP_KEYS = "".join(f"{' ' * depth}k:\n" for depth in range(180)).encode()

MANIFESTS: dict[str, tuple[bytes, str]] = {
    "c01 billion laughs": (BOMB, "manifest-alias"),
    "c02 python tag": (b'team: !!python/object/apply:os.system ["id"]\n', "manifest-tag"),
    "c03 local tag": (b"team: !include /etc/passwd\n", "manifest-tag"),
    "c04 merge key": (b"base: &b {homework: 1}\nrow: {<<: *b, homework: 3}\n", "manifest-alias"),
    "c04 merge key without an anchor": (b"<<: {homework: 1}\nhomework: 3\n", "manifest-key"),
    "c05 duplicate key": (MANIFEST.encode() + b"data: other\n", "manifest-duplicate-key"),
    "c06 deep": (b"[" * 20_000, "manifest-depth"),
    "c07 huge": (b"a: " + b"x" * 10_000_000, "manifest-too-large"),
    "c07 larger than is ever read": (b"#" * 20_971_521, "manifest-too-large"),
    "c08 many nodes": (b"a: [" + b"1," * 12_000 + b"1]\n", "manifest-too-large"),
    "c09 two documents": (MANIFEST.encode() + b"---\na: 2\n", "manifest-documents"),
    "c10 complex key": (b"? [a, b]\n: c\n", "manifest-key"),
    "c11 control characters": (b'team: "x\x00y"\n', "manifest-control-character"),
    "c12 quadratic": (DEEP_KEYS, "manifest-depth"),
    "c13 surprising scalars": (MANIFEST.replace("homework: 3", "homework: 0x3").encode(), "manifest-schema"),
}


@pytest.mark.parametrize("name", MANIFESTS)
def test_a_hostile_manifest_is_one_error_and_loses_nothing_else(name: str) -> None:
    data, code = MANIFESTS[name]
    submission = HandedIn(change={PATH: data}).taken_in()
    assert code in {problem.code for problem in submission.problems}
    assert submission.manifest is None
    assert submission.code == {}
    assert len(submission.rows) == 2


def test_c13_scalars_stay_the_text_that_they_are() -> None:
    written = b"a: no\nb: 12:30:45\nc: 0x10\nd: 1_000\ne: .inf\nf: 2024-01-01\ng: 99999999999999999999999\nh: 1e5\n"
    assert all(type(value) is str for value in yaml.parse(written, "submission.yml").value.values())


INJECTIONS = (
    "@everyone",
    "#1",
    "GH-1",
    "![x](http://evil.test/t.png)",
    "<!-- grader -->",
    "--> <img src=x>",
    "`code` | cell",
    "``` \n# title",
    "[a](javascript:x)",
    "\x1b[31mred\x1b[0m",
    "\u202e7.73",
    "3\u200b7",
    "\r\n::error::forged",
    "a\x00b",
    "<script>",
    "🙂\ufe0f",
)


@pytest.mark.parametrize("text", INJECTIONS)
def test_c14_markdown_and_escapes_come_out_inert(text: str) -> None:
    span, shown = cell(text), terminal(text)
    assert span.startswith("`")
    assert "`" not in span[1:-1]
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069|]", span)
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", shown)


def told(problems: tuple[Problem, ...]) -> str:
    return "\n".join(lint(problem, ENTRIES, language, lambda text, colour: text) for problem in problems for language in Language)


def test_c14_nothing_of_a_hostile_row_reaches_the_terminal_raw() -> None:
    row = f"| evil\x1b[2J/m | INT8 \u202e | 4 \x1b]0;t\x07 | 1 | {'`' * 9} | @all | \u200b5 | <img> | x |\n"
    shown = told(HandedIn(change={"README.md": (README + row).encode()}).problems())
    assert "number-unreadable" in shown
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", shown)


NAMES = [
    "../../grader",
    "..",
    ".",
    "",
    "a/b",
    "a\\b",
    "ml_mаsters",
    "te\u200bam",
    "\u202emaet",
    "x" * 10_000,
    "$(id)",
    "`id`",
    "a;b",
    "con",
    "grader",
    "te\x00am",
    "tEAM\u0301",
    "ﬁne",
    "①team",
    "%2e%2e",
    "team\u00ad",
    "a\nb|c",
    "${{ x }}",
    "Ƭeam",
]


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_c15_no_such_name_is_a_team(name: str) -> None:
    team = read_team(name)
    assert team is None or re.fullmatch(r"[a-z0-9_]+", team)
    submission = HandedIn(title=f"{name} HW-3").taken_in()
    assert submission.team in (None, team)
    assert submission.team is not None or "title-unreadable" in {problem.code for problem in submission.problems}
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e]", told(submission.problems))


def test_c15_a_look_alike_in_the_manifest_is_said_to_be_one() -> None:
    assert "manifest-team-lookalike" in HandedIn(manifest=("ml_masters", "ml_mаsters")).codes()


@pytest.mark.parametrize("number", ["1e999", "nan", "inf", "٣٧", "３７", "1_0x", "0x1p5", "--5", "1,024", "1" * 400, "1e24,5", "Ⅻ"])
def test_c16_no_such_cell_is_a_number(number: str) -> None:
    document = read_document(f"{HEADER}| m | int8 | {number} | 1 | 2 | - | 3 | - | 0.5 |\n".encode(), "README.md")
    assert "size_mb" not in document.results[0].rows[0].cells


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"# Results\n" + b"lorem ipsum " * 900_000, "file-too-large"),  # c17
        (HEADER.encode() + b"| m | int8 | 1 | 1 | 1 | 1 | 1 | 1 | 1 |\n" * 9_000, "table-too-large"),  # c18
        (b"|a|b|\n|-|-|\n" + b"|1|2|\n" * 100_000, "file-too-large"),
    ],
)
def test_c17_c18_what_is_too_large_is_said(data: bytes, code: str) -> None:
    document = read_document(data, "README.md")
    assert [problem.code for problem in document.problems] == [code]
    assert document.results == ()


BAIT = [
    b"*a" * 60_000,
    b"[" * 120_000,
    b"`" * 100_000 + b"a",
    b" " * 300_000 + b"|",
    (b"|" + b"a" * 20) * 5000,
    b"> " * 60_000,
    b"a\r" * 100_000,
    b"|" * 200_000,
    b"<" * 150_000,
    b"![" * 60_000,
    b"\\|" * 100_000,
    b"_a" * 60_000,
]


@pytest.mark.parametrize("number", range(len(BAIT)))
def test_c19_bait_for_backtracking_is_read_and_holds_nothing(number: int) -> None:
    assert read_document(BAIT[number], "README.md").results == ()


@pytest.mark.parametrize(("before", "after"), [("```\n", "\n```"), ("~~~\n", "\n~~~"), ("<!--\n", "\n-->"), ("<pre>\n", "\n</pre>")])
def test_c20_a_hidden_table_holds_no_results(before: str, after: str) -> None:
    table = f"{HEADER}| m | int8 | 1 | 1 | 1 | 1 | 1 | 1 | 1 |"
    assert read_document(table.encode(), "README.md").results
    assert read_document((before + table + after).encode(), "README.md").results == ()
