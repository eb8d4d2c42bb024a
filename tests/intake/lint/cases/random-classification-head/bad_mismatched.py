from transformers import AutoModelForImageClassification

model = AutoModelForImageClassification.from_pretrained(  # HERE
    "google/vit-base-patch16-224", num_labels=3, ignore_mismatched_sizes=True
)
