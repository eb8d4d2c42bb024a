import torch

free, total = torch.cuda.mem_get_info()  # HERE
print((total - free) / 2**20)
