from torch import cuda

before = cuda.memory_allocated()
model.cuda()
print((cuda.memory_allocated() - before) / 2**20)  # HERE
