import time
import torch

model.cuda()
torch.cuda.synchronize()
start = time.time()
torch.cuda.synchronize()
model(x)
ms = (time.time() - start) * 10
