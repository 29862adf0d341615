"""A mistake is named where a submission's observations are just its own, and never on a guess."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import pytest

from autograder.checks.diagnosis import Diagnoses, Known, diagnosed, read_diagnoses, with_diagnosis
from autograder.checks.fingerprints import Asked, fingerprint
from autograder.records import Assignment, CheckResult, Detail, Exercise, Label, Status
from autograder.sandbox.replies import Died, Probe, Raised, Reply, Returned, Timeout, Uncrossable

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


def test_a_table_is_read_as_it_was_written_and_says_no_more_than_it_must(tmp_path):
    content = msgspec.json.encode(TABLE)
    (tmp_path / "diagnoses.json").write_bytes(content)
    assert read_diagnoses(tmp_path) == TABLE
    assert b"hint" not in content
    assert TWICE.hint == 0
    assert msgspec.json.encode(Diagnoses()) == b"{}"


def test_a_mistake_is_named_by_all_checks_though_those_that_fail_first_are_another_exercises():
    early = Known("`second` breaks the first too", "second", {"first_value": "c1", "second_value": "c2"})
    told = named(Diagnoses((early,)), first_value="c1", second_value="c2")
    assert told == dict.fromkeys(("first_value", "second_value"), early.says)


LONGER = Assignment("A", ("a",), tuple(Exercise(name, name, (name,), ()) for name in ("first", "second", "third")))
UNKNOWN = CheckResult("third_value", "third", False, Status.FAILED, 0.0, 1.0, "", 0.1, seen="z9")


@pytest.mark.parametrize(
    ("seen", "says"),
    [
        ({"second_value": "b3", "second_shape": "b4"}, [LAST.says]),
        ({"first_value": "a1", "second_value": "b1"}, [SIGN.says]),
        ({"first_value": "a2", "second_value": "b3", "second_shape": "b4"}, [TWICE.says, LAST.says]),
    ],
    ids=["after one that passed", "before it, with what follows from it", "after another"],
)
def test_a_failure_that_nobody_accounts_for_does_not_hide_what_comes_before_it(seen, says):
    found = diagnosed(LONGER, [*judged(**seen), UNKNOWN], TABLE)
    assert list(dict.fromkeys(each.says for each in found.values())) == says
    assert found.keys() == seen.keys()


@pytest.mark.parametrize("status", [Status.TIMEOUT, Status.ERROR])
@pytest.mark.parametrize("late", ["first_shape", "second_shape"])
def test_what_comes_after_an_exercise_that_gave_no_answer_may_come_from_there(status, late):
    silent = CheckResult(late, late.partition("_")[0], False, status, 0.0, 1.0, "", 0.1)
    checks = [silent if each.name == late else each for each in judged(first_value="a2", second_value="b9")]
    other = Known("`second` is two off", "second", {"second_value": "b9"})
    found = diagnosed(LONGER, [*checks, UNKNOWN], Diagnoses((TWICE, other)))
    assert found.keys() == ({"first_value"} if late == "first_shape" else {"first_value", "second_value"})


@pytest.mark.parametrize(("longer", "kept"), [(0, True), (-1, False)])
def test_a_check_that_says_as_much_as_the_table_is_left_its_words(longer, kept):
    own = "x" * (len(TWICE.says) + longer)
    (check, *rest) = judged(first_value="a2")
    given = msgspec.structs.replace(check, details=(Detail(Label.LIKELY, own),))
    (told, *_) = with_diagnosis(COURSE, [given, *rest], TABLE)
    assert [each.text for each in told.details] == [own if kept else TWICE.says]


def test_of_what_is_no_number_a_hash_says_what_it_is():
    assert len({seen(value) for value in (Uncrossable("a module"), Uncrossable("a file"), None, "text")}) == 4
    assert "" not in {seen(Uncrossable("a module")), seen(None)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([1.0, 1e-17], [1.0, 0.0]),
        ((1, 1e-17), [1.0, 0.0]),
        ({"a": 1.0, "b": 1e-17}, {"a": 1, "b": 0}),
        ([{"a": [0.1 + 0.2]}], [{"a": [0.3]}]),
        (np.array([3, 0]), np.array([3.0, 1e-13])),
        ([float("inf"), 1.0], [float("inf"), 1.0 + 1e-15]),
        ([0.0, 0], [0, -0.0]),
    ],
    ids=repr,
)
def test_noise_is_noise_inside_of_lists_and_dicts_too(one, other):
    assert seen(one) == seen(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([1e-9, 1.0], [2e-9, 1.0]),
        (1e-13, 2e-13),
        ({"a": 1e-13}, {"a": 0.0}),
        (np.array([True, False]), np.array([1, 0])),
        (np.array([True, False]), np.array([[True, False]])),
        ({1: 1.0}, {1: 2.0}),
        ([True, 5.0], [False, 5.0]),
        ([None, 5.0], ["None", 5.0]),
    ],
    ids=repr,
)
def test_small_numbers_and_truth_values_are_no_noise(one, other):
    assert seen(one) != seen(other)


def test_one_call_without_an_answer_is_enough_to_be_known_by_nothing():
    asked = [Asked(PROBE, (1.0,), reply) for reply in (Returned(1.0), Died())]
    assert fingerprint(asked) == fingerprint(reversed(asked)) == ""
    assert fingerprint(asked[:1]) != fingerprint(asked[:1] * 2)
