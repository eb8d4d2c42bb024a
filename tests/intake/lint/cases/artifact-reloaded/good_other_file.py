from transformers import AutoModel

model = AutoModel.from_pretrained("org/name")
model.save_pretrained("out")
print(model(x))
