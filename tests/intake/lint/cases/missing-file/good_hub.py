from transformers import AutoModel
from ultralytics import YOLO

model = AutoModel.from_pretrained("cardiffnlp/twitter-roberta-base")
yolo = YOLO("yolov8n.pt")
other = AutoModel.from_pretrained("bert-base-cased")
