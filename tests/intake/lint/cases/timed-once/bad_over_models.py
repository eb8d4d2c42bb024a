import time
import torch
import timm

models = {"original": timm.create_model("resnet18"), "pruned": torch.load("pruned.pt")}
x = torch.randn(1, 3, 224, 224)
for name, model in models.items():
    model(x)
    start = time.time()  # HERE
    model(x)
    print(name, time.time() - start)
