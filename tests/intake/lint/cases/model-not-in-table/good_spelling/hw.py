import timm
from torchvision import models
from transformers import AutoModelForImageClassification, WhisperForConditionalGeneration

vit = AutoModelForImageClassification.from_pretrained("google/vit-base-patch16-224-in21k")
asr = WhisperForConditionalGeneration.from_pretrained("openai/whisper-small")
net = models.efficientnet_b0(weights="DEFAULT")
