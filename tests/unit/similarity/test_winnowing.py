"""Fingerprints are the same for the same code under other names, and any long enough common piece leaves one."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from helpers import takes_less

from autograder.course.stubs import MAX_PARSED
from autograder.similarity.tokens import functions_of, names_of
from autograder.similarity.winnowing import SPAN, WINDOW, every_hash, fingerprints

GIVEN = frozenset({"math", "Value"})
CODE = """
def backward(self):
    order = self.nodes()
    for node in reversed(order):
        total = node.grad * 2.5
        for operand in node.operands:
            operand.grad = operand.grad + total / math.sqrt(len(order))
    return order
"""


def prints(code: str) -> set[int]:
    return set(fingerprints(functions_of("engine.py", code.encode(), GIVEN)))


def hashes(code: str) -> set[int]:
    return every_hash(functions_of("engine.py", code.encode(), GIVEN))


@pytest.mark.parametrize(
    "changed",
    [
        CODE.replace("order", "sequence")
        .replace("total", "t")
        .replace("operand in", "x in")
        .replace("operand.grad", "x.grad"),
        CODE.replace("    order = ", '    """Says it."""\n    # and comments\n    order = ', 1),
        CODE.replace("(self)", "(self: Value) -> list[Value]"),
        CODE.replace("total = ", "total: float = "),
        "def other(x):\n    return x\n" + CODE,
    ],
    ids=["names", "docstring and comment", "annotations", "annotated assignment", "another function before it"],
)
def test_what_people_change_without_thinking_changes_no_fingerprint(changed):
    assert len(prints(CODE)) > 5
    assert prints(CODE) <= prints(changed)


@pytest.mark.parametrize(
    "changed",
    [
        CODE.replace("2.5", "2.6"),
        CODE.replace("node.grad", "node.data"),
        CODE.replace("math.sqrt", "math.exp"),
        CODE.replace("operand.grad + total", "operand.grad - total"),
        CODE.replace("node in reversed(order)", "order in reversed(node)"),
    ],
)
def test_what_the_code_does_is_in_the_fingerprints(changed):
    assert hashes(changed) != hashes(CODE)


def test_a_common_piece_that_is_long_enough_leaves_a_common_fingerprint():
    piece = "".join(f"    v{n} = w{n}.field{n}\n" for n in range(SPAN + WINDOW))
    one = "def f(x):\n    a = x.first\n" + piece
    other = "def g(y, z):\n    for b in y:\n        print(b)\n" + piece + "    return z\n"
    assert prints(one) & prints(other)


def test_fewer_are_kept_than_there_are():
    assert prints(CODE) < hashes(CODE)


def test_what_is_no_python_has_none():
    assert prints("def f(:") == set()
    assert prints("x = " + "(" * 500 + ")" * 500) == set()
    assert functions_of("engine.py", b"\xff\xfe", GIVEN) == []


def test_given_names_are_those_that_nobody_chooses():
    names = names_of(
        b"import math\nclass Value:\n    def exp(self, x):\n        y = math.exp(x)\n        return helper(y)\n"
    )
    assert {"math", "Value", "exp", "helper"} <= names
    assert not {"x", "y", "self"} & names


def test_a_place_says_file_function_and_lines():
    place = next(iter(fingerprints(functions_of("engine.py", CODE.encode(), GIVEN)).values()))
    assert (place.file, place.function) == ("engine.py", "backward")
    assert 3 <= place.first <= place.last <= 8


def test_reading_takes_time_by_the_length_of_a_text_however_deep_it_is_nested():
    def reading(code: str) -> Callable[[], object]:
        return lambda: functions_of("engine.py", code.encode(), GIVEN)[0].tokens

    started = time.process_time()
    reading("def f():\n" + "    -a\n" * 4000)()
    flat = time.process_time() - started
    assert takes_less(reading(f"def f():\n    x = {'-' * 800}a\n" * 10), 6 * max(flat, 0.02))


@pytest.mark.parametrize("other", ["x = " + "+".join(["a"] * 2000), "x = 0x" + "f" * 5000])
def test_one_statement_does_not_keep_the_others_from_being_compared(other):
    changed = CODE + f"    {other}\n"
    assert len(prints(CODE) & prints(changed)) > 5


def test_what_is_too_long_to_be_parsed_is_not():
    assert functions_of("engine.py", CODE.encode() + b"#" * MAX_PARSED, GIVEN) == []
