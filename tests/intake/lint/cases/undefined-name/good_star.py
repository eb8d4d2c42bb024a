from utils import *
from typing import TYPE_CHECKING

print(load_model("x"))
