from ultralytics import YOLO

model = YOLO("yolo11l.pt")
model.export(format="onnx")
exported = YOLO("yolo11l.onnx")
