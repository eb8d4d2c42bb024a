from transformers import AutoTokenizer, AutoModel

tokenizer = AutoTokenizer.from_pretrained("org/name")
model = AutoModel.from_pretrained("org/name").to(device)  # HERE
print(model(**tokenizer("привет", return_tensors="pt")))
