import torch
from torch.nn.utils import prune

for module in model.modules():
    if isinstance(module, torch.nn.Linear):
        prune.l1_unstructured(module, "weight", amount=0.3)
        prune.remove(module, "weight")
torch.save(model.state_dict(), "pruned.pt")
