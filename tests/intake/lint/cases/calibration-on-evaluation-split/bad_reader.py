from datasets import load_dataset
from onnxruntime.quantization import CalibrationDataReader, quantize_static

data = load_dataset("conll2003")


class Reader(CalibrationDataReader):
    def __init__(self, rows):
        self.rows = iter(rows)


calibration = data["validation"].select(range(100))  # HERE
quantize_static("model.onnx", "int8.onnx", Reader(calibration))
correct = 0
for row in data["validation"]:
    correct += score(session, row)
    predictions.append(predict(row))
