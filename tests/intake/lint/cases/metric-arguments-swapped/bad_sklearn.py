from sklearn.metrics import classification_report, precision_score

precision = precision_score(y_pred, y_true, average="macro")  # HERE
print(classification_report(preds, targets))  # HERE
