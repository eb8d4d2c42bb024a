from torch.nn.utils.prune import remove


def make_permanent(model):
    for layer in model.layers:
        remove(layer, "weight")
