def evaluate(model, loader, max_samples=20):
    preds, labels = [], []
    for i, (x, y) in enumerate(loader):
        if i >= max_samples:  # HERE
            break
        preds.append(model(x).argmax().item())
        labels.append(y)
    return f1_score(labels, preds)


loader = DataLoader(test_set)
print(evaluate(model, loader))
