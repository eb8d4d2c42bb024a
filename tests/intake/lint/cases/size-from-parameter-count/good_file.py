import os
import torch

torch.save(model.state_dict(), "m.pt")
size_mb = os.path.getsize("m.pt") / 1e6
print(size_mb, sum(p.numel() for p in model.parameters()) / 1e6)
