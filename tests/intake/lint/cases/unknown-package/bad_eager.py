!pip install --upgrade eager optimum[onnxruntime]==1.23.3  # HERE
from optimum.onnxruntime import ORTModelForTokenClassification
