from sklearn.metrics import f1_score


def predict(model, loader):
    all_preds, all_labels = [], []
    for x, y in loader:
        all_preds.extend(model(x).argmax(-1).tolist())
        all_labels.extend(y.tolist())
    return all_preds, all_labels


labels, preds = predict(model, loader)  # HERE
print(f1_score(labels, preds, average="macro"))
