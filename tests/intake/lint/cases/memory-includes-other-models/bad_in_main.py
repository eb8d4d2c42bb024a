import torch
import copy
import timm


def main():
    model = timm.create_model("resnet50").to("cuda")
    half = copy.deepcopy(model).half().to("cuda")
    half(x)
    vram = torch.cuda.max_memory_reserved()  # HERE
    print(vram)


main()
