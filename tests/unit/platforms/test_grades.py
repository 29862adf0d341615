"""Grades: what the judge gave, less what lateness costs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from made_grades import check, grade, result

from autograder.course.policy import Late, Policy
from autograder.errors import Problem
from autograder.intake.attempts import store
from autograder.intake.received import TIMESTAMP, timestamp
from autograder.platforms.csv import export_csv
from autograder.platforms.grades import (
    GRADED,
    PERSON,
    UNGRADED,
    Grade,
    grades_of,
    penalties,
    read_results,
    teams_of,
    unclear_students,
    with_open,
)
from autograder.records import Receipt, Refusal, Result, Status

DUE = datetime(2026, 10, 19, 21, 59, tzinfo=UTC)
RULES = Policy(late=Late(0.1, 2, 0.5), due={"01_tiny": DUE}, extensions={"01_tiny": {"ada": DUE + timedelta(days=3)}})


def test_the_table_takes_penalties_off(tiny, tmp_path):
    place = tmp_path / "bob" / "01_tiny"
    place.mkdir(parents=True)
    (place / TIMESTAMP).write_text(timestamp(DUE + timedelta(days=2)))
    results = [Result(name, "01_tiny", 5.0, 5.0, (), ()) for name in ("bob", "ada")]
    lost = penalties(RULES, results, tmp_path)
    assert lost == {"bob": pytest.approx(1.0), "ada": 0.0}
    grades = grades_of(tiny, results, lost)
    rows = [line.split(",") for line in export_csv(tiny, grades, with_penalty=True).text.splitlines()]
    assert [(row[2], row[-3]) for row in rows] == [("score", "late_penalty"), ("5", "0"), ("4", "1")]


def test_who_handed_in_together_is_known_by_the_receipts(tiny, tmp_path):
    for student, group in {"ada": ("bob",), "bob": ("ada", "bob"), "eve": ()}.items():
        store(tmp_path, Receipt(student, tiny.name, "p", ("tiny.py",), (), (), group=group), {"tiny.py": b"1"}, None)
    (tmp_path / "max" / tiny.name).mkdir(parents=True)
    assert teams_of(tiny, tmp_path) == {"ada": ("ada", "bob"), "bob": ("ada", "bob")}


def test_results_are_read_back_as_they_were_written(tmp_path):
    written = [result("alice", check("sigmoid", "sigmoid", 1.0)), result("王小明")]
    for one in written:
        (tmp_path / f"{one.student}.json").write_bytes(msgspec.json.encode(one))
    (tmp_path / "notes.txt").write_text("not a result")
    assert read_results(tmp_path) == written


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[1",
        b"\xff",
        b"null",
        msgspec.json.encode(result()).replace(b"2.5", b'"2.5"'),
        msgspec.json.encode(result()).replace(b"2.5", b"NaN"),
        msgspec.json.encode(result("a", check("sigmoid", "sigmoid", 1.0))).replace(b"passed", b"perfect"),
    ],
)
def test_broken_result_is_named(tmp_path, data):
    (tmp_path / "alice.json").write_bytes(msgspec.json.encode(result()))
    (tmp_path / "bob.json").write_bytes(data)
    with pytest.raises(Problem, match=r"bob\.json is not a result: .*grade that submission again"):
        read_results(tmp_path)


@pytest.mark.parametrize("name", [".", "nowhere"])
def test_folder_without_results_is_a_problem(tmp_path, name):
    with pytest.raises(Problem, match=r"There are no results in .*autograder grade"):
        read_results(tmp_path / name)


def test_who_is_still_open_has_no_score_whatever_else_is_there():
    done = [grade("ada"), grade("ben")]
    found = with_open(done, {"ben": "not graded yet", "cem": "graded with other files"})
    assert found == [
        done[0],
        Grade("ben", 0.0, 0.0, {}, {}, status="not graded yet", empty=True),
        Grade("cem", 0.0, 0.0, {}, {}, status="graded with other files", empty=True),
    ]
    assert [(each.final, each.empty, each.penalty) for each in found] == [
        (True, False, 0.0),
        (False, True, 0.0),
        (False, True, 0.0),
    ]


def test_whose_hand_in_a_person_has_to_see_has_no_final_grade(tiny, tmp_path):
    refused = {"ada": Refusal("x.py", "could be of Ben", person=True), "ben": Refusal("x.txt", "not one of the files")}
    for student, refusal in refused.items():
        receipt = Receipt(student, tiny.name, "p", ("tiny.py",), (), (refusal,))
        store(tmp_path, receipt, {"tiny.py": b"1"}, None)
    unclear = unclear_students(tiny, tmp_path)
    results = [Result(name, "01_tiny", 5.0, 5.0, (), ()) for name in refused]
    assert [each.status for each in grades_of(tiny, results, unclear=unclear)] == [PERSON, GRADED]
    ungraded = result("ada", check("double", "double", 0.0, Status.UNGRADED))
    assert [each.status for each in grades_of(tiny, [ungraded], unclear=unclear)] == [UNGRADED]


def test_points_and_the_most_there_are_by_exercise_and_the_penalty_goes_off_the_score(tiny):
    checks = (check("a", "double", 0.5), check("b", "double", 0.0), check("c", "area", 1.0), check("d", "gone", 1.0))
    (found,) = grades_of(tiny, [result("ada", *checks)], {"ada": 0.5, "ben": 9.0})
    assert (found.points, found.best) == ({"double": 0.5, "area": 1.0}, {"double": 2.0, "area": 1.0})
    assert (found.score, found.penalty, found.max_score) == (2.0, 0.5, 4.0)


def test_what_results_of_a_class_say_alike_is_held_once(tmp_path):
    for student in ("ada", "ben"):
        one = msgspec.structs.replace(check("sigmoid_of_a_half", "sigmoid", 1.0), sentence="sigmoid is smooth.")
        (tmp_path / f"{student}.json").write_bytes(msgspec.json.encode(result(student, one)))
    ada, ben = (each.checks[0] for each in read_results(tmp_path))
    assert ada == ben
    assert (ada.name is ben.name, ada.exercise is ben.exercise, ada.sentence is ben.sentence) == (True, True, True)
