from ultralytics import YOLO

model = YOLO("yolo11m.pt")  # HERE
model.predict("bus.jpg")
