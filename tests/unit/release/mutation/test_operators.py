"""Every kind of small change is made, and none of what no check could ask about."""

from __future__ import annotations

import ast

import pytest

from autograder.release.mutation.operators import changes


def made(code: str, **alike: str) -> set[str]:
    """What becomes of a line of code."""
    (statement,) = ast.parse(code).body
    found = changes(statement, {name: [other] for name, other in alike.items()})
    return {ast.unparse(ast.fix_missing_locations(each.node)) for each in found if each.node}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("a + b", {"a - b", "a", "b"}),
        ("a - b", {"a + b", "b - a", "a", "b"}),
        ("a @ b", {"a * b", "b @ a"}),
        ("a ** b", {"a * b", "b ** a"}),
        ("-a", {"a"}),
        ("a < b", {"a <= b", "a >= b"}),
        ("a and b", {"a or b", "a", "b"}),
        ("f(2)", {"f(3)", "f(1)"}),
        ("f(1.0)", {"f(2.0)", "f(0.0)", "f(0.5)"}),
        ("a.mean(axis=1, keepdims=True)", {
            "a.sum(axis=1, keepdims=True)", "a.mean(axis=0, keepdims=True)", "a.mean(axis=1)",
            "a.mean(keepdims=True)", "a.mean(axis=1, keepdims=False)",
        }),
        ("a.std(axis=0)", {"a.std(axis=0, ddof=1)", "a.var(axis=0)"}),
        ("f(a, b)", {"f(b, a)"}),
        ("f((a, b))", {"f((b, a))"}),
        ("np.argmax(z)", {"np.argmin(z)"}),
        ("x.copy()", {"x"}),
        ("np.exp(-np.abs(z))", {"np.exp(-z)", "np.expm1(-np.abs(z))"}),
        ("a @ b.T", {"a @ b"}),
        ("y[:, np.newaxis]", {"y"}),
        ("x[1:n]", {"x[:n]", "x[1:]"}),
        ("a if c else b", {"a", "b"}),
        ("[x for x in xs if x > 0 if y]", {"[x for x in xs if y]", "[x for x in xs if x > 0]"}),
        ("x.grad = g", {"x.grad += g"}),
        ("x.grad += g", {"x.grad = g", "x.grad -= g", "x.grad = x.grad + g"}),
        ("self.W = self.W - s", {"self.W -= s"}),
        ("draw(rng)", {"draw(np.random.default_rng(0))"}),
        ("draw(self.rng)", {"draw(np.random.default_rng(0))"}),
        ("np.maximum(p, TINY)", {"np.maximum(p, 0.0)", "np.minimum(p, TINY)"}),
        ("total / len(x)", {"total / (len(x) - 1)"}),
    ],
)  # fmt: skip
def test_a_change_is_made(code, expected):
    assert expected <= made(code)


def test_a_condition_always_or_never_holds():
    (statement,) = ast.parse("if a > b:\n    pass").body
    texts = {ast.unparse(each.node).split("\n")[0] for each in changes(statement, {})}
    assert {"if True:", "if False:", "if a >= b:"} <= texts


def test_a_name_stands_for_one_that_is_alike():
    assert made("W1 @ x", W1="W2") >= {"W2 @ x"}


@pytest.mark.parametrize("code", ["raise ValueError(1 + 1)", "f'{a + b}'", "f(strict=True)", "f(label=1)"])
def test_what_no_check_could_ask_about_stays(code):
    assert made(code) == set()


@pytest.mark.parametrize(("code", "same"), [("max(a, b)", "max(b, a)"), ("f('a', b)", "f(b, 'a')")])
def test_what_would_be_the_same_or_a_type_error_is_not_made(code, same):
    assert same not in made(code)


# All that a line becomes, as somebody looked at it.
WHOLE = {
    "a + b": ["a", "a - b", "b"],
    "a // b": ["a", "a / b", "b", "b // a"],
    "a % b": ["a", "a // b", "b", "b % a"],
    "a / b": ["a", "a * b", "b", "b / a"],
    "a * b": ["a", "a + b", "a / b", "b"],
    "a <= b": ["a < b", "a > b"],
    "a > b": ["a <= b", "a >= b"],
    "a >= b": ["a < b", "a > b"],
    "a == b": ["a != b"],
    "a != b": ["a == b"],
    "a is b": ["a is not b"],
    "a is not b": ["a is b"],
    "a in b": ["a not in b"],
    "a not in b": ["a in b"],
    "a < b < c": ["a < b <= c", "a < b >= c", "a <= b < c", "a >= b < c"],
    "a or b": ["a", "a and b", "b"],
    "a and b and c": ["a and b", "a and c", "a or b or c", "b and c"],
    "not a": ["a"],
    "f(True)": ["True", "f(False)"],
    "f(0)": ["0", "f(-1)", "f(1)"],
    "f(0.0)": ["0.0", "f(-1.0)", "f(1.0)"],
    "f(0.5)": ["0.5", "f(0.0)", "f(0.25)", "f(1.5)"],
    "f(a, b, c)": ["f(a, c, b)", "f(b, a, c)"],
    "f(*a, b)": [],
    "f(*a)": [],
    "max(a, b)": ["min(a, b)"],
    "f('a', b)": [],
    "f(f'{a}', b)": [],
    "f(a, 'b', c)": [],
    "len(x)": ["len(x) - 1"],
    "np.var(x)": ["np.std(x)", "np.var(x, ddof=1)", "x"],
    "log(x)": ["log1p(x)", "x"],
    "np.sum(x)": ["np.mean(x)", "x"],
    "g()": [],
    "x.g()": ["x"],
    "range(n)": [],
    "x.sum()": ["x", "x.mean()"],
    "x.T": ["x"],
    "x.mT": ["x"],
    "x.y": [],
    "x.rng = y": ["x.rng += y"],
    "rng = y": [],
    "self.rng.normal()": ["np.random.default_rng(0).normal()", "self.rng"],
    "N": [],
    "PI": [],
    "TINY": ["0.0"],
    "f(tiny)": ["tiny"],
    "[a, b, c]": ["[a, c, b]", "[b, a, c]"],
    "(a, b)": ["(b, a)"],
    "a, b = c": [],
    "[a, 'b']": [],
    "x[:]": [],
    "x[::2]": ["x[::1]", "x[::3]", "x[:]"],
    "x[a:b:c]": ["x[:b:c]", "x[a::c]", "x[a:b]"],
    "x[None]": ["x"],
    "x[1]": ["x[0]", "x[2]"],
    "x[None] = g": ["x[None] += g"],
    "x = x + 1": ["x += 1", "x = 1", "x = x", "x = x + 0", "x = x + 2", "x = x - 1"],
    "y = x + 1": ["y = 1", "y = x", "y = x + 0", "y = x + 2", "y = x - 1"],
    "x[0] = g": ["x[-1] = g", "x[0] += g", "x[1] = g"],
    "x: int = 1 + 1": [
        "x: int = 0 + 1",
        "x: int = 1",
        "x: int = 1 + 0",
        "x: int = 1 + 2",
        "x: int = 1 - 1",
        "x: int = 2 + 1",
    ],
    "x *= 2": ["x *= 1", "x *= 3", "x += 2", "x /= 2", "x = 2", "x = x * 2"],
    "x @= y": ["x *= y", "x = x @ y", "x = y"],
    "x[1] -= g": ["x[0] -= g", "x[1] += g", "x[1] = g", "x[1] = x[1] - g", "x[2] -= g"],
    "lambda a, b=1: a": ["lambda a, b=0: a", "lambda a, b=2: a"],
    "zip(a, b, strict=True)": ["zip(b, a, strict=True)"],
    "f(a, label=b, c=d)": ["a", "f(a, label=b)"],
    "assert a > b": ["assert a <= b", "assert a >= b"],
    "{a: b + c}": ["{a: b - c}", "{a: b}", "{a: c}"],
    "[x for x in y]": [],
    "f(a)(b)": ["a(b)", "b"],
    "rng.normal(a)": ["a", "np.random.default_rng(0).normal(a)"],
    "TINY = g": [],
    "f(1j)": ["1j"],
    "[y for x in y if x]": ["[y for x in y]"],
    "while a:\n    pass": ["while False:\n    pass"],
    "if a:\n    pass": ["if False:\n    pass", "if True:\n    pass"],
    "f(a if b else c)": ["a if b else c", "f(a)", "f(c)"],
}


@pytest.mark.parametrize("code", WHOLE)
def test_a_line_becomes_just_this(code):
    assert sorted(made(code)) == WHOLE[code]


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("f(\n  a\n  + b)", {1, 2}),
        ("f(x=\n  1)", {1, 2}),
        ("[\n  x for x in\n  xs if\n  x]", {1}),
        ("\n[\n  x for x in\n  xs if\n  x]", {2}),
        ("[x for x in\n  y + z]", {2}),
        ("x[\n  1:\n  2]", {2, 3}),
        ("f(lambda a=1:\n  2)", {1, 2}),
    ],
)
def test_a_change_is_on_the_line_of_what_changes(code, lines):
    (statement,) = ast.parse(code).body
    assert {each.line for each in changes(statement, {})} == lines


def test_what_is_changed_is_a_copy():
    (statement,) = ast.parse("x.y = f(a + b, c=1)[2]").body
    before = ast.dump(statement)
    assert len({ast.unparse(ast.fix_missing_locations(each.node)) for each in changes(statement, {}) if each.node}) > 8
    assert ast.dump(statement) == before


def test_only_a_name_that_is_read_stands_for_another_and_an_annotation_stays():
    assert made("a = b", a="c", b="d") == {"a = d"}
    assert made("x: b = b", b="d") == {"x: b = d"}
    assert made("def f(x: b=b):\n    pass", b="d") == {"def f(x: b=d):\n    pass"}
