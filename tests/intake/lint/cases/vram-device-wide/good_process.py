import pynvml

info = pynvml.nvmlDeviceGetMemoryInfo(handle)
print("card", info.used)
for process in pynvml.nvmlDeviceGetComputeRunningProcesses(handle):
    print(process.pid, process.usedGpuMemory)
