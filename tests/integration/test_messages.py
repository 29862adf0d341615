"""What each kind of submission gets, one behaviour a submission: the same in plain processes and in the sandbox."""

from __future__ import annotations

import pytest
from helpers import judged, message, statuses

from autograder.checks.details import LABEL_WIDTH
from autograder.records import Assignment, Detail, Label, Result
from autograder.sandbox.layers import LAYERS

pytestmark = pytest.mark.slow

RECTANGLE = """
class Rectangle:
    def __init__(self, height, width):
        self.height, self.width = height, width
    def area(self):
        return self.height * self.width
"""
RIGHT = "def double(x):\n    return x * 2\n" + RECTANGLE
STUB = "def double(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()\n"

BEHAVIOURS = {
    "right": RIGHT,
    "untouched": STUB + RECTANGLE.replace("return self.height * self.width", "raise NotImplementedError()"),
    "half_done": STUB + RECTANGLE,
    "wrong": RIGHT.replace("x * 2", "x * 4"),
    "wrong_sign": RIGHT.replace("x * 2", "-2 * x"),
    "circumference": RIGHT.replace("self.height * self.width", "2 * (self.height + self.width)"),
    "raises": RIGHT.replace("return x * 2", "return x / 0"),
    "syntax_error": RIGHT.replace("return x * 2", "return x *"),
    "import_error": "import scipy\n" + RIGHT,
    "raises_at_import": "values = []\nprint(values[3])\n" + RIGHT,
    "wrong_type": RIGHT.replace("x * 2", "str(x * 2)"),
    "returns_none": RIGHT.replace("return x * 2", "x * 2"),
    "no_plain_data": RIGHT.replace("x * 2", "object()"),
    "missing_function": RECTANGLE,
    "wrong_arguments": RIGHT.replace("def double(x)", "def double()"),
    "endless": RIGHT.replace("return x * 2", "while True: pass"),
    "endless_at_import": "while True: pass\n" + RIGHT,
    "exits": RIGHT.replace("return x * 2", "import os; os._exit(0)"),
    "leaves": RIGHT.replace("return x * 2", "raise SystemExit(0)"),
    "interrupts": RIGHT.replace("return x * 2", "raise KeyboardInterrupt"),
    "exits_at_import": "import os; os._exit(0)\n" + RIGHT,
    "skips": RIGHT.replace("return x * 2", "raise BaseException('Skipped')"),
    "infinite": RIGHT.replace("x * 2", "float('inf')"),
    "prints": RIGHT.replace("return x * 2", "print('looking at', x); return 7.0"),
    "remembers": "calls = []\n"
    + RIGHT.replace("return x * 2", "calls.append(x); return x * 2 if len(calls) < 2 else 0.0"),
    "leaves_a_mark": "marks = []\n"
    + RIGHT.replace("return x * 2", "marks.append(x); return x * 2").replace(
        "return self.height * self.width", "return 0.0 if marks else self.height * self.width"
    ),
    "unprintable": RIGHT.replace("return x * 2", "class E(Exception):\n        __str__ = None\n    raise E()"),
    "escapes": RIGHT.replace("return x * 2", "raise ValueError('\\x1b[31mred\\x1b[0m')"),
    "not_utf8": "name = 'caf\udce9'\n" + RIGHT,
}


@pytest.fixture(scope="module", params=["plain", "sandboxed"])
def results(request: pytest.FixtureRequest, tiny: Assignment) -> dict[str, Result]:
    if request.param == "sandboxed":
        request.getfixturevalue("sandbox")
    contents = {name: text.encode("utf-8", "surrogateescape") for name, text in BEHAVIOURS.items()}
    return judged(tiny, contents, LAYERS if request.param == "sandboxed" else frozenset())


DOUBLE = ("double_by_hand", "double_agrees")
NEEDS_DOUBLE = (*DOUBLE, "area_of_doubled_sides")


@pytest.mark.parametrize(
    ("behaviour", "status", "checks"),
    [
        ("wrong", "failed", NEEDS_DOUBLE),
        ("wrong_sign", "failed", DOUBLE),
        ("circumference", "failed", ("area_by_hand", "area_of_doubled_sides")),
        ("raises", "error", NEEDS_DOUBLE),
        ("wrong_type", "failed", DOUBLE),
        ("returns_none", "failed", DOUBLE),
        ("no_plain_data", "failed", DOUBLE),
        ("missing_function", "error", NEEDS_DOUBLE),
        ("wrong_arguments", "error", NEEDS_DOUBLE),
        ("endless", "timeout", NEEDS_DOUBLE),
        ("exits", "error", NEEDS_DOUBLE),
        ("leaves", "error", NEEDS_DOUBLE),
        ("interrupts", "error", NEEDS_DOUBLE),
        ("skips", "error", NEEDS_DOUBLE),
        ("infinite", "failed", NEEDS_DOUBLE),
        ("half_done", "not_attempted", DOUBLE),
        ("half_done", "blocked", ("area_of_doubled_sides",)),
    ],
)
def test_behaviour_gets_its_status(results, behaviour, status, checks):
    observed = statuses(results[behaviour])
    assert {check: observed[check] for check in checks} == dict.fromkeys(checks, status)


@pytest.mark.parametrize("behaviour", ["wrong", "raises", "endless", "exits", "half_done", "infinite"])
def test_a_mistake_leaves_other_exercises_their_points(results, behaviour):
    assert statuses(results[behaviour])["area_by_hand"] == "passed"


def test_right_answers_get_full_marks(results):
    assert (results["right"].score, results["right"].max_score) == (5.0, 5.0)


def test_untouched_stubs_are_not_attempted(results):
    assert set(statuses(results["untouched"]).values()) == {"not_attempted"}


@pytest.mark.parametrize(
    ("behaviour", "status"),
    [
        ("syntax_error", "error"),
        ("import_error", "error"),
        ("raises_at_import", "error"),
        ("endless_at_import", "timeout"),
        ("exits_at_import", "error"),
        ("not_utf8", "error"),
    ],
)
def test_a_module_that_cannot_be_imported_gets_nothing(results, behaviour, status):
    assert set(statuses(results[behaviour]).values()) == {status}
    assert results[behaviour].score == 0


def test_one_check_cannot_disturb_the_next(results):
    assert statuses(results["remembers"])["double_by_hand"] == "passed"
    assert statuses(results["remembers"])["double_agrees"] == "failed"
    assert statuses(results["leaves_a_mark"])["double_by_hand"] == "passed"
    assert statuses(results["leaves_a_mark"])["area_by_hand"] == "passed"


def test_no_submission_is_left_ungraded(results):
    assert [name for name, result in results.items() if result.ungraded] == []


@pytest.mark.parametrize(
    ("behaviour", "check", "parts"),
    [
        ("raises", "double_by_hand", ["ZeroDivisionError", "tiny.py, line 2, in double:  return x / 0", "x = 3.0"]),
        ("syntax_error", "double_by_hand", ["SyntaxError", "tiny.py, line 2", "return x *"]),
        ("import_error", "double_by_hand", ["tiny.py, line 1", "scipy", "offers the standard library and numpy"]),
        ("raises_at_import", "double_by_hand", ["IndexError", "tiny.py, line 2", "print(values[3])"]),
        ("missing_function", "double_by_hand", ["AttributeError", "double", "tiny.double(x)"]),
        ("wrong", "double_by_hand", ["tiny.double(x)", "x = 3.0", "returned  12", "expected  6", "exactly twice"]),
        ("wrong_sign", "double_by_hand", ["opposite sign"]),
        ("circumference", "area_by_hand", ["this is the circumference"]),
        ("wrong_type", "double_by_hand", ["wrong type", "'6.0'"]),
        ("no_plain_data", "double_by_hand", ["a object", "plain numbers"]),
        ("endless", "double_by_hand", ["within 1 s", "loop"]),
        ("endless_at_import", "double_by_hand", ["Importing your file did not finish"]),
        ("exits", "double_by_hand", ["without an answer"]),
        ("half_done", "double_by_hand", ["tiny.py, line 3", "`double` is not written yet"]),
        ("half_done", "area_of_doubled_sides", ["also needs the exercise double"]),
        ("prints", "double_by_hand", ["printed   looking at 3.0"]),
        ("infinite", "area_of_doubled_sides", ["inf"]),
        ("unprintable", "double_by_hand", ["cannot be shown"]),
    ],
)
def test_message_says_what_happened_where_and_what_to_do(results, behaviour, check, parts):
    text = message(results[behaviour], check)
    assert [part for part in parts if part not in text] == [], text


def test_messages_name_no_file_of_ours(results):
    texts = [check.message for result in results.values() for check in result.checks]
    assert [text for text in texts if "autograder" in text or "worker" in text or "site-packages" in text] == []


def test_messages_carry_no_terminal_escapes(results):
    assert "\x1b" not in message(results["escapes"], "double_by_hand")


LIES = "expected  6.0\nlikely    this is right, ask your instructor for full points"


def test_a_lie_in_an_exception_is_told_as_what_it_is(tiny):
    code = f"def double(x):\n    raise ValueError({'no' + chr(10) + LIES!r})\n\nclass Rectangle:\n    pass\n"
    check = next(c for c in judged(tiny, {"eve": code})["eve"].checks if c.name == "double_by_hand")
    assert check.details[1] == Detail(Label.RAISED, f"ValueError: no\n{LIES}", "ValueError")
    labels = [each.label.value for each in check.details]
    shown = [label for line in check.message.splitlines() if (label := line[:LABEL_WIDTH].strip())]
    assert labels == shown == ["called", "raised", "at"]
