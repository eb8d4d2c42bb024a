"""The index: names, scopes, loops, constants, where values come from, and where they go."""

from __future__ import annotations

import ast
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.intake.lint.call import Call
from grader.intake.lint.code import Code
from grader.intake.lint.flow import arguments, reached, sinks


def index(text: str) -> Code:
    return Code(ast.parse(dedent(text)))


def call(code: Code, name: str) -> Call:
    (found,) = code.called(name)
    return found


def value(code: Code, name: str) -> ast.expr:
    """The value of the last assignment to a name."""
    return code.assignments[name][-1].value


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("import torch\ntorch.cuda.synchronize()", "torch.cuda.synchronize"),
        ("import numpy as np\nnp.mean(x)", "numpy.mean"),
        ("from time import perf_counter as pc\npc()", "time.perf_counter"),
        ("import torch.nn.utils.prune as prune\nprune.remove(m)", "torch.nn.utils.prune.remove"),
        ("model.generate(x)", "model.generate"),
        ("make()(x).numpy()", "?.numpy"),
        ("self.model.half()", "self.model.half"),
    ],
)
def test_a_call_has_its_full_name(text: str, name: str) -> None:
    assert name in {each.name for each in index(text).calls}


def test_calls_come_in_the_order_of_the_text() -> None:
    code = index("c(a(1), b(2))\nd()")
    assert [each.name for each in code.calls] == ["c", "a", "b", "d"]
    assert [each.name for each in code.calls_of(code.tree, (1, 0), (2, 0))] == ["a", "b"]


def test_a_scope_is_the_innermost_function() -> None:
    code = index("""
        def outer():
            a()
            inner = lambda: b()
            class Inside:
                def method(self):
                    c()
        d()
    """)
    scopes = {each.name: getattr(each.scope, "name", type(each.scope).__name__) for each in code.calls}
    assert scopes == {"a": "outer", "b": "Lambda", "c": "method", "d": "Module"}
    assert [each.name for each in code.calls_of(code.tree)] == ["d"]
    around = code.function_at(call(code, "c").line)
    assert around and around.name == "method"
    assert code.function_at(call(code, "d").line) is None


@pytest.mark.parametrize(
    ("text", "looped"),
    [
        ("for x in xs:\n    f(x)", True),
        ("while True:\n    f()", True),
        ("[f(x) for x in xs]", True),
        ("for x in f():\n    pass", False),
        ("for x in xs:\n    pass\nelse:\n    f()", False),
        ("for x in xs:\n    def g():\n        f()", False),
        ("with open(p):\n    f()", False),
        ("for x in xs:\n    if x:\n        with y:\n            f()", True),
    ],
)
def test_a_loop_is_one_of_the_same_scope(text: str, looped: bool) -> None:
    assert call(index(text), "f").loop is looped


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("v = 1024 ** 2", 1048576),
        ("n = 10\nv = n * 1000", 10000),
        ("org = 'a'\nv = f'{org}/b'", "a/b"),
        ("v = 'a' + '-' + 'b'", "a-b"),
        ("v = -3", -3),
        ("n = 1\nn = 2\nv = n", None),
        ("v = unknown", None),
        ("a, b = f()\nv = a", None),
        ("v = 10 ** 400", None),
        ("v = 1 / 0", None),
    ],
)
def test_a_constant_is_certain_or_none(text: str, expected: object) -> None:
    code = index(text)
    assert code.constant(value(code, "v")) == expected


@given(st.recursive(st.integers(-100, 100), lambda inner: st.tuples(inner, st.sampled_from(["+", "-", "*"]), inner), max_leaves=12))
def test_arithmetic_is_pythons_own(tree: object) -> None:
    def written(node: object) -> str:
        return f"({written(node[0])} {node[1]} {written(node[2])})" if isinstance(node, tuple) else str(node)

    text = written(tree)
    expected = eval(text)
    code = index(f"v = {text}")
    found = code.constant(value(code, "v"))
    assert found == expected or found is None  # a value that grows beyond all use is not followed
    assert found == expected or abs(expected) > 1e15 or "*" in text


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("from transformers import AutoModel\nm = AutoModel.from_pretrained('a')", "transformers.AutoModel.from_pretrained"),
        ("import timm\nm = timm.create_model('a').to(d).eval().half()", "timm.create_model"),
        ("import timm\ndef load():\n    net = timm.create_model('a')\n    return net\nm = load()", "timm.create_model"),
        ("import timm\na = timm.create_model('x')\nb = a\nm = b.cuda()", "timm.create_model"),
        ("def load(flag):\n    if flag:\n        return a()\n    return b()\nm = load(1)", "load"),
        ("m = 3", ""),
        ("m = m2\nm2 = m", ""),
    ],
)
def test_a_value_comes_from_the_call_that_made_it(text: str, origin: str) -> None:
    code = index(text)
    assert code.origin(value(code, "m")) == origin


def test_a_name_has_its_last_value_above_and_a_function_the_modules_last() -> None:
    code = index("""
        m = first()
        use(m)
        m = second()
        def f():
            look(m)
        def g(m):
            take(m)
    """)
    seen = {each.name: code.origin(each.node.args[0]) for each in code.calls if each.node.args}
    assert seen == {"use": "first", "look": "second", "take": ""}


def test_a_call_is_followed_only_where_it_can_mean_one_function() -> None:
    code = index("""
        def once(): pass
        def twice(): pass
        def twice(): pass
        class A:
            def method(self): pass
            def other(self): self.method()
        once(); twice(); lib.once()
    """)
    followed = {each.name: getattr(code.followed(each), "name", None) for each in code.calls}
    assert followed == {"once": "once", "twice": None, "lib.once": None, "self.method": "method"}
    assert [each.name for each in code.callers(code.functions["once"])] == ["once"]


def test_a_parameter_is_what_callers_give() -> None:
    code = index("""
        class A:
            def f(self, model, n=1): model(n)
            def g(self): self.f(small); self.f(n=2, model=large); self(1)
        def h(model): model()
        h(*many)
    """)
    inside, plain = [each for each in code.calls if each.name == "model"]
    assert [code.name_of(given) for given in arguments(code, inside.node.func)] == ["small", "large"]
    assert not list(arguments(code, plain.node.func))
    (itself,) = code.called("self")
    assert not list(arguments(code, itself.node.func))


def test_what_runs_is_followed_into_functions_and_what_they_are_handed() -> None:
    code = index("""
        def bench(fn):
            for _ in range(9):
                fn()
        def named(): b()
        bench(lambda: a())
        bench(named)
        def loop(): loop()
    """)
    runs = list(reached(code, code.calls_of(code.tree)))
    assert {run.call.name: run.looped for run in runs if run.call.name in "ab"} == {"a": True, "b": True}
    assert len(list(reached(code, code.called("loop")))) == 3  # so many steps deep, and no further


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("x = read()\ny = x / 1e6\nprint(y - z)", {ast.BinOp}),
        ("x = read()\nx -= 1\nprint(x)", {ast.Call}),
        ("def f():\n    return read()\nprint(f() - f())", {ast.BinOp}),
        ("def f():\n    return 1, read()\na, b = f()\nc = b - 1", {ast.BinOp}),
        ("def f():\n    return 1, read()\na, b = f()\nc = a - 1", {ast.Call}),
        ("d = {'k': read()}\nprint(d['k'] - 1)", {ast.BinOp, ast.Assign}),
        ("xs = []\nxs.append(read())\nmax(xs) - xs[0]", {ast.BinOp}),
        ("def f(a, b):\n    return b - a\nf(1, read())", {ast.BinOp}),
        ("if read() > 3:\n    pass", {ast.Compare}),
        ("self.x = read()\ndef g(self):\n    self.y - self.x", {ast.BinOp}),
        ("print(f'{read()}')", {ast.Call, ast.FormattedValue}),
        ("a = read()\nb = a\na = b", {ast.Assign}),
    ],
)
def test_a_value_is_followed_to_where_it_ends(text: str, ends: set[type[ast.AST]]) -> None:
    code = index(text)
    found = {type(sink) for sink in sinks(code, call(code, "read").node)}
    assert found & ends or (not found and ends == {ast.Assign})
    assert (ast.BinOp in found) == (ast.BinOp in ends)


def test_a_name_that_is_made_from_itself_is_the_old_one_on_the_right() -> None:
    code = index(
        """
        from transformers import AutoModel, pipeline
        model = AutoModel.from_pretrained("a")
        model = model.quantise()
        model(x)
        """
    )
    inner = code.call_at[code.assignments["model"][-1].value].node.func
    assert isinstance(inner, ast.Attribute)
    assert code.origin(inner.value) == "transformers.AutoModel.from_pretrained"


def test_values_that_are_made_from_each_other_are_no_constants_and_are_asked_for_once() -> None:
    names = [f"n{i}" for i in range(40)]
    code = index("\n".join(f"{a} = {b} * {c} + {a}" for a in names for b, c in zip(names, reversed(names), strict=True)))
    assert code.constant(value(code, "n0")) is None


@pytest.mark.parametrize(
    "text",
    [
        "x0 = read()\n" + "".join(f"x{n + 1} = x{n}\n" for n in range(2000)),
        "x = read()" + " + 1" * 900,
        "".join(f"def f{n}(a):\n    return f{n + 1}(a)\n" for n in range(600)) + "f0(read())",
        "def f(a):\n    return f(a)\nx = f(read())\nx = f(x)",
    ],
)
def test_a_value_that_is_handed_on_for_ever_is_let_go(text: str) -> None:
    code = index(text)
    assert len(list(sinks(code, call(code, "read").node))) < 9
    assert len(list(reached(code, code.calls))) <= 3 * len(code.calls)
