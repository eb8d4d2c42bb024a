model = build_model("resnet18")  # HERE


def build_model(name):
    return name
