"""The names under which the field's packages are installed, and what people write instead of them."""

from __future__ import annotations

#: Names on the Python Package Index that courses of machine learning use.
KNOWN = frozenset(
    {
        "accelerate", "aiohttp", "albumentations", "altair", "apache-tvm", "asttokens", "audioread", "auto-gptq", "autoawq",
        "autogluon", "av", "awq", "bert-score", "bertviz", "bitsandbytes", "black", "bleu", "bokeh", "boto3", "cartopy", "catboost",
        "click", "clip", "cloudpickle", "cmake", "coloredlogs", "compressed-tensors", "coremltools", "corus", "ctranslate2", "cupy",
        "cython", "dash", "dask", "dataclasses-json", "datasets", "ddsp", "decord", "deepsparse", "deepspeed", "diffusers", "dill",
        "docker", "einops", "emoji", "ensemble-boxes", "evaluate", "fairseq", "faiss-cpu", "faiss-gpu", "fastai", "fastapi",
        "faster-whisper", "fasttext", "ffmpeg-python", "filelock", "fire", "flake8", "flash-attn", "flask", "flatbuffers", "flax",
        "folium", "fsspec", "ftfy", "fvcore", "gdown", "gensim", "gitpython", "gptqmodel", "gpustat", "gputil", "gradio", "grpcio",
        "h5py", "hf-transfer", "hf-xet", "hqq", "httpx", "huggingface-hub", "hydra-core", "imageio", "imagenetv2-pytorch",
        "imbalanced-learn", "imgaug", "inflect", "intel-extension-for-pytorch", "ipykernel", "ipython", "ipywidgets", "jax", "jaxlib",
        "jinja2", "jiwer", "joblib", "jupyter", "jupyterlab", "kaggle", "kaggle-api", "kagglehub", "kaleido", "keras", "keras-cv",
        "keras-nlp", "keras-tuner", "kiwisolver", "langchain", "langdetect", "levenshtein", "librosa", "lightgbm", "lightning",
        "lion-pytorch", "llama-cpp-python", "llmcompressor", "llvmlite", "lm-eval", "loguru", "lxml", "markdown", "matplotlib",
        "mediapipe", "memory-profiler", "mlflow", "monai", "mpmath", "msgpack", "multiprocess", "mypy", "natasha", "ncnn", "neptune",
        "netron", "networkx", "neural-compressor", "neural-speed", "ninja", "nisqa", "nlpaug", "nltk", "nncf", "notebook", "numba",
        "numexpr", "numpy", "nvidia-cublas-cu12", "nvidia-cuda-runtime-cu12", "nvidia-cudnn-cu12", "nvidia-ml-py", "nvidia-ml-py3",
        "nvidia-modelopt", "nvidia-pyindex", "nvidia-tensorrt", "olive-ai", "omegaconf", "onnx", "onnx-graphsurgeon",
        "onnx-simplifier", "onnx2torch", "onnxconverter-common", "onnxmltools", "onnxoptimizer", "onnxruntime",
        "onnxruntime-extensions", "onnxruntime-genai", "onnxruntime-gpu", "onnxruntime-openvino", "onnxruntime-tools", "onnxscript",
        "onnxsim", "onnxslim", "open-clip-torch", "openai", "openai-whisper", "opencv-contrib-python", "opencv-python",
        "opencv-python-headless", "openpyxl", "openvino", "openvino-dev", "openvino-telemetry", "openvino-tokenizers", "optimum",
        "optimum-benchmark", "optimum-executorch", "optimum-intel", "optimum-onnx", "optimum-quanto", "orjson", "packaging",
        "paddleocr", "paddlepaddle", "pandas", "pandera", "parasail", "peft", "pesq", "phonemizer", "pillow", "pip", "pipenv",
        "plotly", "poetry", "polars", "portalocker", "pot", "prettytable", "protobuf", "psutil", "py-cpuinfo", "py3nvml",
        "pyannote.audio", "pyarrow", "pybind11", "pycocotools", "pycuda", "pydantic", "pydub", "pymorphy2", "pymorphy3", "pynvml",
        "pypdf", "pystoi", "pytest", "pytest-asyncio", "python-dateutil", "python-dotenv", "python-multipart", "pytorch-fid",
        "pytorch-lightning", "pytorch-metric-learning", "pytorch-model-summary", "pytorch-msssim", "pytorch-nlp",
        "pytorch-pretrained-bert", "pytorch-quantization", "pytorchvideo", "pytz", "pyyaml", "quanto", "qwen-vl-utils", "rapidfuzz",
        "ray", "razdel", "regex", "requests", "resampy", "rich", "roboflow", "rouge", "rouge-score", "ruff", "s3fs", "sacrebleu",
        "sacremoses", "safetensors", "scikit-image", "scikit-learn", "scikit-optimize", "scipy", "seaborn", "segment-anything",
        "segmentation-models-pytorch", "sentence-transformers", "sentencepiece", "seqeval", "setuptools", "shap", "silero",
        "simpletransformers", "six", "slicer", "soundfile", "soxr", "spacy", "spacy-transformers", "sparseml", "speechbrain",
        "speechmetrics", "sqlalchemy", "starlette", "streamlit", "supervision", "sympy", "tabulate", "tensorboard", "tensorboardx",
        "tensorflow", "tensorflow-cpu", "tensorflow-datasets", "tensorflow-gpu", "tensorflow-hub", "tensorflow-model-optimization",
        "tensorflow-text", "tensorrt", "tensorrt-cu12", "tensorrt-dispatch", "tensorrt-lean", "tensorrt-llm", "termcolor",
        "text-unidecode", "tf-keras", "tf2onnx", "tflite", "tflite-runtime", "thop", "threadpoolctl", "tiktoken", "timm", "tokenizers",
        "toml", "torch", "torch-geometric", "torch-pruning", "torch-tensorrt", "torchao", "torchaudio", "torchdata", "torchinfo",
        "torchmetrics", "torchprofile", "torchserve", "torchstat", "torchsummary", "torchtext", "torchtune", "torchvision", "torchviz",
        "tornado", "tqdm", "transformers", "transformers-stream-generator", "triton", "trl", "ttach", "tts", "typer",
        "typing-extensions", "ultralytics", "ultralytics-thop", "unbabel-comet", "unidecode", "unsloth", "urllib3", "uv", "uvicorn",
        "vector-quantize-pytorch", "virtualenv", "vllm", "wandb", "webdataset", "werpy", "wget", "wheel", "whisper",
        "whisper-timestamped", "whisperx", "xformers", "xgboost", "xlrd", "xlsxwriter", "xmltodict", "xxhash", "yapf", "yarl",
        "yellowbrick", "yolov5", "yt-dlp", "zstandard", "zstd",
    }
)  # fmt: skip
#: The name that is imported → the name that is installed.
IMPORTED = {
    "cv2": "opencv-python", "sklearn": "scikit-learn", "skimage": "scikit-image", "pil": "pillow", "yaml": "PyYAML",
    "dotenv": "python-dotenv", "huggingface": "huggingface-hub", "pytorch": "torch",
}  # fmt: skip
#: Words of pip's own options and commands that stand without their dashes.
OPTIONS = {
    "eager": "--upgrade-strategy eager", "only-if-needed": "--upgrade-strategy only-if-needed", "upgrade-strategy": "--upgrade-strategy",
    "upgrade": "--upgrade", "install": "pip install", "quiet": "--quiet", "no-cache-dir": "--no-cache-dir",
    "force-reinstall": "--force-reinstall", "no-deps": "--no-deps", "user": "--user", "index-url": "--index-url",
    "extra-index-url": "--extra-index-url", "pre": "--pre",
}  # fmt: skip
