import GPUtil

gpu = GPUtil.getGPUs()[0]  # HERE
print(gpu.memoryUsed)
