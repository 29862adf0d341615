"""Where NumPy gives up on two arrays, the operation and both shapes are found, and nothing of the student's runs."""

from __future__ import annotations

import linecache
from types import SimpleNamespace, TracebackType

import numpy as np
import pytest

from autograder.sandbox.worker.shapes import operation_at

FILE = "<shapes>"
A, B = np.ones((2, 3)), np.ones((4, 5))


class Layer:
    """What holds weights, and counts who asks for them anew."""

    def __init__(self) -> None:
        self.weights, self.asked = B.copy(), 0

    def fresh(self) -> np.ndarray:
        self.asked += 1
        return self.weights


def stopped(source: str, **names: object) -> TracebackType:
    """Where this code stops with an error."""
    with pytest.raises((ValueError, TypeError)) as caught:
        exec(compile(source, FILE, "exec"), {"np": np, "a": A.copy(), "b": B.copy(), **names})
    assert caught.tb.tb_next is not None
    return caught.tb.tb_next


def found(source: str, **names: object) -> tuple[str, list[tuple[str, list[int]]]]:
    """What is said of where it stops, while its source can be read."""
    linecache.cache[FILE] = (len(source), None, source.splitlines(keepends=True), FILE)
    try:
        return operation_at(stopped(source, **names))
    finally:
        del linecache.cache[FILE]


BOTH = [("a", [2, 3]), ("b", [4, 5])]


@pytest.mark.parametrize(
    ("source", "symbol"),
    [
        ("a @ b", "@"),
        ("a + b", "+"),
        ("a - b", "-"),
        ("a * b", "*"),
        ("a / b", "/"),
        ("np.dot(a, b)", "@"),
        ("np.matmul(a, b)", "@"),
        ("a.dot(b)", "@"),
        ("a @= b", "@="),
        ("a += b", "+="),
        ("a /= b", "/="),
    ],
)
def test_an_operation_is_named_with_its_two_arrays(source, symbol):
    assert found(source) == (symbol, BOTH)


@pytest.mark.parametrize(
    "source",
    [
        "x = 1\ny = a @ b\nz = 2\n",
        "if True:\n    y = [0, 2 * (a @ b)]\n",
        "y = (\n    a\n    @ b\n)\n",
        "y = '\u00e9\u4e16', a @ b, '\u00e9'\n",
        "y = (a @\nb) + 1\n",
    ],
    ids=["between lines", "inside of others", "over lines", "after other letters", "ends in the next line"],
)
def test_it_is_found_wherever_it_stands(source):
    assert found(source) == ("@", BOTH)


def test_operands_are_names_attributes_items_and_transposes():
    layer = Layer()
    of_layer = ("layer.weights", [4, 5])
    assert found("a @ layer.weights", layer=layer) == ("@", [BOTH[0], of_layer])
    assert found("a.T @ c[0]", c=[B]) == ("@", [("a.T", [3, 2]), ("c[0]", [4, 5])])
    assert found("layer.weights -= a", layer=layer) == ("-=", [of_layer, BOTH[0]])
    assert found("(a + 1) @ b") == ("@", [("a + 1", [2, 3]), BOTH[1]])


@pytest.mark.parametrize("other", ["layer.fresh()", "(b := layer.fresh())", "(lambda: layer.fresh())()"])
def test_nothing_is_called_again(other):
    layer = Layer()
    assert found(f"a @ {other}", layer=layer) == ("", [])
    assert layer.asked == 1


@pytest.mark.parametrize(
    "source",
    [
        "a // b",
        "a //= b",
        "a < np.broadcast_to(b, (7,))",
        "np.add(a, b)",
        "np.concatenate([a, b])",
        "np.dot(a, b, None, None)",
        "a @ [[1.0]]",
        "dot(a, b)",
        "a + 'text'",
        "int('x')",
        "raise ValueError('mine')",
        "a.reshape(7)",
    ],
)
def test_of_anything_else_nothing_is_said(source):
    assert found(source, dot=np.dot) == ("", [])


def test_an_array_that_may_answer_for_itself_is_no_array():
    class Own(np.ndarray):
        @property
        def shape(self):
            raise AssertionError

    assert found("a @ own", own=B.view(Own)) == ("", [])


def test_the_text_of_an_operand_is_cut():
    long = "n" * 70
    assert found(f"a @ {long}", **{long: B}) == ("@", [BOTH[0], ("n" * 60, [4, 5])])


def test_where_the_source_is_gone_or_has_no_places_nothing_is_said():
    step = stopped("a @ b")
    assert operation_at(step) == ("", [])
    code = SimpleNamespace(co_positions=lambda: iter([(1, 1, None, None)]), co_filename=FILE)
    assert operation_at(SimpleNamespace(tb_frame=SimpleNamespace(f_code=code), tb_lasti=0)) == ("", [])
