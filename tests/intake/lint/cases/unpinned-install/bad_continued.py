%pip install --upgrade "optimum[onnxruntime]" \
    evaluate==0.4.3 \
    jiwer
import torch
