from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from grader.core.errors import BadInput
from grader.wire import yaml


def value(text: str) -> object:
    return yaml.parse(text.encode(), "a.yml").value


def refused(data: bytes) -> BadInput:
    with pytest.raises(BadInput) as caught:
        yaml.parse(data, "a.yml")
    return caught.value


LAUGHS = b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (98 + i, 98 + i, b",".join([b"*%c" % (97 + i)] * 9)) for i in range(8)
)

HOSTILE = [
    ("alias", 1, LAUGHS),
    ("alias", 2, b"a: 1\nb: &x 2\n"),
    ("alias", 1, b"a: *nowhere\n"),
    ("tag", 1, b'a: !!python/object/apply:os.system ["id"]\n'),
    ("tag", 2, b"a: 1\nb: !include /etc/passwd\n"),
    ("tag", 1, b"!!set {a, b}\n"),
    ("key", 3, b"a: {x: 1}\nb:\n  <<: {x: 2}\n"),
    ("key", 1, b"? [a, b]\n: c\n"),
    ("key", 1, b"1: a\n"),
    ("key", 1, b"true: a\n"),
    ("key", 1, b"null: a\n"),
    ("duplicate-key", 2, b"quality: 0.5\nquality: 0.99\n"),
    ("duplicate-key", 3, b"a:\n  b: 1\n  b: 2\n"),
    ("duplicate-key", 2, b'a: 1\n"a": 2\n'),
    ("depth", 1, b"[" * 20_000),
    ("depth", 1, b"{a: " * 5000),
    ("depth", 9, b"".join(b" " * i + b"a:\n" for i in range(12)) + b" " * 12 + b"a: 1\n"),
    ("too-large", None, b"a: " + b"x" * 10_000_000),
    ("too-large", 1, b"[" + b"x," * 12_000 + b"x]"),
    ("documents", 2, b"a: 1\n---\na: 2\n"),
    ("control-character", 2, b'b: 1\na: "x\x00y"\n'),
    ("control-character", 1, "a: \u0085\ud7ff\uffff".encode()),
    ("encoding", 2, b"a: 1\nb: \xff\xfe\n"),
    ("encoding", 1, "a: б".encode("utf-16")),
    ("syntax", 2, b"a: 1\n b: 2\n"),
    ("syntax", None, b'a: "\\UFFFFFFFF"\n'),
    ("syntax", 2, b"a: 'never closed\n"),
    ("syntax", 1, b"%YAML 9.9\n---\na: 1\n"),
    ("syntax", 1, b"\ta: 1\n"),
]


@pytest.mark.parametrize(("code", "line", "data"), HOSTILE, ids=lambda item: repr(item)[:40])
def test_what_a_manifest_does_not_need_is_refused(code: str, line: int | None, data: bytes) -> None:
    error = refused(data)
    assert (error.code, error.line) == (code, line)
    assert str(error).startswith("a.yml")


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "on",
        "yes",
        "~",
        "12:30:45",
        "0x10",
        "0o17",
        "010",
        "1_000",
        ".inf",
        ".nan",
        "2024-01-01",
        "1e5",
        "True",
        "NULL",
        "=",
        "99999999999999999999",
    ],
)
def test_surprising_scalars_stay_text(text: str) -> None:
    assert value(f"a: {text}") == {"a": text}


@pytest.mark.parametrize(
    ("text", "meant"), [("true", True), ("false", False), ("null", None), ("", None), ("-7", -7), ("0.5", 0.5), ("1.5e-3", 0.0015)]
)
def test_the_few_that_mean_something(text: str, meant: object) -> None:
    assert value(f"a: {text}") == {"a": meant}


def test_an_empty_file_is_nothing() -> None:
    assert yaml.parse(b"", "a.yml").value is None
    assert yaml.parse(b"# only a remark\n", "a.yml").value is None


def test_every_path_has_its_line() -> None:
    file = yaml.parse("team: а\nrows:\n  - model: m\n    params: {k: 1}\n  - model: n\n".encode(), "a.yml")
    assert [file.line(path) for path in [("team",), ("rows",), ("rows", 0), ("rows", 0, "params", "k"), ("rows", 1)]] == [1, 2, 3, 4, 5]
    assert file.line(("rows", 1, "never", "written")) == 5
    assert file.line(("nothing",)) == 1


#: Bytes that look like YAML often enough to reach every corner of the parser.
yamlish = st.lists(
    st.sampled_from([
        "a", "b", ": ", "- ", "\n", "  ", "[", "]", "{", "}", ",", "?", "&x ", "*x", "!t ",
        "|", ">", "'", '"', "\\", "#", "---", "...", "%", "1", "~", "<<", "\t", "\x00", "\ufeff", "й",
    ]),
    max_size=40,
).map(lambda parts: "".join(parts).encode())  # fmt: skip


@settings(deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=100).map(str.encode) | yamlish)
@example(b"a: !!timestamp x")
@example(b"\xef\xbb\xbfa: 1")
def test_any_bytes_give_plain_values_or_a_named_fault(data: bytes) -> None:
    try:
        file = yaml.parse(data, "a.yml")
    except BadInput as error:
        assert error.code in {
            "syntax",
            "alias",
            "tag",
            "key",
            "duplicate-key",
            "depth",
            "too-large",
            "documents",
            "control-character",
            "encoding",
        }
        assert error.line is None or error.line >= 1
    else:
        assert_plain(file.value)


def assert_plain(item: object) -> None:
    match item:
        case dict():
            assert all(type(key) is str for key in item)
            for below in item.values():
                assert_plain(below)
        case list():
            for below in item:
                assert_plain(below)
        case _:
            assert item is None or type(item) in (str, int, float, bool)


@settings(deadline=None)
@given(yamlish)
def test_any_bytes_hold_against_the_schema_or_are_refused(data: bytes) -> None:
    with pytest.raises(BadInput):  # nothing of these parts makes a whole manifest
        yaml.load(data, "submission.yml", "manifest")


def test_a_breach_of_the_schema_has_line_and_key() -> None:
    data = b"team: ml_masters\nhomework: three\ntask: t\ndata: d\nrows:\n  - model: m\n    method: original\n"
    with pytest.raises(BadInput, match=r"^submission\.yml:2: homework: 'three' is not of type 'integer'$") as caught:
        yaml.load(data, "submission.yml", "manifest")
    assert (caught.value.code, caught.value.line, caught.value.key) == ("schema", 2, "homework")


@pytest.mark.parametrize("name", ["x.py\\n", "../x.py", "a/x.py", ".py", "x.PY", "x.py.txt", "-x.py", "х.py"])
def test_a_name_of_code_is_a_plain_file_beside_the_manifest(name: str) -> None:
    row = f'  - model: owner/name\n    method: int8\n    code: "{name}"\n'
    with pytest.raises(BadInput, match="must be the name of a Python file"):
        yaml.load(b"team: ml_masters\nhomework: 3\ntask: t\ndata: d\nrows:\n" + row.encode(), "submission.yml", "manifest")
