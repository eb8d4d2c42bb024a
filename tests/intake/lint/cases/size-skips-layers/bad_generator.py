size = sum(p.numel() * p.element_size() for n, p in model.named_parameters() if n.startswith("encoder")) / 1e6  # HERE
