"""Where code reads memory: the process's resident set, and torch's counters of the GPU."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from grader.intake.lint.call import Call
from grader.intake.lint.code import Code
from grader.intake.lint.flow import sinks
from grader.intake.lint.models import is_loader

CURRENT = frozenset({"torch.cuda.memory_allocated", "torch.cuda.memory_reserved", "torch.cuda.memory_cached"})
PEAK = frozenset(
    {"torch.cuda.max_memory_allocated", "torch.cuda.max_memory_reserved", "torch.cuda.max_memory_cached", "torch.cuda.memory_stats"}
)
COUNTERS = CURRENT | PEAK
#: Words by which any way of measuring memory is known, in code, shell lines and strings.
RAM_WORDS = re.compile(
    r"\brss\b|maxrss|tracemalloc|getrusage|memory_profiler|memory_usage|%memit|memory_info|virtual_memory|VmHWM|VmRSS|VmPeak|/proc/"
    r"|memory_footprint|/usr/bin/time|profile_memory|pympler|memray|guppy|scalene|docker stats|resource\.usage",
    re.IGNORECASE,
)
VRAM_WORDS = re.compile(
    r"memory_allocated|memory_reserved|memory_cached|memory_stats|memory_summary|mem_get_info|nvmlDevice|getGPUs|get_gpus|nvidia.smi|gpustat|nvitop|memory_footprint"
    r"|profile_memory|memory_snapshot|get_memory_info|gpu_memory|used_memory|memory\.used|cuda_memory",
    re.IGNORECASE,
)
#: Installing or importing a tool measures nothing.
_NO_USE = re.compile(r"^\s*(?:[!%]\s*(?:pip|conda|apt|uv)\b|import\b|from\b)")
_BEFORE = re.compile(r"before|start|init|begin|(?:^|_)pre(?:_|$)|base", re.IGNORECASE)
_AFTER = re.compile(r"after|end|final|finish|(?:^|_)post(?:_|$)", re.IGNORECASE)
_INFO = frozenset({"memory_info", "memory_full_info"})
_OWN_PROCESS = ("multiprocessing", "subprocess")
#: How it is done well, as the rules show it; `ru_maxrss` of a child would start from its parent's peak, and VmHWM does not.
OWN_PROCESS = """# run_model.py: one model in a process of its own
before = psutil.Process().memory_info().rss
model = AutoModel.from_pretrained("int8")
model(x)
status = Path("/proc/self/status").read_text()
peak = int(status.split("VmHWM:")[1].split()[0]) * 1024  # VmHWM is in KiB
ram_mb = (peak - before) / 1e6"""


def resident(code: Code) -> Iterator[ast.expr]:
    """Yield the readings of the whole process's memory."""
    for node in code.nodes:
        if isinstance(node, ast.Attribute):
            found = isinstance(node.ctx, ast.Load) and node.attr in ("rss", "uss", "ru_maxrss")
        else:  # `memory_info()[0]`
            found = isinstance(node, ast.Subscript) and isinstance(node.value, ast.Call) and code.call_at[node.value].method in _INFO
        if found and isinstance(node, ast.expr):
            yield node


def subtracted(code: Code, node: ast.AST) -> tuple[ast.AST, ...]:
    """Return the subtractions that a reading ends up in."""
    return tuple(sink for sink in sinks(code, node) if isinstance(sink, ast.BinOp | ast.AugAssign))


def compared_by_hand(code: Code, node: ast.AST) -> bool:
    """Whether a reading, through its function, gets a name such as `before` beside another that is called `after`: both are shown."""
    function = code.scope_of(node)
    taken = [node, *(call.node for call in code.callers(function))]
    targets = [(above.targets[0], code.scope_of(above)) for each in taken if isinstance(above := _statement(code, each), ast.Assign)]
    named = [(code.name_of(target), scope) for target, scope in targets]
    pairs = [(_BEFORE.search(name), _AFTER.search(name), scope) for name, scope in named]
    return any(early and late and one is two for early, _, one in pairs for _, late, two in pairs)


def _statement(code: Code, node: ast.AST) -> ast.AST | None:
    while node in code.parents and not isinstance(node, ast.stmt):
        node = code.parents[node]
    return node


def is_baseline(code: Code, node: ast.AST) -> bool:
    """Whether a reading is only taken away from later ones."""
    above = code.parents.get(node)
    if not isinstance(above, ast.Assign) or not isinstance(above.targets[0], ast.Name):
        return False
    uses = code.loads.get(above.targets[0].id, ())
    parents = [code.parents.get(use) for use in uses]
    taken = [isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Sub) for parent in parents]
    return bool(uses) and all(taken) and all(isinstance(up, ast.BinOp) and up.right is use for up, use in zip(parents, uses, strict=True))


def counters(code: Code, names: frozenset[str] = COUNTERS) -> tuple[Call, ...]:
    """Return the calls of torch's counters."""
    return tuple(call for call in code.calls if call.name in names)


def in_child(code: Code) -> bool:
    """Whether processes of their own are started, in which a model may be alone."""
    return code.imports(*_OWN_PROCESS)


def started(path: str, told: Iterable[str]) -> bool:
    """Whether one of these texts (strings of code, shell lines) names a script, which then runs in a process of its own."""
    name = path.rpartition("/")[2]
    return name.endswith(".py") and any(re.search(rf"(?:^|[\s/\"']){re.escape(name)}(?:$|[\s\"'])", text) for text in told)


def single_model(code: Code) -> bool:
    """Whether exactly one model is loaded, once: a script that is started again for every model."""
    found = [call for call in code.calls if is_loader(call.name) and call.method not in ("trace", "script", "compile")]
    if len(found) != 1 or found[0].loop:
        return False
    callers = tuple(code.callers(found[0].scope))
    return len(callers) < 2 and not any(call.loop for call in callers)


def used_lines(lines: Iterable[str]) -> tuple[str, ...]:
    """Return the lines of code that do something: neither imports nor installs."""
    return tuple(line for line in lines if not _NO_USE.match(line))
