def run(*args, **kwargs):
    return args

def build(name, pretrained=True, **options):
    return name

options = {"pretrained": False}
run(1, 2, 3, a=4)
build("x", True, drop=0.1)
build(*["x"])
build(**options, name="x")
