"""A mistake is named where a submission's observations are just its own, and never on a guess."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.checks.diagnosis import Diagnoses, Known, diagnosed, read_diagnoses, with_diagnosis
from autograder.checks.fingerprints import Asked, fingerprint
from autograder.records import Assignment, CheckResult, Detail, Exercise, Label, Status
from autograder.sandbox.replies import Died, Probe, Raised, Reply, Returned, Timeout

PROBE = Probe("probe", "def probe(x):\n    return x", (), ("x",), float, "return x")
COURSE = Assignment("A", ("a",), tuple(Exercise(name, name, (name,), ()) for name in ("first", "second")))
SIGN = Known("`first` forgets the sign", "first", {"first_value": "a1", "second_value": "b1"})
TWICE = Known("`first` counts twice", "first", {"first_value": "a2"})
TWIN = Known("`first` counts twice in another way", "first", {"first_value": "a2"})
LAST = Known("`second` is one off", "second", {"second_value": "b3", "second_shape": "b4"})
TABLE = Diagnoses((SIGN, TWICE, LAST), {"first_value": ("this is the sum",)})
CHECKS = ("first_value", "first_shape", "second_value", "second_shape")


def judged(status: Status = Status.FAILED, hidden: str = "", **seen: str) -> list[CheckResult]:
    """The checks, all passed but for those of which it is said what they have seen."""
    return [
        CheckResult(
            name,
            name.partition("_")[0],
            name == hidden,
            status if name in seen else Status.PASSED,
            0.0,
            1.0,
            "",
            0.1,
            details=(Detail(Label.CALLED, "f(x)"),) if name in seen else (),
            seen=seen.get(name, ""),
        )
        for name in CHECKS
    ]


def named(table: Diagnoses = TABLE, **seen: str) -> dict[str, str]:
    return {check: known.says for check, known in diagnosed(COURSE, judged(**seen), table).items()}


def test_the_one_mistake_that_all_checks_show_is_named_on_each_that_fails():
    assert named(first_value="a1", second_value="b1") == dict.fromkeys(("first_value", "second_value"), SIGN.says)


@pytest.mark.parametrize(
    "seen",
    [
        {},
        {"first_value": "a9"},
        {"first_value": "a1"},
        {"first_value": "a1", "first_shape": "a9", "second_value": "b1"},
        {"second_value": "b3"},
    ],
    ids=["nothing fails", "no mistake's", "half of it", "more than it", "half of the last"],
)
def test_nothing_is_said_of_what_is_not_just_one_mistakes(seen):
    assert named(**seen) == {}


def test_nothing_is_said_where_two_mistakes_look_the_same():
    assert named(Diagnoses((TWICE, TWIN)), first_value="a2") == {}


def test_two_mistakes_at_once_are_both_named_in_the_order_of_the_exercises():
    assert named(first_value="a2", second_value="b3", second_shape="b4") == {
        "first_value": TWICE.says,
        "second_value": LAST.says,
        "second_shape": LAST.says,
    }


def test_what_comes_after_a_failure_that_nobody_accounts_for_may_come_from_there():
    assert named(first_value="a9", second_value="b3", second_shape="b4") == {}


def test_a_mistake_of_an_exercise_that_did_not_run_is_not_named():
    """As where a student asks for the checks of one exercise."""
    checks = [check for check in judged(second_value="b1") if check.exercise == "second"]
    assert diagnosed(COURSE, checks, TABLE) == {}


@pytest.mark.parametrize("status", [Status.TIMEOUT, Status.NOT_ATTEMPTED, Status.BLOCKED])
def test_checks_that_observed_nothing_are_not_asked(status):
    checks = [
        msg if msg.name != "second_value" else CheckResult("second_value", "second", False, status, 0.0, 1.0, "", 0.1)
        for msg in judged(first_value="a1")
    ]
    assert {known.says for known in diagnosed(COURSE, checks, TABLE).values()} == {SIGN.says}


def test_hidden_checks_are_not_in_the_table():
    assert diagnosed(COURSE, judged(hidden="first_value", first_value="a2"), TABLE) == {}


def test_what_is_named_comes_first_and_what_fits_several_mistakes_is_left_out():
    (check, *_) = judged(first_value="a2")
    for text, kept in (("this is the sum", []), ("this is one thing", []), ("this is " + "said at length " * 9, None)):
        given = CheckResult(
            check.name, check.exercise, False, check.status, 0.0, 1.0, "", 0.1, seen="a2",
            details=(Detail(Label.LIKELY, text), Detail(Label.CALLED, "f(x)")),
        )  # fmt: skip
        (told, *_) = with_diagnosis(COURSE, [given, *judged()[1:]], TABLE)
        expected = TWICE.says if kept is not None else text
        likely = Detail(Label.LIKELY, expected, expected if kept is not None else "")
        assert told.details == (likely, Detail(Label.CALLED, "f(x)"))
        assert told.message.startswith(f"likely    {expected}")


def test_a_text_that_fits_several_mistakes_is_left_out_even_if_none_is_named():
    given = CheckResult(
        "first_value", "first", False, Status.FAILED, 0.0, 1.0, "", 0.1, (), (Detail(Label.LIKELY, "this is the sum"),),
        seen="zz",
    )  # fmt: skip
    assert with_diagnosis(COURSE, [given], TABLE)[0].details == ()


@pytest.mark.parametrize("content", [b"", b"{", b'{"known": 3}', None])
def test_a_table_that_cannot_be_read_knows_nothing(content, tmp_path):
    if content is not None:
        (tmp_path / "diagnoses.json").write_bytes(content)
    assert read_diagnoses(tmp_path) == Diagnoses()


def seen(value: Any, argument: Any = 1.0) -> str:
    return fingerprint([Asked(PROBE, (argument,), value if isinstance(value, Reply) else Returned(value))])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (0.1 + 0.2, 0.3),
        (np.array([1.0, 1e-17]), np.array([1.0, 0.0])),
        ([1, 2.0], [1.0, 2]),
        (0.0009765625, 0.0009765625 * (1 + 1e-15)),
        (0.0, -0.0),
    ],
)
def test_noise_in_the_last_digits_changes_nothing(one, other):
    assert seen(one) == seen(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1.0, 1.00001),
        (np.zeros((2, 1)), np.zeros((1, 2))),
        (np.zeros(2), [0.0, 0.0, 0.0]),
        (True, 1),
        (None, "None"),
        (float("nan"), float("inf")),
        ({"a": 1.0}, {"b": 1.0}),
        (Raised("ValueError", "no", ()), Raised("TypeError", "no", ())),
        (Raised("ValueError", "no", (("a.py", 3, "f"),)), Raised("ValueError", "no", (("a.py", 3, "g"),))),
    ],
)
def test_what_differs_for_a_person_differs(one, other):
    assert seen(one) != seen(other)


def test_the_line_of_an_error_is_not_what_it_is_known_by():
    first, second = (Raised("ValueError", "no", (("a.py", line, "f"),)) for line in (3, 80))
    assert seen(first) == seen(second)


def test_what_was_asked_is_a_part_of_what_was_seen():
    assert seen(1.0, argument=2.0) != seen(1.0, argument=3.0)


@pytest.mark.parametrize("reply", [Timeout(), Died()])
def test_no_answer_is_nothing_to_be_known_by(reply):
    assert seen(reply) == ""
    assert fingerprint([]) == ""


def test_where_a_recursion_happened_to_end_is_not_what_it_is_known_by():
    def ended(kind: str, *functions: str) -> str:
        return seen(Raised(kind, "maximum recursion depth exceeded", tuple(("a.py", 3, name) for name in functions)))

    assert ended("RecursionError", "f", "g", "f") == ended("RecursionError", "g", "f", "g")
    assert ended("RecursionError", "f", "g") != ended("RecursionError", "f", "h")
    assert ended("ValueError", "f", "g") != ended("ValueError", "g", "f")
