"""Where the examples of an evaluation come from: which data set, which split, and at most how many.

Followed through names, slices, loaders and one function of the same source, as far as that is certain.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from grader.intake.lint.call import Call
from grader.intake.lint.code import Code
from grader.intake.lint.roles import names_split

_SPLIT = re.compile(r"\s*([\w.-]+?)\s*(?:\[\s*(\d*)\s*:\s*(\d*)\s*\])?\s*$")
#: Methods that take the first examples; the argument is how many.
_TAKE = frozenset({"take", "head", "sample", "limit"})
#: Callables that hand on what their first argument yields.
_HAND_ON = frozenset(
    {"tqdm", "trange", "list", "iter", "enumerate", "sorted", "tuple", "reversed", "array", "track", "DataLoader", "deepcopy"}
)
_PARTED = frozenset({"train_test_split", "random_split", "StratifiedShuffleSplit"})
_READERS = frozenset(
    {"read_csv", "read_parquet", "read_json", "ImageFolder", "read_table", "load_from_disk", "open", "Path", "listdir", "glob"}
)
#: A text of some words, or the name of a file.
_TYPED = re.compile(r"\S\s+\S|\.\w{2,4}$")
#: Calls that make one long text, and its tokens, of all examples.
_TOKENIZING = re.compile(r"(?:^|[._])(?:tok|tokenizer|tokenize)(?:\.encode)?$", re.IGNORECASE)
_DEPTH = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Data:
    """Examples: the data set's id, path or class (`name`), its split, the first example and the most there can be.

    `limit` is None where nothing bounds them, `batch` is how many one step of a loop takes (None: not known).
    `limited_at` and `split_at` are the nodes that say so. `held_out` is what the team cut off itself.
    """

    name: str = ""
    split: str = ""
    first: int = 0
    limit: int | None = None
    batch: int | None = 1
    limited_at: ast.AST | None = field(default=None, compare=False)
    split_at: ast.AST | None = field(default=None, compare=False)
    held_out: bool = False

    def at_most(self, limit: int | None, node: ast.AST) -> Data:
        """Bound the number of examples."""
        if limit is None or limit < 0 or (self.limit is not None and self.limit <= limit):
            return self
        return replace(self, limit=limit, limited_at=node)

    def overlaps(self, other: Data) -> bool:
        """Whether both are surely of one split and may share examples."""
        if not (self.name and self.split) or (self.name, self.split) != (other.name, other.split) or self.held_out or other.held_out:
            return False
        early, late = sorted((self, other), key=lambda data: data.first)
        return early.limit is None or early.first + early.limit > late.first


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """What the parameters of a function are in one call of it."""

    data: Mapping[str, Data] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)


NOTHING = Bound()


class DataFlow:
    """Follows data through one source."""

    def __init__(self, code: Code) -> None:
        """Take the index of the source."""
        self.code = code

    def number(self, node: ast.AST | None, bound: Bound = NOTHING) -> int | None:
        """Return a whole number: a constant, a bound parameter, the smaller of some, the length of bounded data."""
        if isinstance(node, ast.Name) and node.id in bound.numbers:
            return bound.numbers[node.id]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"min", "len", "int"} and node.args:
            if node.func.id == "len":
                found = self.data(node.args[0], bound)
                return found.limit if found else None
            known = [number for number in (self.number(each, bound) for each in node.args) if number is not None]
            return min(known) if known else None
        value = self.code.constant(node)
        return int(value) if isinstance(value, int | float) and not isinstance(value, bool) and value == value // 1 else None

    def data(self, node: ast.AST | None, bound: Bound = NOTHING, depth: int = 0) -> Data | None:
        """Return the examples that an expression holds or yields; None where that is not known."""
        if node is None or depth > _DEPTH:
            return None
        match node:
            case ast.Name() | ast.Attribute():
                return self._named(node, bound, depth)
            case ast.Subscript():
                return self._part(node, bound, depth)
            case ast.Call():
                return self._made(self.code.call_at[node], bound, depth)
            case ast.ListComp(generators=generators) | ast.GeneratorExp(generators=generators):
                return self.data(generators[0].iter, bound, depth + 1)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                # `data if n is None else data.select(range(n))` with a known n is the second
                given = isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Is) and self.number(test.left, bound) is not None
                first, second = (orelse, body) if given else (body, orelse)
                return self.data(first, bound, depth + 1) or self.data(second, bound, depth + 1)
            case ast.List(elts=elements) if elements and all(_literal(element) for element in elements):
                return Data(limit=len(elements), limited_at=node)
        return None

    def _named(self, node: ast.Name | ast.Attribute, bound: Bound, depth: int) -> Data | None:
        name = self.code.name_of(node)
        if name in bound.data:
            return bound.data[name]
        assigned = self.code.assigned(node)
        if assigned is None:
            found = self.data(node.value, bound, depth + 1) if isinstance(node, ast.Attribute) else None
        elif assigned.part is not None:
            found = self._unpacked(assigned.value, assigned.part, bound, depth)
        else:
            found = self.data(assigned.value, bound, depth + 1)
        if (found is None or not (found.split or found.held_out)) and (split := names_split(name)) and (found or assigned):
            return replace(found or Data(name=name, batch=None), split=split, split_at=node)
        return found

    def _unpacked(self, value: ast.expr, part: int, bound: Bound, depth: int) -> Data | None:
        if not isinstance(value, ast.Call):
            return None
        call = self.code.call_at[value]
        if call.method in _PARTED:
            whole = self.data(call.argument(0), bound, depth + 1) or Data()
            return replace(whole, split="", split_at=None, held_out=True)
        function = self.code.followed(call)
        returned = [child.value for child in ast.walk(function) if isinstance(child, ast.Return)] if function else []
        if len(returned) == 1 and isinstance(returned[0], ast.Tuple) and part < len(returned[0].elts):
            return self.data(returned[0].elts[part], bind(self, call, bound), depth + 2)
        return None

    def _part(self, node: ast.Subscript, bound: Bound, depth: int) -> Data | None:
        whole = self.data(node.value, bound, depth + 1)
        if isinstance(node.slice, ast.Slice):
            if whole is None:
                return None
            start, stop = self.number(node.slice.lower, bound) or 0, self.number(node.slice.upper, bound)
            if start < 0 or (stop is not None and stop < start) or (node.slice.lower and self.number(node.slice.lower, bound) is None):
                return whole
            cut = replace(whole, first=whole.first + start)
            return cut.at_most(stop - start, node) if stop is not None else cut
        key = self.code.constant(node.slice)
        split = names_split(key) if isinstance(key, str) else ""
        if whole and whole.held_out:
            return whole
        if split and not (whole and whole.split):
            return replace(whole or Data(name=self.code.name_of(node.value)), split=split, split_at=node)
        return whole if isinstance(key, str) else None

    def _made(self, call: Call, bound: Bound, depth: int) -> Data | None:
        last = call.method
        first = call.argument(0)
        if last == "load_dataset":
            return self._hub(call)
        if last in {"islice", "Subset"} or (last == "sample" and call.root == "random"):
            whole = self.data(first, bound, depth + 1)
            return whole and whole.at_most(self._count(call.argument(1), bound), call.node)
        if last in _HAND_ON:
            whole = self.data(first, bound, depth + 1)
            return replace(whole or Data(), batch=self._batch(call, bound)) if last == "DataLoader" else whole
        if last == "join" or _TOKENIZING.search(call.name):
            return self.data(first, bound, depth + 1)
        if last == "zip":
            parts = [part for part in (self.data(each, bound, depth + 1) for each in call.node.args) if part]
            return min(parts, key=lambda part: (not part.split, part.limit is None, part.limit)) if parts else None
        if (opened := self._opened(call)) is not None:
            return opened
        if isinstance(call.node.func, ast.Attribute) and (whole := self.data(call.node.func.value, bound, depth + 1)):
            return self._method(call, whole, bound)
        if (function := self.code.followed(call)) is not None:
            returned = [child.value for child in ast.walk(function) if isinstance(child, ast.Return)]
            return self.data(returned[0], bind(self, call, bound), depth + 2) if len(returned) == 1 else None
        if last in self.code.classes or last.endswith("Dataset"):
            given = [*call.node.args, *(keyword.value for keyword in call.node.keywords)]
            return next((found for found in (self.data(each, bound, depth + 1) for each in given) if found), None)
        return None

    def _method(self, call: Call, whole: Data, bound: Bound) -> Data:
        if call.method == "select":
            return self._selected(call, whole, bound)
        if call.method in _TAKE:
            return whole.at_most(self.number(call.argument(0, "n"), bound), call.node)
        if call.method == "skip":
            return replace(whole, first=whole.first + (self.number(call.argument(0, "n"), bound) or 0))
        if call.method == "train_test_split":
            return replace(whole, split="", split_at=None, held_out=True).at_most(
                self.number(call.argument(None, "test_size"), bound) or None, call.node
            )
        return whole

    def _selected(self, call: Call, whole: Data, bound: Bound) -> Data:
        chosen = call.argument(0, "indices")
        start = chosen.args[0] if isinstance(chosen, ast.Call) and _is_range(chosen) and len(chosen.args) > 1 else None
        first = (self.number(start, bound) or 0) if start else 0
        return replace(whole, first=whole.first + first).at_most(self._count(chosen, bound), call.node)

    def _count(self, node: ast.AST | None, bound: Bound) -> int | None:
        """Return how many indices an expression holds, or the number it is."""
        if isinstance(node, ast.Call):
            if _is_range(node):
                ends = [self.number(each, bound) for each in node.args]
                if len(ends) == 1:
                    return ends[0]
                if ends[0] is None or ends[1] is None:
                    return None
                step = (ends[2] or None) if len(ends) > 2 else 1
                return len(range(ends[0], ends[1], step)) if step else None
            name = self.code.call_at[node]
            if name.method in {"list", "sorted", "array"}:
                return self._count(name.argument(0), bound)
            if name.method in {"sample", "choice", "choices"}:
                return self.number(name.argument(1, "k") or name.argument(1, "size"), bound)
        if isinstance(node, ast.Name) and (assigned := self.code.assigned(node)) and isinstance(assigned.value, ast.Call):
            return self._count(assigned.value, bound)
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice) and not node.slice.lower:
            return self.number(node.slice.upper, bound)
        return self.number(node, bound)

    def _batch(self, call: Call, bound: Bound) -> int | None:
        size = call.argument(1, "batch_size")
        return self.number(size, bound) if size is not None else 1

    def _hub(self, call: Call) -> Data:
        name = self.code.constant(call.argument(0, "path"))
        split = call.argument(None, "split")
        written = self.code.constant(split)
        made = Data(name=name if isinstance(name, str) else ast.dump(call.node.args[0]) if call.node.args else "")
        if not isinstance(written, str) or not (match := _SPLIT.match(written)):
            return made
        first = int(match[2] or 0)
        made = replace(made, split=match[1], split_at=call.node, first=first)
        return made.at_most(int(match[3]) - first, call.node) if match[3] else made

    def _opened(self, call: Call) -> Data | None:
        """Return the data that a reader of files or a ready data set class opens, where its split is named."""
        train = next((given.value for given in call.node.keywords if given.arg == "train"), None)
        if call.name.startswith(("torchvision.datasets.", "torchaudio.datasets.")) or call.method in _READERS:
            texts = [self.code.constant(each) for each in (*call.node.args, *(given.value for given in call.node.keywords))]
            split = next((found for text in texts if isinstance(text, str) and (found := names_split(text))), "")
            name = next((text for text in texts if isinstance(text, str)), "") if call.method in _READERS else call.name
            if isinstance(train, ast.Constant):
                split = "train" if train.value else "test"
            return Data(name=name, split=split, split_at=call.node if split else None) if call.method not in {"open", "Path"} else None
        return None


def bind(flow: DataFlow, call: Call, outer: Bound = NOTHING) -> Bound:
    """Return what the parameters of the function that a call means are in this call."""
    function = flow.code.followed(call)
    if function is None:
        return NOTHING
    names = [given.arg for given in (*function.args.posonlyargs, *function.args.args)]
    defaults = dict(zip(reversed(names), reversed(function.args.defaults), strict=False))
    defaults |= {given.arg: value for given, value in zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True) if value}
    given = {**defaults, **dict(zip(names, call.node.args, strict=False))}
    given |= {keyword.arg: keyword.value for keyword in call.node.keywords if keyword.arg}
    data = {name: found for name, value in given.items() if (found := flow.data(value, outer, 4))}
    numbers = {name: count for name, value in given.items() if (count := flow.number(value, outer)) is not None}
    return Bound(data=data, numbers=numbers)


def _is_range(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Name) and node.func.id == "range" and bool(node.args)


def _literal(node: ast.expr) -> bool:
    """Whether an example is typed out: a text, a file's name, or a tuple or dict of such; a word may be anything."""
    if isinstance(node, ast.Tuple | ast.List):
        return bool(node.elts) and any(_literal(element) for element in node.elts)
    if isinstance(node, ast.Dict):
        return any(_literal(value) for value in node.values)
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(_TYPED.search(node.value))
