from pathlib import Path

from optimum.onnxruntime import ORTModelForSequenceClassification, ORTQuantizer


def folder_size(path):
    return sum(file.stat().st_size for file in Path(path).rglob("*")) / 1e6


def load(kind):
    if kind == "onnx":
        model = ORTModelForSequenceClassification.from_pretrained(MODEL, export=True)
        model.save_pretrained("out/onnx")
        return model, "out/onnx"
    quantizer = ORTQuantizer.from_pretrained("out/onnx")
    quantizer.quantize(save_dir="out/onnx", quantization_config=config)
    return ORTModelForSequenceClassification.from_pretrained("out/onnx", file_name="model_quantized.onnx"), "out/onnx"


for kind in ("onnx", "int8"):
    model, folder = load(kind)
    print(kind, folder_size(folder))  # HERE
