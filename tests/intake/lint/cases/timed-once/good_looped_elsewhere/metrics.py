import time


def timed(model, features):
    start = time.perf_counter()
    ids = model.generate(features)
    return ids, (time.perf_counter() - start) * 1000
