zeros = sum((p == 0).sum().item() for p in model.parameters())
total = sum(p.numel() for p in model.parameters())
sparsity = 100 * zeros / total
keep = int(0.5 * weight.numel())
threshold = weight.abs().flatten().kthvalue(keep).values
