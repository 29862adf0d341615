"""Clusters: students of whom a public check saw the same wrong values."""

from __future__ import annotations

import msgspec
import pytest
from made_class import made_check, made_result

from autograder.errors import Problem
from autograder.report.clusters import cluster_called, clusters_of, with_comments


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


def test_a_cluster_is_called_by_how_its_hash_begins_and_by_its_check_where_two_share_one():
    results = [failing(who, ("a", "abcdef12"), ("b", "ffff")) for who in ("ann", "bob")]
    results += [failing(who, ("c", "ffff")) for who in ("cyd", "dan")]
    results.append(failing("eve", ("b", "ffff")))
    clusters = clusters_of(results)
    assert cluster_called(clusters, "abc").check == "a"
    assert cluster_called(clusters, "c:ff").check == "c"
    for name in ("xyz", "ff", ""):
        with pytest.raises(Problem, match=r"called '\w*'\. Give one of these, .*: b:ffff, a:abcdef, c:ffff\."):
            cluster_called(clusters, name)


def test_a_comment_reaches_whoever_a_check_saw_the_same_of_and_what_reaches_nobody_is_still_listed():
    results = [failing("ann", ("a", "1")), failing("bob", ("a", "1")), failing("cyd", ("a", "2"))]
    results.append(failing("dan", ("a", "2"), carried=("backward",)))
    said = {("a", "1"): "both", ("a", "2"): "one", ("a", "9"): "nobody"}
    found = with_comments(clusters_of(results), results, said)
    assert [(each.comment, each.students) for each in found] == [
        ("both", ("ann", "bob")),
        ("one", ("cyd",)),
        ("nobody", ()),
    ]
    assert [each.comment for each in with_comments(clusters_of(results), results, {})] == [""]
