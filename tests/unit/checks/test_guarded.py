"""Where earlier solutions were at hand, nothing is told that a student's code can spell."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.checks.approx import approx
from autograder.checks.guarded import (
    LONGEST_LINE,
    MOST_AXES,
    MOST_SHOWN,
    SHORTEST_WORDS,
    at_place,
    brief,
    guarded,
    own_line,
    own_words,
    raised,
)
from autograder.records import CheckResult, Detail, Label, Status

SPELT = "a secret of 27 letters, spelt"
OWN = {"engine.py": b"def add(a, b):\n    return a + b\n"}


def check(name: str, *details: Detail, exercise: str = "add", hidden: bool = False) -> CheckResult:
    return CheckResult(name, exercise, hidden, Status.FAILED, 0.0, 1.0, SPELT, 0.1, "add adds.", details)


def told(*checks: CheckResult) -> list[list[str]]:
    return [[each.text for each in check.details] for check in guarded(checks)]


@pytest.mark.parametrize("label", Label)
def test_what_does_not_say_what_may_be_told_is_left_out(label):
    (found,) = guarded([check("add", Detail(label, SPELT))])
    assert (found.details, found.message) == ((), "")


def test_numbers_and_a_line_are_told_once_for_each_exercise_and_words_always():
    details = (Detail(Label.REASON, "no", "no"), Detail(Label.RETURNED, "3.14159", "3.14"))
    several = [check("add", *details), check("add_again", *details), check("sub", *details, exercise="sub")]
    assert told(*several) == [["no", "3.14"], ["no"], ["no", "3.14"]]


def test_of_hidden_checks_nothing_is_told():
    assert told(check("add_secret", Detail(Label.REASON, "no", "no"), hidden=True)) == [[]]


@pytest.mark.parametrize(
    "value",
    [
        SPELT,
        [SPELT],
        {SPELT: 1},
        3.141592653589793,
        31415926535,
        np.pi,
        np.arange(30.0),
        np.zeros((7, 5000)),
        [0.1] * 9999,
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_value_is_told_in_a_few_digits(value):
    said = brief(value)
    assert "spelt" not in said
    assert sum(char.isdigit() for char in said) <= 9
    assert len(said) < 40


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (True, "True"),
        (None, "None"),
        (0.125, "0.125"),
        (np.zeros((3, 4)), "an array of shape (3, 4)"),
        ([1], "a list of 1"),
    ],
)
def test_what_a_person_needs_of_a_value_stays(value, said):
    assert brief(value) == said


def test_a_comparison_tells_where_it_differs_most_but_no_key():
    compared = approx(np.zeros((3, 4)))
    assert np.eye(3, 4) * np.array([[1.0], [9.87654321], [2.0]]) != compared
    assert [each.guarded for each in compared.details] == [
        "an array of shape (3, 4)",
        "an array of shape (3, 4)",
        "most at [1, 1]: 9.88 for 0",
    ]
    named = approx({SPELT: 1.0})
    seen = {SPELT: 2.0}
    assert seen != named
    assert not [each for each in named.details if "spelt" in each.guarded]


def test_of_an_exception_python_s_own_name_stays():
    assert raised("ValueError") == "ValueError"
    assert raised(SPELT) == raised("print") == raised("Secret") == "an exception"


@pytest.mark.parametrize(
    "frame",
    [("numbers.py", 1, "f"), ("engine.py", 3, "f"), ("engine.py", 0, "f"), ("engine.py", 10**18, "f"), (SPELT, 2, "f")],
)
def test_a_line_is_the_submission_s_own_or_none(frame):
    """File, number and function are what a traceback says, and a traceback is made of what code says of itself."""
    assert own_line([frame], OWN) == ""
    assert own_line([("engine.py", 2, SPELT), frame], OWN) == "engine.py, line 2:  return a + b"


def failing(value: object) -> AssertionError:
    try:
        raise AssertionError(f"the loss should be below 0.1; it is {value}")
    except AssertionError as error:
        return error


def test_of_a_check_s_own_message_what_its_source_says_stays():
    error = failing(SPELT)
    assert own_words(error, str(error)) == "the loss should be below 0.1; it is …"
    assert own_words(error, "the loss should be below 0.1; it is ") == "the loss should be below 0.1; it is "
    assert own_words(error, f"assert {SPELT!r} == 'x'") == ""


def test_numbers_are_told_once_for_an_exercise_whatever_stands_between():
    details = (Detail(Label.RETURNED, "3.14159", "3.14"),)
    several = [check("add", *details), check("sub", *details, exercise="sub"), check("add_again", *details)]
    assert told(*several) == [["3.14"], ["3.14"], []]


def test_a_check_that_tells_nothing_leaves_the_next_one_the_numbers():
    details = (Detail(Label.RETURNED, "3.14159", "3.14"),)
    assert told(check("add"), check("add_again", *details)) == [[], ["3.14"]]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (np.zeros(MOST_SHOWN - 1), f"an array of shape ({MOST_SHOWN - 1},)"),
        (np.zeros(MOST_SHOWN), "an array of another shape"),
        (np.zeros((1,) * MOST_AXES), f"an array of shape {(1,) * MOST_AXES}"),
        (np.zeros((1,) * (MOST_AXES + 1)), "an array of another shape"),
        ([0] * (MOST_SHOWN - 1), f"a list of {MOST_SHOWN - 1}"),
        ([0] * MOST_SHOWN, "a long list"),
        ((), "a list of 0"),
        (SPELT, "a text"),
        ({SPELT: 1}, "a dict"),
        (np.float64(2 / 3), "0.667"),
        (np.int64(12345), "1.23e+04"),
        (7, "7"),
        (False, "False"),
    ],
    ids=repr,
)
def test_of_what_is_long_only_the_kind_is_told_and_of_the_rest_the_size(value, said):
    assert brief(value) == said


@pytest.mark.parametrize(
    ("path", "told"), [("[1, 12]", True), ("[0][3]", True), ("['a']", False), ("[1]['a']", False), ("", False)]
)
def test_a_place_is_told_only_where_numbers_alone_say_it(path, told):
    assert bool(at_place(path, 2.0, 1.0)) is told


def test_where_no_words_of_a_check_fit_nothing_is_told():
    assert own_words(AssertionError("spelt"), "spelt") == ""
    assert own_words(failing(1), "the loss") == ""


def short(value: object) -> AssertionError:
    try:
        raise AssertionError(f"seven: {value}")
    except AssertionError as error:
        return error


def test_words_that_could_be_anybodys_are_not_told():
    """Two letters that a check puts before a value would fit whatever a student's code spells."""
    error = short(SPELT)
    assert len("seven: ") == SHORTEST_WORDS - 1
    assert own_words(error, str(error)) == ""


def test_a_long_line_is_told_in_part():
    line = own_line([("long.py", 1, "f")], {"long.py": b"x" * (LONGEST_LINE + 1)})
    assert line.count("x") == LONGEST_LINE
