from transformers import AutoModel

kwargs = {"torch_dtype": "auto", "trust_remote_code": True}  # HERE
model = AutoModel.from_pretrained("org/name", **kwargs)
