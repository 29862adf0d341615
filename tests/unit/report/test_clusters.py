"""Clusters: students whose code gave the same wrong values for what all are asked."""

from __future__ import annotations

import msgspec
import pytest
from made_class import made_check, made_result
from made_grades import ASSIGNMENT

from autograder.checks.diagnosis import Known
from autograder.errors import Problem
from autograder.grading.alike import behaviours, name_of
from autograder.report.class_report import MOST_CLUSTERS, class_report
from autograder.report.clusters import cluster_called, clusters_of, with_comments
from autograder.report.page import report_page
from autograder.report.planted import Planting


def failing(student, *pairs, exercise="sigmoid", **more):
    return made_result(student, [made_check(name, exercise, False, seen, **more) for name, seen in pairs])


def called(result) -> str:
    (behaviour,) = behaviours(result).values()
    return name_of(behaviour)


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


def test_of_equal_ones_the_order_is_that_of_their_checks():
    results = [failing(f"{who}_{check}", (check, "1")) for check in ("b", "a") for who in ("ann", "bob")]
    assert [each.check for each in clusters_of(results)] == ["a", "b"]


def test_a_cluster_shows_the_first_check_of_its_own_exercise_as_its_first_student_saw_it():
    def two(who):
        other, own = made_check("b", "backward", False, "9"), made_check("a", "sigmoid", False, "1")
        return made_result(who, [other, msgspec.structs.replace(own, message=f"what {who} saw")])

    found = {each.exercise: each for each in clusters_of([two("ann"), two("bob")])}
    assert (found["sigmoid"].check, found["sigmoid"].example) == ("a", "what ann saw")
    assert found["backward"].check == "b"


def test_who_differs_in_another_check_of_the_exercise_did_something_else():
    results = [failing("ann", ("a", "1"), ("b", "7")), failing("bob", ("a", "1"), ("b", "8"))]
    assert clusters_of(results) == ()
    assert [each.check for each in clusters_of([*results, failing("cyd", ("a", "1"), ("b", "7"))])] == ["a"]


def test_a_planted_mistake_that_gives_these_values_is_named_rather_than_what_the_check_says():
    mistakes = Planting((Known("`sigmoid` halves", "sigmoid", {"a": "1"}),), frozenset("a"))
    results = [failing(who, ("a", "1")) for who in ("ann", "bob")]
    assert [each.likely for each in clusters_of(results, mistakes=mistakes)] == ["`sigmoid` halves"]


def test_a_mutant_that_gives_these_values_is_told_where_no_planted_mistake_does():
    results = [failing(who, ("a", "1")) for who in ("ann", "bob")]
    mutants = {called(results[0]): "the solution without `x`", "another": "the solution"}
    (found,) = clusters_of(results, mistakes=Planting(mutants=mutants))
    assert (found.likely, found.mutant) == ("mistake 1", "the solution without `x`")
    page = report_page(class_report(ASSIGNMENT, results, mistakes=Planting(mutants=mutants)))
    assert "The same values come from the solution without <code>x</code>." in page
    known = (Known("`sigmoid` halves", "sigmoid", {"a": "1"}),)
    (found,) = clusters_of(results, mistakes=Planting(known, frozenset("a"), mutants))
    assert (found.likely, found.mutant) == ("`sigmoid` halves", "")


def test_where_nothing_else_is_known_the_mutant_stands_for_the_cluster():
    results = [failing(who, ("a", "1")) for who in ("ann", "bob")]
    silent = [
        msgspec.structs.replace(each, checks=(msgspec.structs.replace(each.checks[0], details=()),)) for each in results
    ]
    mutants = {called(silent[0]): "the solution without `x`"}
    page = report_page(class_report(ASSIGNMENT, silent, mistakes=Planting(mutants=mutants)))
    assert "<code>sigmoid</code>: like the solution without <code>x</code></summary>" in page


def test_carried_failures_and_those_without_values_are_no_clusters():
    carried = [failing(who, ("a", "1"), carried=("backward",)) for who in ("ann", "bob")]
    assert clusters_of([*carried, failing("x", ("a", "")), failing("y", ("a", ""))]) == ()


def test_what_only_hidden_checks_see_is_a_cluster_too_and_a_public_one_stands_for_it_if_it_can():
    hidden = msgspec.structs.replace(made_check("a", "sigmoid", False, "1"), hidden=True)
    public = made_check("b", "sigmoid", False, "2")
    alone, beside = ([made_result(who, checks) for who in ("ann", "bob")] for checks in ([hidden], [hidden, public]))
    assert [each.check for each in clusters_of(alone)] == ["a"]
    assert [each.check for each in clusters_of(beside)] == ["b"]


def test_the_one_hand_in_of_a_group_is_no_cluster_and_the_same_files_of_eight_others_are():
    same = [msgspec.structs.replace(failing(who, ("a", "1")), files="f1") for who in "abcdefgh"]
    group = {who: tuple("abcdefgh") for who in "abcdefgh"}
    assert clusters_of(same, group) == ()
    assert [len(each.students) for each in clusters_of(same)] == [8]
    assert [len(each.students) for each in clusters_of([*same, failing("z", ("a", "1"))], group)] == [9]


def test_that_there_are_more_clusters_than_are_shown_is_said():
    results = [failing(f"{who}{n}", ("a", str(n))) for n in range(MOST_CLUSTERS + 2) for who in ("ann", "bob")]
    made = class_report(ASSIGNMENT, results)
    assert (len(made.clusters), made.further) == (MOST_CLUSTERS, 2)
    assert "2 more are left out" in report_page(made)
    assert "left out" not in report_page(class_report(ASSIGNMENT, results[:4]))


def test_a_cluster_is_called_by_how_its_hash_begins_and_by_its_exercise_where_two_share_one():
    results = [failing(who, ("a", "1")) for who in ("ann", "bob")]
    results += [failing(who, ("a", "1"), exercise="backward") for who in ("cyd", "dan")]
    results += [failing(who, ("b", "2"), exercise="backward") for who in ("eve", "fay")]
    clusters = clusters_of(results)
    first, other = called(results[0]), called(results[-1])
    assert cluster_called(clusters, other[:4]).check == "b"
    assert cluster_called(clusters, f"backward:{first[:4]}").students == ("cyd", "dan")
    for name in ("xyz", first, ""):
        with pytest.raises(Problem, match=r"called '\w*'\. Give one of these, .*: (\w+:\w{6}(, |\.)){3}"):
            cluster_called(clusters, name)


def test_a_comment_reaches_whoever_gave_the_same_and_what_reaches_nobody_is_still_listed():
    results = [failing("ann", ("a", "1")), failing("bob", ("a", "1")), failing("cyd", ("a", "2"))]
    both, one = called(results[0]), called(results[2])
    results.append(failing("dan", ("a", "2"), carried=("backward",)))
    said = {("sigmoid", both): "both", ("sigmoid", one): "one", ("sigmoid", "9"): "nobody"}
    found = with_comments(clusters_of(results), results, said)
    assert [(each.comment, each.students) for each in found] == [
        ("both", ("ann", "bob")),
        ("one", ("cyd",)),
        ("nobody", ()),
    ]
    assert [each.comment for each in with_comments(clusters_of(results), results, {})] == [""]
