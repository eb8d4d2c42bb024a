import evaluate


def levenshtein(a, b):
    row = list(range(len(b) + 1))
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            row[j] = min(row[j], i)
    return row


wer = evaluate.load("wer")
