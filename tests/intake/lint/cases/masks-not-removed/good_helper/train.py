from torch.nn.utils import prune
from common import make_permanent

prune.random_unstructured(layer, "weight", amount=0.5)
make_permanent(model)
