import onnxruntime as ort


class Runner:
    def __init__(self, path):
        self.providers = ["TensorrtExecutionProvider", "CPUExecutionProvider"]  # HERE
        self.session = ort.InferenceSession(path, providers=self.providers)
