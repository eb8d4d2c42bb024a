from seqeval.metrics import precision_score


def align(predictions, labels):
    true_predictions = [p for p in predictions]
    true_labels = [l for l in labels]
    return true_labels, true_predictions


true_labels, true_predictions = align(predictions, labels)
precision_score(true_labels, true_predictions)
