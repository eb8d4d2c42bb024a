from tqdm import tqdm

sizes = []
for name, param in tqdm(model.named_parameters()):
    if "LayerNorm" in name or "embeddings" in name:  # HERE
        continue
    sizes.append(param.numel() * 6 / 8 + 64 * 4)
print(sum(sizes) / 1e6)
