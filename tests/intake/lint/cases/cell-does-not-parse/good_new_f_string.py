row = {"name": "vit", "ms": 3.0}
print(f"{row["name"]}: {row["ms"]:.1f}")
