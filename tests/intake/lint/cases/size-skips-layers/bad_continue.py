def clustered_size(model, bits):
    total_bits = 0
    for name, p in model.named_parameters():
        if "embed" in name:  # HERE
            continue
        total_bits += p.numel() * bits
    return total_bits / 8 / 1e6
