total_bits = 0
for name, p in model.named_parameters():
    if "weight" in name and p.dim() > 1:
        total_bits += p.numel() * 4
    else:
        total_bits += p.numel() * 32
