import timm
from transformers import AutoConfig, AutoModelForImageClassification

cfg = AutoConfig.from_pretrained("google/vit-base-patch16-224")
cfg.num_hidden_layers = 6
student_model = AutoModelForImageClassification.from_config(cfg).to("cuda")  # HERE
student_small = timm.create_model("resnet18", pretrained=False)  # HERE
