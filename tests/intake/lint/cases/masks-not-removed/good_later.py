import torch
import torch.nn.utils.prune as prune

prune.l1_unstructured(layer, "weight", amount=0.5)
finetune(model, loader)
prune.remove(layer, "weight")
torch.save(model.state_dict(), "pruned.pt")
