"""READMEs of a lesson and rows of teams, built by hand or drawn."""

from __future__ import annotations

from hypothesis import strategies as st

from grader.core.record import Record, RecordRow
from grader.core.table import Document, Family, Method
from grader.intake.reader import read_document

HEADER = "| Model | Method | Size (MB) | Quality (accuracy) |"
DELIMITER = "|---|---|---|---|"
HEAD = "a" * 40

#: a README may mix line ends, but a lone CR before an empty line and its LF would be one end, not two
ends = st.sampled_from([st.just("\r"), st.sampled_from(["\n", "\r\n"])])
#: text that is no table and leaves no block open behind it
prose = st.lists(
    st.sampled_from(["", "# Title  ", "words and | pipes", "   indented ", "- item", "тест\u2028same line", "> quote"]), max_size=5
)
models = st.sampled_from(["vit", "bert", "local:digits-vit", "owner/resnet"])
clusters = st.integers(1, 4)
sizes = st.integers(1, 3).map(float)


def read(text: str) -> Document:
    return read_document(text.encode(), "README.md")


def line(model: str, number: int, size: float) -> str:
    return f"| {model} | Clustering, {number} clusters | {size} | 0.9 |"


def row(model: str = "vit", number: int = 32, size: float = 2.0) -> RecordRow:
    return RecordRow(
        model=model,
        method=Method(family=Family.CLUSTERING, params={"clusters": number}),
        method_text=f"Clustering, {number} clusters",
        line=line(model, number, size),
        head_sha=HEAD,
    )


def record(*rows: RecordRow, team: str = "ml_masters") -> Record:
    return Record(team=team, homework=3, pull_request=7, head_sha=HEAD, rows=rows)


def unique(rows: list[RecordRow]) -> tuple[RecordRow, ...]:
    return tuple({row.key: row for row in rows}.values())


rows = st.lists(st.builds(row, models, clusters, sizes), max_size=5).map(unique)


@st.composite
def readmes(draw: st.DrawFn) -> str:
    """Draw a README with a results table, rows of others in it, and anything around it; any line ends, perhaps none at the end."""
    theirs = [line(f"theirs-{number}", 5, 1.0) for number in range(draw(st.integers(0, 3)))]
    lines = [*draw(prose), "", HEADER, DELIMITER, *theirs]
    after = draw(st.none() | prose)
    lines += [] if after is None else ["", *after]
    end = draw(ends)
    text = "".join(f"{one}{draw(end)}" for one in lines[:-1]) + lines[-1] + draw(st.just("") | end)
    return draw(st.sampled_from(["", "\ufeff"])) + text
