!pip install fish-speech-tools mycorp_helpers torchcodec torch2trt onnx2tf whisper_normalizer
!pip install faiss-gpu-cu12 pymorphy3-dicts-ru
