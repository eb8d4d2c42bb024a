import time
import torch
from transformers import AutoModelForImageClassification

model = AutoModelForImageClassification.from_pretrained("google/vit-base-patch16-224").cuda().eval()
x = torch.randn(1, 3, 224, 224).cuda()
torch.cuda.synchronize()
start = time.perf_counter()
model(x)
if torch.cuda.is_available():
    torch.cuda.synchronize()
print(time.perf_counter() - start)
