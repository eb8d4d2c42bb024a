import psutil


def ram():
    return psutil.Process().memory_info().rss / 2**20  # HERE


def measure(fn, name):
    before = ram()
    fn()
    after = ram()
    print(f"{name}: RAM before {before:.2f}, after {after:.2f}")


measure(lambda: model(x), "fp32")
measure(lambda: quantised(x), "int8")
