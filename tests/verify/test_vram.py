"""The GPU's meter, against an NVML that answers as documented: no GPU takes part (tests/gpu has the tests that need one)."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from grader.core.errors import SandboxUnavailable
from grader.core.measurement import Definition
from grader.core.metric import Metric
from grader.core.quantity import MB
from grader.core.run import Ending, Owner
from grader.verify import vram
from grader.verify.endings import Ended
from grader.verify.sandbox import Policy
from grader.verify.sandbox.gpu import gpu_options
from grader.verify.vram import LOOK_SECONDS, MARGIN, REST_SECONDS, Gpu, VideoMemory
from tests.verify.nvml import FakeNvml
from tests.verify.support import Grading, adapter, measured


@pytest.fixture
def nvml() -> FakeNvml:
    return FakeNvml()


@pytest.fixture
def gpu(nvml: FakeNvml) -> Iterator[Gpu]:
    with Gpu(0, nvml) as opened:
        yield opened
    assert nvml.opened == 0


def no_sleep(seconds: float) -> None:
    assert seconds == LOOK_SECONDS


def test_the_gpu_is_found_by_its_device_file_not_by_its_place(gpu: Gpu) -> None:
    assert gpu.name == "Imaginary 101"


def test_a_gpu_that_is_not_there_is_ours_to_mend(nvml: FakeNvml) -> None:
    with pytest.raises(SandboxUnavailable, match=r"there is no /dev/nvidia7"), Gpu(7, nvml):
        pass


def test_memory_is_that_of_the_processes_asked_for(gpu: Gpu, nvml: FakeNvml) -> None:
    nvml.processes = {11: 300 * MB, 12: 50 * MB, 99: 1000 * MB}
    assert gpu.memory([11, 12, 13]) == VideoMemory(processes=350 * MB, device=1350 * MB)
    assert gpu.memory([13]).processes == 0


def test_a_process_that_computes_and_draws_counts_once(gpu: Gpu, nvml: FakeNvml) -> None:
    nvml.processes, nvml.drawing = {11: 300 * MB}, {11: 300 * MB, 12: 5 * MB}
    assert gpu.memory([11, 12]).processes == 305 * MB


def test_a_driver_that_does_not_tell_is_no_zero(gpu: Gpu, nvml: FakeNvml) -> None:
    nvml.processes = {11: None, 12: 50 * MB}
    assert gpu.memory([11, 12]).processes is None
    assert gpu.loaded([11, 12]) is None


def test_what_the_driver_does_not_count_for_a_process_shows_in_the_device(gpu: Gpu, nvml: FakeNvml) -> None:
    """Managed memory, for one."""
    nvml.processes = {11: 300 * MB}
    found = gpu.loaded([11])
    assert found
    assert (found.loaded, found.loaded_beside, found.beside) == (300 * MB, 0, 0)
    nvml.managed = MARGIN + 5 * MB
    found = gpu.loaded([11])
    assert found
    assert (found.loaded, found.loaded_beside, found.beside) == (300 * MB, MARGIN + 5 * MB, MARGIN + 5 * MB)


def test_somebody_else_on_the_gpu_is_named(gpu: Gpu, nvml: FakeNvml) -> None:
    gpu.only(())
    nvml.processes = {os.getpid(): 300 * MB, 11: 5 * MB}
    name = Path("/proc/self/comm").read_text().strip()
    with pytest.raises(SandboxUnavailable, match=rf"{name} \(pid {os.getpid()}, 300 MB\)"):
        gpu.only((11,), no_sleep)


def test_what_has_just_ended_may_let_go(gpu: Gpu, nvml: FakeNvml) -> None:
    nvml.processes = {11: 300 * MB}
    gpu.only((), lambda seconds: nvml.processes.clear())


def test_the_gpu_comes_to_rest_or_its_user_is_to_blame(gpu: Gpu, nvml: FakeNvml) -> None:
    percents = iter([80, 3, 0, 99])
    nvml.busy = lambda: next(percents)
    gpu.rest(no_sleep)
    assert next(percents) == 99
    nvml.busy = lambda: 1
    with pytest.raises(Ended) as caught:
        gpu.rest(no_sleep)
    assert (caught.value.ending, caught.value.facts) == (Ending.GPU_BUSY, {"seconds": REST_SECONDS})
    assert caught.value.ending.owner is Owner.THEIRS


def test_a_gpu_that_is_gone_is_ours(nvml: FakeNvml) -> None:
    with pytest.raises(SandboxUnavailable, match=r"does not answer: GPU is lost") as caught, Gpu(0, nvml) as opened:
        nvml.lost = True
        opened.rest(no_sleep)
    assert "nvidia-smi" in caught.value.hint


def test_without_the_driver_it_is_said() -> None:
    if Path("/dev/nvidiactl").exists():
        pytest.skip("this machine has a driver")
    with pytest.raises(SandboxUnavailable, match="does not answer"), Gpu(0):
        pass


def test_a_box_with_a_gpu_sees_one_and_only_what_cuda_needs() -> None:
    options = gpu_options(3)
    nodes = [options[at + 1] for at, option in enumerate(options) if option == "--dev-bind"]
    assert nodes == ["/dev/nvidia3", "/dev/nvidiactl", "/dev/nvidia-uvm"]
    assert options[options.index("CUDA_VISIBLE_DEVICES") + 1] == "0"
    assert not {"/dev/dri", "/dev/nvidia-modeset", "/run/nvidia-persistenced/socket"} & set(options)
    assert Policy(gpu=3).gpu == 3


@pytest.fixture
def pretended(nvml: FakeNvml, monkeypatch: pytest.MonkeyPatch, grading: Grading) -> Grading:
    """A verification on a GPU of which the box sees nothing; at each look, the worker holds 10 MB more of it than at the last."""
    monkeypatch.setattr(vram, "_library", lambda: nvml)
    monkeypatch.setattr(vram, "REST_SECONDS", 3 * LOOK_SECONDS)
    monkeypatch.setattr("grader.verify.sandbox.argv.gpu_options", lambda minor: [])
    truly, looks = Gpu.memory, itertools.count()

    def memory(self: Gpu, pids: list[int]) -> VideoMemory:
        nvml.processes = {pids[-1]: (300 + 10 * next(looks)) * MB}
        try:
            return truly(self, pids)
        finally:
            nvml.processes = {}

    monkeypatch.setattr(Gpu, "memory", memory)
    grading.course = replace(grading.course, measuring=replace(grading.course.measuring, gpu=0))
    return grading


@pytest.mark.sandbox
def test_a_verification_on_a_gpu_measures_its_time_and_memory(pretended: Grading) -> None:
    source = adapter(load="if device != 'cuda':\n    raise RuntimeError(device)\nreturn _base.load(path, device)")
    verified = pretended.rows(source)
    [run] = verified.runs.rows
    assert run.end.ending is Ending.DONE, run.end
    found = measured(run)
    assert (Metric.GPU_MS, Definition.SPEED_UP) in found
    assert (Metric.RAM_MB, Definition.RESIDENT) in found
    assert not [metric for metric, _ in found if metric is Metric.CPU_MS]
    assert found[Metric.VRAM_MB, Definition.LOADED].low >= 300
    assert found[Metric.VRAM_MB, Definition.OVER_LOAD].low >= 30, "the peak is of all looks, one after each block"
    assert verified.runs.machine.gpu == "Imaginary 101"


@pytest.mark.sandbox
def test_work_that_goes_on_while_its_process_stands_still_ends_the_run(pretended: Grading, nvml: FakeNvml) -> None:
    nvml.busy = lambda: 40
    assert pretended.end(adapter()).ending is Ending.GPU_BUSY


@pytest.mark.sandbox
def test_a_gpu_that_is_lost_or_shared_is_ours(pretended: Grading, nvml: FakeNvml) -> None:
    nvml.drawing = {os.getpid(): MB}
    end = pretended.end(adapter())
    assert (end.ending, end.ending.owner) == (Ending.SANDBOX_UNAVAILABLE, Owner.OURS)
    assert f"pid {os.getpid()}" in str(end.facts["detail"])
    nvml.lost = True
    end = pretended.end(adapter())
    assert (end.ending, end.ending.owner) == (Ending.SANDBOX_UNAVAILABLE, Owner.OURS)
    assert "GPU is lost" in str(end.facts["detail"])
