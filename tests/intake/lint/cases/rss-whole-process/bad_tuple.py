import resource


def benchmark(model):
    latency = 1.0
    ram = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # HERE
    return latency, ram


lat, ram = benchmark(model)
print(lat, ram)
