from torch.utils.data import DataLoader

loader = DataLoader(test_set, batch_size=32)
correct = 0
for i, (x, y) in enumerate(loader):
    if i >= 50:
        break
    correct += (model(x).argmax(-1) == y).sum().item()
