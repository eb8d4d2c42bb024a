import pynvml, GPUtil

print(pynvml.nvmlDeviceGetMemoryInfo(handle).total, GPUtil.getGPUs()[0].name)
