"""Gradescope shows public checks, and only counts hidden ones."""

from __future__ import annotations

import json

import msgspec
import pytest
from made_grades import check, result

from autograder.checks.guarded import WITHHELD
from autograder.platforms.gradescope.results import results_json, waiting_json
from autograder.records import CheckResult, Detail, Label, Status


def test_gradescope_shows_public_checks_and_only_counts_hidden_ones():
    secret = msgspec.structs.replace(
        check("sigmoid_secret", "sigmoid", 0.0, Status.FAILED), hidden=True, message="at 3.7", sentence="beyond 3.5"
    )
    public = msgspec.structs.replace(check("sigmoid", "sigmoid", 1.0), sentence="sigmoid of 0 is a half.")
    written = results_json(result("alice", public, secret, score=1.0))
    assert written["score"] == sum(test["score"] for test in written["tests"]) == 1.0
    assert [(test["name"], test["status"], test["visibility"]) for test in written["tests"]] == [
        ("sigmoid: sigmoid of 0 is a half.", "passed", "visible"),
        ("sigmoid: hidden check 1", "failed", "after_published"),
    ]
    assert written["stdout_visibility"] == "hidden"
    assert not [word for word in ("secret", "3.7", "3.5") if word in json.dumps(written)]
    assert written["execution_time"] == 0.1, "how long a hidden check took is nobody's to read"


def test_gradescope_gets_no_score_where_the_judge_has_none():
    checks = (check("sigmoid", "sigmoid", 1.0), check("backward", "backward", 0.0, Status.UNGRADED))
    written = results_json(result("alice", *checks))
    assert not written.keys() & {"score", "tests"}
    assert "no fault of yours" in written["output"]


def test_gradescope_gets_no_score_where_a_person_has_to_look_and_the_student_is_told():
    written = waiting_json("A person has to look.")
    assert not written.keys() & {"score", "tests"}
    assert written["output"] == "A person has to look."
    assert "fault" in written["extra_data"]


def test_gradescope_tells_instructors_each_reason_why_there_is_no_score_once():
    def ungraded(name: str, reason: str) -> CheckResult:
        return msgspec.structs.replace(
            check(name, "sigmoid", 0.0, Status.UNGRADED), details=(Detail(Label.REASON, reason),)
        )

    passed = msgspec.structs.replace(check("fine", "sigmoid", 1.0), details=(Detail(Label.REASON, "fine"),))
    checks = (ungraded("a", "no memory"), passed, ungraded("b", "no time"), ungraded("c", "no memory"))
    assert results_json(result("alice", *checks))["extra_data"]["fault"] == "no memory; no time"


def test_hidden_checks_of_each_exercise_are_numbered_and_say_only_where_a_failure_comes_from():
    def hidden(name: str, exercise: str, **more) -> CheckResult:
        return msgspec.structs.replace(check(name, exercise, 0.5, Status.FAILED), hidden=True, message="no", **more)

    public = check("plain", "sigmoid", 1.0)
    checks = (hidden("a", "sigmoid"), hidden("b", "backward"), public, hidden("c", "sigmoid", carried=("backward",)))
    tests = results_json(result("alice", *checks))["tests"]
    assert [test["name"] for test in tests] == [
        "sigmoid: hidden check 1",
        "backward: hidden check 1",
        "plain",
        "sigmoid: hidden check 2",
    ]
    assert [test["tags"] for test in tests] == [["sigmoid"], ["backward"], ["sigmoid"], ["sigmoid"]]
    assert ["output" in test for test in tests] == [False, False, True, True]
    assert "`backward`" in tests[3]["output"]


@pytest.mark.parametrize(
    ("status", "details", "said"),
    [
        (Status.PASSED, (), ""),
        (Status.NOT_ATTEMPTED, (), "not attempted"),
        (Status.FAILED, (Detail(Label.REASON, "came back: 3"),), "came back: 3"),
    ],
)
def test_a_public_check_says_what_was_found_or_else_how_it_went(status, details, said):
    public = msgspec.structs.replace(check("sigmoid", "sigmoid", 0.0, status), details=details)
    (test,) = results_json(result("alice", public))["tests"]
    assert said in test["output"]
    assert bool(test["output"]) is bool(said)
    assert test["status"] == ("passed" if status is Status.PASSED else "failed")


def test_points_have_no_noise_of_floats():
    third = msgspec.structs.replace(check("sigmoid", "sigmoid", 1 / 3), max_points=2 / 3, seconds=1 / 3)
    written = results_json(result("alice", third, score=1 / 3))
    (test,) = written["tests"]
    assert (written["score"], test["score"], test["max_score"]) == (0.333333, 0.333333, 0.666667)
    assert written["execution_time"] == 0.333


def test_what_code_can_spell_is_withheld_where_asked_for_and_else_shown():
    details = (Detail(Label.REASON, "raised 42", guarded="raised an error"),)
    failed = msgspec.structs.replace(check("sigmoid", "sigmoid", 0.0, Status.FAILED), details=details)
    shown, withheld = (results_json(result("alice", failed), "Note.", withhold=each) for each in (False, True))
    assert "42" in shown["tests"][0]["output"]
    assert "42" not in json.dumps(withheld)
    assert "raised an error" in withheld["tests"][0]["output"]
    assert shown["output"] == "Note."
    assert withheld["output"].splitlines() == ["Note.", WITHHELD]
    assert ("execution_time" in shown, "execution_time" in withheld) == (True, False)
    assert results_json(result("alice", failed), "Note.") == shown


def test_where_there_is_nothing_to_say_above_the_checks_nothing_is():
    assert "output" not in results_json(result("alice"))
    assert results_json(result("alice"))["extra_data"] == {"isolation": [], "max_score": 4.0}
