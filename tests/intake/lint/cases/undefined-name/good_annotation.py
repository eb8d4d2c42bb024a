from __future__ import annotations

def size(model: "nn.Module") -> "float":
    return 1.0

class Student:
    def clone(self) -> Student:
        return self

try:
    unicode
except NameError:
    unicode = str
