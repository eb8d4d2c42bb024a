import tracemalloc
from transformers import pipeline


def ram(pipe, text):
    tracemalloc.start()
    pipe(text)
    _, peak = tracemalloc.get_traced_memory()  # HERE
    tracemalloc.stop()
    return peak / 2**20
