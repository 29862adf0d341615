"""Clusters: students of whom a public check saw the same wrong values."""

from __future__ import annotations

import msgspec
from made_class import made_check, made_result

from autograder.report.clusters import clusters_of


def failing(student, *pairs, **more):
    return made_result(student, [made_check(name, "sigmoid", False, seen, **more) for name, seen in pairs])


def test_equal_wrong_values_are_one_cluster_and_the_largest_comes_first():
    results = [
        failing("ann", ("a", "1")),
        failing("bob", ("a", "2")),
        failing("cyd", ("a", "2")),
        failing("dan", ("a", "1")),
        failing("eve", ("a", "1")),
        failing("fay", ("a", "3")),
    ]
    found = clusters_of(results)
    assert [(each.students, each.likely) for each in found] == [
        (("ann", "dan", "eve"), "mistake 1"),
        (("bob", "cyd"), "mistake 2"),
    ]


def test_the_same_students_failing_two_checks_of_an_exercise_are_told_once():
    results = [failing(who, ("a", "1"), ("b", "7")) for who in ("ann", "bob")]
    assert [each.check for each in clusters_of(results)] == ["a"]


def test_hidden_and_carried_failures_and_those_without_values_are_no_clusters():
    hidden = [
        made_result(who, [msgspec.structs.replace(made_check("a", "sigmoid", False, "1"), hidden=True)])
        for who in ("ann", "bob")
    ]
    carried = [failing(who, ("a", "1"), carried=("backward",)) for who in ("ann", "bob")]
    assert clusters_of([*hidden, *carried, failing("x", ("a", "")), failing("y", ("a", ""))]) == ()


def test_the_one_hand_in_of_a_group_is_no_cluster():
    group = [msgspec.structs.replace(failing(who, ("a", "1")), files="f1") for who in ("ann", "bob")]
    assert clusters_of(group) == ()
    other = msgspec.structs.replace(failing("cyd", ("a", "1")), files="f2")
    assert [each.students for each in clusters_of([*group, other])] == [("ann", "bob", "cyd")]
