from transformers import AutoModel

def build(name, trust_remote_code=False):
    return AutoModel.from_pretrained(name, trust_remote_code=trust_remote_code)
