seen = set()
size_bytes = 0
for p in model.parameters():
    if p.data_ptr() in seen:
        continue
    seen.add(p.data_ptr())
    size_bytes += p.numel() * p.element_size()
