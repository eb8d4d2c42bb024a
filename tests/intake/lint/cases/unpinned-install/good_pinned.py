!pip install -q transformers==4.46.3 "optimum[onnxruntime]==1.23.3" --extra-index-url https://download.pytorch.org/whl/cu121
!pip install -U pip setuptools
import torch
