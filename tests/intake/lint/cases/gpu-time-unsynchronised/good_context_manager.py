import time

import torch
from torchvision.models import resnet50


class Timer:
    def __enter__(self):
        torch.cuda.synchronize()
        self.start = time.perf_counter()
        return self

    def __exit__(self, *_):
        torch.cuda.synchronize()
        self.ms = (time.perf_counter() - self.start) * 1000


model = resnet50().cuda().eval()
x = torch.randn(1, 3, 224, 224).cuda()
times = []
for _ in range(100):
    with Timer() as timer:
        model(x)
    times.append(timer.ms)
