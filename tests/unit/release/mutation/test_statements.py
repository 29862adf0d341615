"""Statements are left out, moved, repeated no more, and done in place of a copy."""

from __future__ import annotations

import ast

from autograder.release.mutation.statements import edits, headline, scope_of


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


def edits_of(code: str) -> list[tuple[int, str, str, str]]:
    """Every change of a function's body, with the body that comes of it, in one line."""
    (function,) = ast.parse(code).body
    assert isinstance(function, ast.FunctionDef)
    return [
        (each.line, each.old, each.new, "; ".join(ast.unparse(ast.fix_missing_locations(one)) for one in each.block))
        for each in edits(function.body, scope_of(function))
    ]


def test_each_change_stands_between_what_was_before_and_behind_it():
    assert edits_of("def f(x):\n    x.a()\n    x.y = 1\n    x.b(x)") == [
        (2, "x.a()", "pass", "pass; x.y = 1; x.b(x)"),
        (2, "x.a(); x.y = 1", "x.y = 1; x.a()", "x.y = 1; x.a(); x.b(x)"),
        (3, "x.y = 1", "pass", "x.a(); pass; x.b(x)"),
        (3, "x.y = 1", "x.y += 1", "x.a(); x.y += 1; x.b(x)"),
        (3, "x.y = 1", "x.y = 2", "x.a(); x.y = 2; x.b(x)"),
        (3, "x.y = 1", "x.y = 0", "x.a(); x.y = 0; x.b(x)"),
        (3, "x.y = 1; x.b(x)", "x.b(x); x.y = 1", "x.a(); x.b(x); x.y = 1"),
        (4, "x.b(x)", "pass", "x.a(); x.y = 1; pass"),
    ]


def left_out(code: str) -> set[str]:
    return {old for _, old, new, _ in edits_of(code) if new == "pass"}


def test_what_is_left_out_is_no_frame_and_gives_no_new_name():
    code = (
        "def f(x, y):\n    a = x\n    b, c = x\n    x = x[y]\n    x.z = y\n    x[y] = y\n    y += x\n"
        "    if y:\n        return y\n    for z in y:\n        z()\n    return x"
    )
    assert left_out(code) >= {"x = x[y]", "x.z = y", "x[y] = y", "y += x", "z()", "return x", "return y"}
    assert not left_out(code) & {"a = x", "b, c = x"}


def moved(code: str) -> set[str]:
    return {new for _, old, new, _ in edits_of(code) if "; " in new and "; " in old}


def test_only_neighbours_that_both_have_an_effect_change_places():
    assert moved("def f(x):\n    x.a()\n    y = x\n    x.b()\n    return y") == set()
    assert moved("def f(x):\n    x.a = 1\n    x[2] = 1\n    x.b += 1") == {"x[2] = 1; x.a = 1", "x.b += 1; x[2] = 1"}
    assert moved("def f(x):\n    x.a = y = 1\n    x.b()") == set()
    assert moved("def f(x):\n    if x:\n        x.a()\n    x.b()") == set()


def in_place(code: str) -> list[str]:
    return [block for _, old, new, block in edits_of(code) if "; " in new and "; " not in old]


def test_in_each_place_of_a_statement_an_array_is_changed_and_then_read():
    code = "def f(X: np.ndarray, y: Array, n: int):\n    return g(X * 2, X * 2) + n * X - y ** 2"
    assert in_place(code) == [
        "X *= 2; return g(X, X * 2) + n * X - y ** 2",
        "X *= 2; return g(X * 2, X) + n * X - y ** 2",
    ]
    assert in_place("def f(X: np.ndarray):\n    if X + 1:\n        pass") == []


def test_an_expression_that_is_only_looked_at_is_no_change_of_a_call():
    assert {new for *_, new, _ in edits_of("def f(x):\n    x.a(x)")} == {"pass"}
    assert {new for *_, new, _ in edits_of("def f(x):\n    x.sum(x)")} == {"pass", "x.mean(x)"}
    assert {new for *_, new, _ in edits_of("def f(x):\n    x.a(1)")} == {"pass", "x.a(2)", "x.a(0)"}


def test_of_each_case_and_block_only_that_one_is_changed():
    code = (
        "def f(x):\n    match x:\n        case 1:\n            a()\n        case 2:\n            b()\n        case 3:\n"
        "            c()"
    )
    names = {"a()", "b()", "c()"}
    bodies = [block.split() for _, old, new, block in edits_of(code) if new == "pass" and old in names]
    assert [(len(body), sorted(names & {*body})) for body in bodies] == [
        (11, ["b()", "c()"]),
        (11, ["a()", "c()"]),
        (11, ["a()", "b()"]),
    ]
    assert "x" not in left_out(code)
    tried = "def f(x):\n    try:\n        a()\n    except E:\n        b()\n    else:\n        c()\n    finally:\n"
    assert left_out(f"{tried}        d()") >= {"a()", "c()", "d()"}


def test_a_headline_is_one_line_without_what_is_below_it():
    for code, line in (
        ("for x in y:\n    f()\nelse:\n    g()", "for x in y:"),
        ("if a:\n    f()\nelif b:\n    g()", "if a:"),
        ("x = f(\n  1)", "x = f(1)"),
        ("match x:\n    case 1:\n        f()", "match x:"),
    ):
        assert headline(ast.parse(code).body[0]) == line


def test_what_shares_no_annotation_stem_or_kind_is_not_alike():
    code = "def f(self, a: int, b: float, c, other, x1, /, x2, *, db):\n    dW = y = W = 1\n    return z"
    function = ast.parse(code).body[0]
    assert isinstance(function, ast.FunctionDef)
    alike = {name: others for name, others in scope_of(function).alike.items() if others}
    assert alike == {"x1": {"x2"}, "x2": {"x1"}, "self": {"other"}, "other": {"self"}, "W": {"dW"}, "dW": {"W"}}
    arrays = ast.parse("def f(X: np.ndarray, t: Tensor, n: int, s: str): pass").body[0]
    assert isinstance(arrays, ast.FunctionDef)
    assert "X" in scope_of(arrays).arrays
    assert not {"n", "s"} & scope_of(arrays).arrays
