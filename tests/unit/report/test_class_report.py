"""The report counts every student once, and says when they handed in and what a person has to look at."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
from made_class import made_check, made_class, made_result
from made_grades import ASSIGNMENT

from autograder.records import Flag, Status
from autograder.report.class_report import class_report, with_roster


def test_histogram_and_quartiles_are_of_those_who_are_graded():
    results = [
        made_result(f"s{n}", [made_check("a", "sigmoid", n >= 2), made_check("b", "backward", n >= 3)])
        for n in range(4)
    ]
    broken = msgspec.structs.replace(made_check("a", "sigmoid", False), status=Status.UNGRADED)
    report = class_report(ASSIGNMENT, [*results, made_result("x", [broken, broken])])
    assert (report.graded, report.ungraded, report.max_score) == (4, 1, 2.0)
    assert report.histogram == (2, 0, 0, 0, 0, 1, 0, 0, 0, 1)
    assert report.mean == 0.75
    assert report.quartiles == (0.0, 0.5, 1.25)
    assert [row.ungraded for row in report.rows] == [False] * 4 + [True]


def test_extra_credit_above_the_maximum_is_in_the_last_bin():
    result = msgspec.structs.replace(made_result("a", [made_check("a", "sigmoid", True)]), score=1.5)
    assert class_report(ASSIGNMENT, [result]).histogram[-1] == 1


def test_rows_say_points_carried_flags_and_times():
    carried = msgspec.structs.replace(made_check("b", "backward", False, "1", carried=("sigmoid",)), points=1.0)
    flag = Flag("engine.py", 3, "gc")
    result = made_result("ann", [made_check("a", "sigmoid", True), carried], flags=(flag,))
    times = {"ann": [datetime(2026, 10, 18, 9, tzinfo=UTC), datetime(2026, 10, 19, 22, 30, tzinfo=UTC)]}
    report = class_report(ASSIGNMENT, [result], times, {"ann"}, datetime(2026, 10, 20, tzinfo=UTC))
    (row,) = report.rows
    assert row.points == {"sigmoid": 1.0, "backward": 1.0}
    assert (row.carried, row.flags, row.attempts) == (1.0, ("engine.py, line 3: gc",), 2)
    assert (row.received, row.needs_person) == ("2026-10-19 22:30 UTC", True)
    assert report.days == {"2026-10-18": 1, "2026-10-19": 1}
    assert report.due == "2026-10-20 00:00 UTC"


def test_points_are_summed_by_exercise_and_the_best_is_what_can_be_had_in_each():
    checks = [made_check("a", "sigmoid", True), made_check("b", "sigmoid", True), made_check("c", "backward", True)]
    dear = msgspec.structs.replace(checks[2], max_points=4.0, points=3.0)
    stopped = made_result("bob", checks[:1])
    report = class_report(ASSIGNMENT, [stopped, made_result("ann", [*checks[:2], dear])])
    assert report.best == {"sigmoid": 2.0, "backward": 4.0}
    assert [row.points for row in report.rows] == [
        {"sigmoid": 1.0, "backward": 0.0},
        {"sigmoid": 2.0, "backward": 3.0},
    ]


def test_checks_that_everybody_passed_are_named_and_how_code_was_confined_is_counted():
    checks = [made_check("a", "sigmoid", True), made_check("b", "backward", True)]
    failed = [checks[0], made_check("b", "backward", False)]
    bare = msgspec.structs.replace(made_result("cem", checks), isolation=())
    report = class_report(ASSIGNMENT, [made_result("ann", checks), made_result("bob", failed), bare])
    assert report.never_failed == ("a",)
    assert report.isolation == {"namespaces, seccomp": 2, "none": 1}


def test_without_a_word_of_them_nobody_has_a_time_a_date_or_something_unclear():
    report = class_report(ASSIGNMENT, [made_result("ann", [made_check("a", "sigmoid", True)])])
    (row,) = report.rows
    assert (row.received, row.attempts, row.needs_person, row.carried, row.flags) == ("", 0, False, 0.0, ())
    assert (report.days, report.due, report.planted, report.further) == ({}, "", 0, 0)


def test_a_carried_failure_that_passed_after_all_gave_nothing_for_being_carried():
    passed = made_check("b", "backward", True, carried=("sigmoid",))
    assert class_report(ASSIGNMENT, [made_result("ann", [passed])]).rows[0].carried == 0.0


def test_a_class_of_which_nobody_is_graded_and_an_assignment_without_points_are_reports():
    broken = msgspec.structs.replace(made_check("a", "sigmoid", False), status=Status.UNGRADED)
    report = class_report(ASSIGNMENT, [made_result("ann", [broken])])
    assert (report.graded, report.mean, report.quartiles, sum(report.histogram)) == (0, 0.0, (0.0, 0.0, 0.0), 0)
    free = msgspec.structs.replace(made_result("ann", [made_check("a", "sigmoid", False)]), max_score=0.0)
    assert class_report(ASSIGNMENT, [free]).histogram[0] == 1


def test_a_roster_names_students_and_says_who_is_missing_or_unknown():
    results = [made_result(who, [made_check("a", "sigmoid", True)]) for who in ("ann", "bob")]
    report = with_roster(class_report(ASSIGNMENT, results), {"ann": "Ann Lee"}, ["Cem"], {"bob": "Rob"})
    assert [row.name for row in report.rows] == ["Ann Lee", ""]
    assert (report.missing, report.unknown, report.names) == (("Cem",), {"bob": "Rob"}, {"ann": "Ann Lee"})


def test_of_what_came_at_an_unknown_time_no_other_time_is_told_and_it_counts_as_an_attempt():
    first = datetime(2026, 10, 18, 9, tzinfo=UTC)
    results = [made_result(who, [made_check("a", "sigmoid", True)]) for who in ("ann", "bob", "cem")]
    report = class_report(ASSIGNMENT, results, {"ann": [first, None], "bob": [None]})
    assert [(row.received, row.attempts) for row in report.rows] == [("", 2), ("", 1), ("", 0)]
    assert report.days == {"2026-10-18": 1}


def test_the_report_survives_json():
    report = class_report(ASSIGNMENT, made_class(30))
    assert msgspec.json.decode(msgspec.json.encode(report), type=type(report)) == report
