from transformers import AutoModelForImageClassification

MODEL_ID = "google/vit-base-patch16-224-in21k"
model = AutoModelForImageClassification.from_pretrained(MODEL_ID, num_labels=3)  # HERE
acc = evaluate(model, test)
