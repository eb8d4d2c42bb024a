"""Where the numbers of a table come from: found, converted, derived, inherited, too short, nowhere."""

from __future__ import annotations

import time
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.metric import Metric
from grader.core.problem import Place
from grader.core.submission import Claim
from grader.core.trace import Origin, Trace
from grader.intake.reader import read_document
from grader.intake.trace.printed import printed
from grader.intake.trace.trace import significant, trace
from tests.intake.lint.support import notebook, project

README = "README.md"


def claim(written: str, metric: Metric = Metric.CPU_MS) -> Claim:
    return Claim(metric=metric, value=float(written.replace(",", ".")), written=written, place=Place(path=README, line=9, column=3))


def traced(one: Claim, output: str, *, files: Mapping[str, str] | None = None, older: str = "") -> Trace:
    given_ = project({"a.ipynb": notebook("run()", outputs={1: output} if output else None), **(files or {})})
    rows = [row for table in read_document(older.encode(), README).results for row in table.rows] if older else []
    return trace([one], printed(given_), rows, README)[0]


@pytest.mark.parametrize(
    ("written", "metric", "output", "how"),
    [
        ("106.4", Metric.CPU_MS, "CPU latency: 106.3914 ms", ""),
        ("106.3", Metric.CPU_MS, "CPU latency: 106.3914 ms", ""),  # cut off, not rounded
        ("31,9", Metric.GPU_MS, "GPU 31.93ms", ""),
        ("1390.82", Metric.RAM_MB, "peak memory 1,390.82 MB", ""),
        ("31.9", Metric.GPU_MS, "time per image: 0.031912 s", "× 1000"),
        ("327.30", Metric.SIZE_MB, "bytes on disk: 343199744", "/ 1024²"),
        ("1.3298", Metric.SIZE_MB, "model size 1361.7 MB", "/ 1024"),
        ("84.74", Metric.ACCURACY, "accuracy: 0.8474", "× 100"),
        ("0.2564", Metric.WER, "word accuracy 0.7436", "1 − x"),
    ],
)
def test_a_printed_number_is_found_rounded_cut_or_converted(written: str, metric: Metric, output: str, how: str) -> None:
    found = traced(claim(written, metric), output)
    assert (found.origin, found.how) == (Origin.CONVERTED if how else Origin.PRINTED, how)
    assert found.source is not None
    assert (found.source.path, found.source.cell) == ("a.ipynb", 1)


def test_a_number_printed_without_a_word_is_what_its_cell_says() -> None:
    def origin(code: str) -> Origin:
        given_ = project({"a.ipynb": notebook(code, outputs={1: "0.16621851920"})})
        return trace([claim("166.2")], printed(given_), [], README)[0].origin

    assert origin("start = time.time()\nmodel(x)\nprint(time.time() - start)") is Origin.CONVERTED
    assert origin("print(score(x))") is Origin.NOWHERE


def test_a_difference_or_ratio_of_neighbours_is_derived() -> None:
    found = traced(claim("99.50", Metric.RAM_MB), "before 1291.32\nafter 1390.82")
    assert (found.origin, found.how) == (Origin.DERIVED, "1390.82 − 1291.32")
    assert traced(claim("1.9482", Metric.CPU_MS), "a 21.43 b 11.00").how == "21.43 / 11.00"
    assert traced(claim("1.9482", Metric.CPU_MS), "a 21.43" + "\nstep 7.77" * 9 + "\nb 11.00").origin is Origin.NOWHERE


def test_a_number_of_an_older_row_is_inherited() -> None:
    older = "| Model | Method | CPU ms |\n|---|---|---|\n| vit | original | 106.47 |\n"
    found = traced(claim("106.47"), "latency 98.1 ms", older=older)
    assert found.origin is Origin.INHERITED
    assert found.source is not None
    assert found.source.line == 3


def test_three_digits_are_inherited_in_their_own_column_only() -> None:
    older = "| Model | Method | CPU ms |\n|---|---|---|\n| vit | original | 11.3 |\n"
    assert traced(claim("11.3"), "latency 98.1 ms", older=older).origin is Origin.INHERITED
    assert traced(claim("11.3", Metric.RAM_MB), "latency 98.1 ms", older=older).origin is Origin.NOWHERE


@pytest.mark.parametrize("written", ["500", "0.9", "31", "0.05"])
def test_a_short_number_is_not_looked_for_unless_its_word_stands_beside_it(written: str) -> None:
    assert traced(claim(written, Metric.ACCURACY), f"batch {written}\nlatency 3.14 ms").origin is Origin.SHORT
    assert traced(claim(written, Metric.ACCURACY), f"accuracy: {written}").origin is Origin.PRINTED


def test_a_number_that_is_nowhere_is_shown_beside_the_nearest_of_its_kind() -> None:
    found = traced(claim("769.1"), "latency: 736.3 ms\nparams 771.5")
    assert (found.origin, found.near) == (Origin.NOWHERE, "736.3")


@pytest.mark.parametrize(
    "noise",
    [
        "Downloading torch-2.1.0 (769.1 MB)",
        "Requirement already satisfied: x==769.1",
        "model.safetensors: 45%|####      | 769.1/1700 [00:10<00:12, 76.2MB/s]",
        "torch 769.1.0",
    ],
)
def test_installers_progress_bars_and_versions_are_no_results(noise: str) -> None:
    assert traced(claim("769.1"), f"{noise}\nlatency 1.234 ms").origin is Origin.NOWHERE


def test_logs_and_tables_of_the_pull_request_count_and_settings_do_not() -> None:
    found = traced(claim("106.4"), "", files={"logs/run.csv": "metric,value\ncpu_ms,106.41\n"})
    assert found.source == Place(path="logs/run.csv", line=2)
    lost = traced(claim("106.4"), "latency 1.234", files={"requirements.txt": "torch==106.41\n"})
    assert lost.origin is Origin.NOWHERE


def test_without_any_output_nothing_is_said() -> None:
    assert trace([claim("106.4")], printed(project({"a.py": "print(1)"})), (), README) == ()


@pytest.mark.parametrize(("written", "count"), [("0.0727", 3), ("327.30", 5), ("400", 1), ("1 390,82", 6), ("0.50", 2), ("105", 3)])
def test_significant_digits(written: str, count: int) -> None:
    assert significant(written) == count


@given(st.floats(0.5, 9000), st.integers(1, 4))
def test_whatever_is_printed_in_full_is_found_in_its_rounded_form(value: float, decimals: int) -> None:
    written = f"{value:.{decimals}f}"
    if significant(written) >= 3:
        assert traced(claim(written), f"latency {value:.9f} ms").origin is Origin.PRINTED


@pytest.mark.alone
def test_many_numbers_take_no_longer_than_their_count() -> None:
    """Twice the output takes about twice the time, not four times; the claims hardly count."""

    def seconds(lines: int) -> float:
        output = "\n".join(f"step {i} loss {i * 0.0137:.4f} time {i * 0.731:.3f}" for i in range(lines))
        numbers = list(printed(project({"a.ipynb": notebook("run()", outputs={1: output})})))
        start = time.perf_counter()
        trace([claim(f"{7.1 + i:.3f}") for i in range(60)], numbers, (), README)
        return time.perf_counter() - start

    small = min(seconds(1_000) for _ in range(3))
    assert min(seconds(4_000) for _ in range(3)) < 12 * small
