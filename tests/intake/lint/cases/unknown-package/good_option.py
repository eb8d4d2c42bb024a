!pip install --upgrade --upgrade-strategy eager optimum[onnxruntime]==1.23.3
!pip install --quiet --no-cache-dir -U transformers
