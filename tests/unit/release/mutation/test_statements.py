"""Statements are left out, moved, repeated no more, and done in place of a copy."""

from __future__ import annotations

import ast

from autograder.release.mutation.statements import edits, scope_of


def made(code: str) -> dict[str, str]:
    """The new wording of every change of a function's body, and the body that comes of it."""
    (function,) = ast.parse(code).body
    assert isinstance(function, ast.FunctionDef)
    found = {}
    for edit in edits(function.body, scope_of(function)):
        found[edit.new] = "\n".join(ast.unparse(ast.fix_missing_locations(each)) for each in edit.block)
    return found


def test_a_statement_is_left_out_unless_a_name_would_be_missing():
    found = made("def f(self):\n    z = self.g()\n    z.clear()\n    return z")
    assert found["pass"] == "z = self.g()\nz.clear()\npass"  # the last one of them
    assert not any(body.startswith("pass") for body in found.values())


def test_two_steps_with_an_effect_change_places():
    found = made("def f(loss):\n    loss.zero_grad()\n    loss.backward()\n    return loss")
    assert found["loss.backward(); loss.zero_grad()"] == "loss.backward()\nloss.zero_grad()\nreturn loss"
    assert len([new for new in found if ";" in new]) == 1


def test_a_loop_runs_once():
    found = made("def f(xs):\n    for x in xs:\n        x.step()")
    assert found["for x in xs: once"] == "for x in xs:\n    x.step()\n    break"


def test_an_array_that_was_given_is_changed_in_place_and_a_number_is_not():
    found = made("def f(X: np.ndarray, c: float):\n    return (X - c) / (c + X)")
    assert found["X -= c; return X / (c + X)"] == "X -= c\nreturn X / (c + X)"
    assert not any(new.startswith("c +=") for new in found)


def test_a_change_inside_of_a_block_keeps_what_is_around_it():
    found = made("def f(x):\n    if x:\n        y = x + 1\n    return y")
    assert found["y = x - 1"] == "if x:\n    y = x - 1\nreturn y"


def test_names_are_alike_by_annotation_by_digit_and_as_gradient_of_each_other():
    function = ast.parse("def f(self, other: V, n: int, m: int):\n    W1, W2 = self.p\n    dW1 = W1").body[0]
    assert isinstance(function, ast.FunctionDef)
    alike = scope_of(function).alike
    assert set(alike["n"]) == {"m"}
    assert set(alike["self"]) == {"other"}
    assert set(alike["W1"]) == {"W2", "dW1"}


def test_a_case_is_changed_and_the_others_stay():
    found = made(
        "def f(x):\n    match x:\n        case 1:\n            return x + 1\n        case _:\n            return 2"
    )
    assert found["return x - 1"] == "match x:\n    case 1:\n        return x - 1\n    case _:\n        return 2"
    assert "match x:" not in found
