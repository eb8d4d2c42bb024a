from __future__ import annotations

import pytest

from grader.judge.hardware import same_hardware


@pytest.mark.parametrize(
    ("named", "machine"),
    [
        ("EPYC 7B13", "AMD EPYC 7B13"),
        ("amd epyc 7b13, 2 vCPU", "AMD EPYC 7B13 64-Core Processor"),
        ("Xeon Gold 6248", "Intel(R) Xeon(R) Gold 6248 CPU @ 2.50GHz"),
        ("Intel Xeon Gold 6248 CPU @ 2.5 GHz", "Intel(R) Xeon(R) Gold 6248 CPU @ 2.50GHz"),
        ("i7-9700K", "Intel(R) Core(TM) i7-9700K CPU @ 3.60GHz"),
        ("Intel Core i7 9700K", "Intel(R) Core(TM) i7-9700K CPU @ 3.60GHz"),
        ("12th Gen i7-12700H", "12th Gen Intel(R) Core(TM) i7-12700H"),
        ("E5-2670 v3", "Intel(R) Xeon(R) CPU E5-2670 v3 @ 2.30GHz"),
        ("T4", "Tesla T4"),
        ("NVIDIA Tesla T4 16GB", "Tesla T4"),
        ("A100 80 ГБ", "NVIDIA A100-SXM4-80GB"),
        ("RTX 3090 Ti", "NVIDIA GeForce RTX 3090 Ti"),
        ("Apple M1 Pro", "Apple M1 Pro"),
        ("Ryzen 7 5800X, Tesla T4", "AMD Ryzen 7 5800X 8-Core Processor"),
    ],
)
def test_the_same(named: str, machine: str) -> None:
    assert same_hardware(named, machine)
    assert same_hardware(machine, named)


@pytest.mark.parametrize(
    ("named", "machine"),
    [
        (None, "AMD EPYC 7B13"),
        ("", "AMD EPYC 7B13"),
        ("T4", None),
        ("CPU", "Intel(R) Xeon(R) Gold 6248 CPU @ 2.50GHz"),
        ("Intel", "Intel(R) Xeon(R) Gold 6248 CPU @ 2.50GHz"),
        ("Intel(R) Xeon(R) CPU @ 2.20GHz", "Intel(R) Xeon(R) CPU @ 2.20GHz"),  # a whole family of processors in one cloud
        ("Intel Xeon Processor", "Intel(R) Xeon(R) Processor"),
        ("Xeon Gold 6230", "Intel(R) Xeon(R) Gold 6248 CPU @ 2.50GHz"),
        ("Core i7", "Intel(R) Core(TM) i7-9700K CPU @ 3.60GHz"),
        ("12th Gen Intel", "12th Gen Intel(R) Core(TM) i7-12700H"),
        ("Ryzen 7", "AMD Ryzen 7 5800X 8-Core Processor"),
        ("Ryzen 9 5900X 12-Core", "AMD Ryzen 7 5800X 8-Core Processor"),
        ("E5-2670", "Intel(R) Xeon(R) CPU E5-2670 v3 @ 2.30GHz"),
        ("RTX 3090", "NVIDIA GeForce RTX 3090 Ti"),
        ("Apple M1", "Apple M1 Max"),
        ("T4 16GB", "NVIDIA A100-SXM4-16GB"),
        ("64-core 2.6GHz", "AMD EPYC 7B13 64-Core Processor @ 2.6GHz"),
        ("!!! @@@ ()", "AMD EPYC 7B13"),
    ],
)
def test_not_the_same(named: str | None, machine: str | None) -> None:
    assert not same_hardware(named, machine)
