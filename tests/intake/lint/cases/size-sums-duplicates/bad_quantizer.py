from pathlib import Path
from optimum.onnxruntime import ORTModelForSequenceClassification, ORTQuantizer
from optimum.onnxruntime.configuration import AutoQuantizationConfig

OUT = "onnx_model"
model = ORTModelForSequenceClassification.from_pretrained("cointegrated/rubert-tiny-toxicity", export=True)
model.save_pretrained(OUT)
quantizer = ORTQuantizer.from_pretrained(OUT)
quantizer.quantize(save_dir=OUT, quantization_config=AutoQuantizationConfig.avx2(is_static=False))
size = sum(f.stat().st_size for f in Path(OUT).rglob("*") if f.is_file()) / 1e6  # HERE
