import torch.nn.utils.prune as prune

parameters = [(m, "weight") for m in model.modules() if hasattr(m, "weight")]
prune.global_unstructured(parameters, pruning_method=prune.L1Unstructured, amount=0.2)  # HERE
evaluate(model, loader)
