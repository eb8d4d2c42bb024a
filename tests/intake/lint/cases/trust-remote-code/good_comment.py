from transformers import AutoModel

# trust_remote_code=True больше не нужен
model = AutoModel.from_pretrained("org/name", revision="0123abc")
