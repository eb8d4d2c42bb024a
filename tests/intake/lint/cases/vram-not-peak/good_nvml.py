import pynvml
import torch

print("torch says", torch.cuda.memory_allocated())
print(pynvml.nvmlDeviceGetComputeRunningProcesses(pynvml.nvmlDeviceGetHandleByIndex(0)))
