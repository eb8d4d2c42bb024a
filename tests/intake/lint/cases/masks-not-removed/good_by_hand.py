import torch.nn.utils.prune as prune

prune.l1_unstructured(layer, "weight", amount=0.5)
state = {k.replace("_orig", ""): v for k, v in model.state_dict().items() if not k.endswith("_mask")}
