import onnxruntime as ort
import pandas as pd

df = pd.read_csv("data/RuSentiTweet_test.csv")  # HERE
session = ort.InferenceSession("model_int8.onnx", providers=["CPUExecutionProvider"])  # HERE
