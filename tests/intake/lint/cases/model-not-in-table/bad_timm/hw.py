import timm

def build(name):
    return timm.create_model(name, pretrained=True)  # HERE

model = build("efficientvit_b1")
