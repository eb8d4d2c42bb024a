import time
import torch

model.cuda()
start = time.time()
for _ in range(100):
    model(x)
torch.cuda.synchronize()
ms = (time.time() - start) * 10
