def count_nonzero(model):
    total = 0
    for p in model.parameters():
        total += (p != 0).sum().item()
    return total


print("Эффективный размер, МБ:", count_nonzero(model) * 4 / 1024**2)  # HERE
