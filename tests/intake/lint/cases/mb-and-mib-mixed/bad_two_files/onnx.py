from pathlib import Path

size_mb = Path("model.onnx").stat().st_size / 1000**2  # HERE
