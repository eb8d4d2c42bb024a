import os

print(sum(p.numel() for p in model.parameters()) / 1e6, "M params")
print(os.path.getsize("model.pt") / 1024**2)
