import torch
from torch import nn
from torch.nn.utils import prune

for module in model.modules():
    if isinstance(module, nn.Linear):
        prune.l1_unstructured(module, name="weight", amount=0.3)  # HERE
torch.save(model.state_dict(), "pruned.pt")
