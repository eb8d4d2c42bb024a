def measure_latency(model, inputs, device, repeats=10):
    return repeats

measure_latency(None, [1])  # HERE
