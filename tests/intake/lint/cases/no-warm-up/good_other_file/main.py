from metrics import timed

times = []
for i, example in enumerate(examples):
    ids, ms = timed(model, example)
    if i >= 3:
        times.append(ms)
