"""What differs between two artifacts is told, all of it, by the row and the cell it belongs to."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from grader.core.measurement import Definition
from grader.core.metric import Metric
from grader.core.replay import Difference
from grader.wire.differences import differences

VALUES = st.none() | st.integers(0, 3) | st.sampled_from(["off", "confirmed"])
CELLS = st.fixed_dictionaries(
    {"metric": st.sampled_from(["cpu_ms", "size_mb"]), "value": VALUES}, optional={"definition": st.sampled_from(["folder", "speed-up"])}
)
ROWS = st.fixed_dictionaries({"measurements": st.lists(CELLS, max_size=3), "end": VALUES}, optional={"row": st.integers(0, 2)})
DOCUMENTS = st.fixed_dictionaries(
    {"rows": st.lists(ROWS, max_size=3), "points": st.lists(st.fixed_dictionaries({"name": VALUES, "points": VALUES}), max_size=2)}
)


@given(DOCUMENTS, DOCUMENTS)
def test_differences_are_told_both_ways_alike(one: object, other: object) -> None:
    there, back = list(differences(one, other, ["a", "b"])), list(differences(other, one, ["a", "b"]))
    assert len(there) == len(back)
    assert list(differences(one, one, [])) == []


@given(DOCUMENTS, st.data())
def test_one_changed_value_is_one_difference(document: dict[str, list[dict[str, object]]], data: st.DataObject) -> None:
    document["rows"].append({"measurements": [{"metric": "ram_mb", "definition": "resident", "value": 1.5}], "row": 7})
    new = data.draw(st.floats(2, 3))
    changed = {**document, "rows": [*document["rows"][:-1], {**document["rows"][-1], "measurements": [
        {"metric": "ram_mb", "definition": "resident", "value": new}
    ]}]}  # fmt: skip
    names = [*"abcdefg", "the row"]
    assert list(differences(document, changed, names)) == [
        Difference(row="the row", metric=Metric.RAM_MB, definition=Definition.RESIDENT, what="value", old="1.5", new=str(new))
    ]


def test_a_cell_that_is_gone_is_told_with_its_value() -> None:
    cell = {"metric": "size_mb", "definition": "folder", "value": 2.5}
    [gone] = differences({"rows": [{"measurements": [cell]}]}, {"rows": [{"measurements": []}]}, ["a"])
    assert (gone.row, gone.metric, gone.definition, gone.old, gone.new) == ("a", Metric.SIZE_MB, Definition.FOLDER, "2.5", None)
