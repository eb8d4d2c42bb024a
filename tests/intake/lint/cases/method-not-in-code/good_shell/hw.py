!optimum-cli export onnx --model dslim/bert-large-NER out/
from transformers import AutoModel
model = AutoModel.from_pretrained("dslim/bert-large-NER")
