def report(inference_time):
    latency_ms = inference_time * 1000 / 2620  # HERE
    print(latency_ms)
