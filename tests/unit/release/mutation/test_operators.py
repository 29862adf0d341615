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
