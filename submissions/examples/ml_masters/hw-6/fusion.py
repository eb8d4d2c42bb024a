import onnxruntime
import torch
from transformers import AutoModelForCTC, AutoProcessor


def compress(source, target):
    model = AutoModelForCTC.from_pretrained(source).eval()
    names = {"input_names": ["sound"], "output_names": ["logits"]}
    length = torch.export.Dim("length", min=4000, max=400000)
    torch.onnx.export(model, (torch.zeros(1, 16000),), "/tmp/model.onnx", dynamic_shapes=({1: length},), external_data=False, **names)
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(target / "model.onnx")
    onnxruntime.InferenceSession("/tmp/model.onnx", options, providers=["CPUExecutionProvider"])  # writes the fused graph
    AutoProcessor.from_pretrained(source).save_pretrained(target)


def load(path, device):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    session = onnxruntime.InferenceSession(path / "model.onnx", options, providers=["CPUExecutionProvider"])
    return session, AutoProcessor.from_pretrained(path)


def predict(model, inputs):
    session, processor = model
    answers = []
    for audio in [x["audio"] for x in inputs]:
        features = processor(audio["array"], sampling_rate=audio["sampling_rate"], return_tensors="np")
        [logits] = session.run(["logits"], {"sound": features.input_values})
        answers += processor.batch_decode(logits.argmax(-1))
    return answers
