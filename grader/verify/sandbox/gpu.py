"""Options that show one NVIDIA GPU to a box. Not run so far: each line follows documented reports, to be verified on a machine with a GPU.

The driver opens nvidiactl, nvidia-uvm and the device's own node, from version 570 on nvidia-uvm-tools too; nvidia-modeset, /dev/dri and
other devices stay outside. A plain bind would keep `nodev`, hence `--dev-bind`. CUDA reads a narrow part of /sys. From version 570 on it
writes /proc/self/task/TID/comm, so /proc stays writable, and a process in a GPU box can reset its own memory peak: believe the cgroup's.
The sockets of nvidia-persistenced and nvidia-mps are left out: each leads to a daemon of the host.
"""

from __future__ import annotations

SYS = ("/sys/module/nvidia", "/sys/module/nvidia_uvm", "/sys/bus/pci", "/sys/devices")


def gpu_options(index: int) -> list[str]:
    """Bubblewrap options for the device of this index (/dev/nvidiaN); inside it is device 0."""
    result = []
    for node in (f"/dev/nvidia{index}", "/dev/nvidiactl", "/dev/nvidia-uvm"):
        result += ["--dev-bind", node, node]
    result += ["--dev-bind-try", "/dev/nvidia-uvm-tools", "/dev/nvidia-uvm-tools"]
    for path in SYS:
        result += ["--ro-bind-try", path, path]
    for name, value in (("CUDA_VISIBLE_DEVICES", "0"), ("CUDA_CACHE_PATH", "/tmp/cuda-cache")):  # noqa: S108 - inside
        result += ["--setenv", name, value]
    return result
