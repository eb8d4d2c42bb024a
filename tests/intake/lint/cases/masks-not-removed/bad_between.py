import torch
import torch.nn.utils.prune as prune


def apply_pruning(model, amount):
    for layer in model.layers:
        prune.ln_structured(layer, "weight", amount=amount, n=2, dim=0)


def strip(model):
    for layer in model.layers:
        prune.remove(layer, "weight")


apply_pruning(model, 0.4)
torch.save(model.state_dict(), "pruned.pt")  # HERE
strip(model)
