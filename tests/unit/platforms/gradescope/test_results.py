"""Gradescope shows public checks, and only counts hidden ones."""

from __future__ import annotations

import json

import msgspec
from made_grades import check, result

from autograder.platforms.gradescope.results import results_json, waiting_json
from autograder.records import Status


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
