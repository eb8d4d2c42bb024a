import subprocess


def vram():
    return subprocess.check_output("nvidia-smi --query-gpu=memory.used --format=csv,noheader", shell=True)  # HERE
