"""The report names the planted mistakes that nobody made: by what code gave and not by words, and none that was."""

from __future__ import annotations

from types import SimpleNamespace

import msgspec
import pytest
from helpers import RIGHT, TINY_COURSE
from made_class import made_check, made_result
from made_grades import ASSIGNMENT

from autograder.checks.diagnosis import UNKNOWN, Known
from autograder.course.course import Course
from autograder.course.manifest import find_assignment
from autograder.files import write_atomically
from autograder.grading.alike import VARIES, behaviours
from autograder.grading.pool import JudgeSettings, judge_submissions
from autograder.grading.settings import proof_settings
from autograder.records import Status, Submission
from autograder.release.diagnoses import alike_of, known_by
from autograder.release.mutation.mutants import mutants_of
from autograder.release.mutation.record import MUTANTS, Record, written
from autograder.release.mutation.trying import Trial, try_here
from autograder.release.proof import planted, planted_submissions
from autograder.report.class_report import class_report
from autograder.report.clusters import clusters_of
from autograder.report.page import report_page
from autograder.report.planted import Planting, likely, planting, unmade
from autograder.report.records import Planted

TABLE = Planting(
    (
        Known("is called otherwise by its check", "sigmoid", {"sigmoid_at_zero": "1"}),
        Known("hangs", "sigmoid", {"sigmoid_large": UNKNOWN}),
        Known("is <made> by nobody", "sigmoid", {"sigmoid_at_zero": "3"}),
        Known("is <made> by nobody", "sigmoid", {"sigmoid_at_zero": "4"}),
    ),
    frozenset({"sigmoid_at_zero", "sigmoid_large"}),
)
NEEDS = {"area_of_doubled_sides": frozenset({"double"})}


def failing(student, seen, **more):
    return made_result(student, [made_check("sigmoid_at_zero", "sigmoid", False, seen, **more)])


def test_what_gives_the_same_values_was_made_whatever_words_the_check_has_for_it():
    results = [failing("ada", "1")]
    made = class_report(ASSIGNMENT, results, mistakes=TABLE)
    assert (made.planted, [each.says for each in made.unmade]) == (3, ["hangs", "is <made> by nobody"])
    page = report_page(made)
    assert "Nobody made <b>2</b> of 3 planted mistakes" in page
    assert "is &lt;made&gt; by nobody" in page


def test_other_values_beside_make_it_another_mistake():
    other = failing("ada", "1")
    more = made_check("sigmoid_large", "sigmoid", False, "9")
    assert len(unmade([msgspec.structs.replace(other, checks=(*other.checks, more))], TABLE)) == 3


def test_who_runs_out_of_time_where_a_mistake_hangs_may_have_made_it():
    hung = msgspec.structs.replace(made_check("sigmoid_large", "sigmoid", False), status=Status.TIMEOUT)
    assert [each.says for each in unmade([made_result("ada", [hung])], TABLE)][1:] == ["is <made> by nobody"]
    wrong = made_check("sigmoid_at_zero", "sigmoid", False, "1")
    other = Planting((Known("hangs", "sigmoid", {"sigmoid_at_zero": "1", "sigmoid_large": UNKNOWN}),), TABLE.checks)
    assert unmade([made_result("ada", [wrong, hung])], other) == ()


def test_a_mistake_that_only_other_exercises_see_is_told_from_those_that_its_own_checks_see():
    carried = made_check("backward_sum", "backward", False, "7", carried=("sigmoid",))
    result = made_result("ada", [made_check("sigmoid_at_zero", "sigmoid", True), carried])
    unseen = Known("is seen elsewhere", "sigmoid", {"backward_sum": "5"})
    both = Known("is seen here too", "sigmoid", {"sigmoid_at_zero": "1", "backward_sum": "5"})
    table = Planting((unseen, both), TABLE.checks | {"backward_sum"})
    assert [each.says for each in unmade([result], table)] == ["is seen here too"]


def test_a_mistake_that_gives_other_values_each_time_may_be_whoever_fails_these_checks_and_names_no_cluster():
    drawn = Known("draws anew", "sigmoid", {"sigmoid_at_zero": VARIES})
    table = Planting((drawn,), TABLE.checks)
    results = [failing(who, "8") for who in ("ann", "bob")]
    assert unmade(results, table) == ()
    assert likely("sigmoid", behaviours(results[0])["sigmoid"], table) == ""
    more = made_check("sigmoid_large", "sigmoid", False, "9")
    assert len(unmade([msgspec.structs.replace(results[0], checks=(*results[0].checks, more))], table)) == 1
    assert len(unmade([made_result("ada", [made_check("sigmoid_at_zero", "sigmoid", True), more])], table)) == 1


def test_a_class_without_mistakes_made_none_and_what_is_ungraded_tells_nothing():
    right = made_result("ada", [made_check("sigmoid_at_zero", "sigmoid", True)])
    broken = msgspec.structs.replace(made_check("sigmoid_large", "sigmoid", False), status=Status.UNGRADED)
    bob = failing("bob", "1")
    ungraded = msgspec.structs.replace(bob, checks=(*bob.checks, broken))
    assert len(class_report(ASSIGNMENT, [right, ungraded], mistakes=TABLE).unmade) == 3


def test_without_a_proof_and_a_release_nothing_is_said():
    made = class_report(ASSIGNMENT, [failing("ada", "1")])
    assert (made.planted, made.unmade) == (0, ())
    assert "planted mistakes" not in report_page(made)


def test_what_another_exercise_has_planted_is_no_mistake_of_this_one():
    table = Planting((Known("is of the other", "backward", {"sigmoid_at_zero": "1"}),), TABLE.checks)
    result = failing("ada", "1")
    assert likely("sigmoid", behaviours(result)["sigmoid"], table) == ""
    assert len(unmade([result], table)) == 1


def test_where_two_mistakes_give_the_same_values_neither_is_likely():
    alike = tuple(Known(says, "sigmoid", {"sigmoid_at_zero": "1"}) for says in ("one", "other"))
    behaviour = behaviours(failing("ada", "1"))["sigmoid"]
    assert likely("sigmoid", behaviour, Planting(alike, TABLE.checks)) == ""
    assert likely("sigmoid", behaviour, Planting(alike[:1] * 2, TABLE.checks)) == "one"


def test_a_check_that_was_not_asked_of_the_mistakes_says_nothing_for_or_against_them():
    result = failing("ada", "1")
    more = made_check("sigmoid_new", "sigmoid", False, "9")
    both = msgspec.structs.replace(result, checks=(*result.checks, more))
    assert likely("sigmoid", behaviours(both)["sigmoid"], TABLE) == "is called otherwise by its check"
    alone = made_result("ada", [more])
    assert likely("sigmoid", behaviours(alone)["sigmoid"], TABLE) == ""


@pytest.mark.parametrize(
    ("count", "said"),
    [(1, "first"), (2, "first, or with 1 other small change"), (3, "first, or with 2 other small changes")],
)
def test_mutants_on_record_that_behave_alike_are_told_as_one(tiny, tmp_path, monkeypatch, count, said):
    made = [SimpleNamespace(told=told) for told in ("first", "second", "third")[:count]]
    monkeypatch.setattr("autograder.report.planted.by_behaviour", lambda record, mutants: {"abc": made})
    assert planting(Course(tmp_path), tiny).mutants == {}
    write_atomically(tmp_path / "solutions" / tiny.name / MUTANTS, written(Record(tiny.name, "", "", {}, {})))
    assert planting(Course(tmp_path), tiny).mutants == {"abc": said}


@pytest.fixture(scope="module")
def tiny():
    """The tiny course as it is committed: each mistake by what its proof would see, and by students who made it."""
    return find_assignment(TINY_COURSE / "source", "01")


def results_of(tiny, submissions, **settings):
    found = []
    judge_submissions(
        JudgeSettings(tiny, layers=frozenset(), **settings), submissions, lambda j: found.append(j.result)
    )
    return {each.student: each for each in found}


@pytest.fixture(scope="module")
def mistakes(tiny):
    own = results_of(tiny, planted_submissions(tiny), secret=b"proof", trusted=True)
    known = tuple(known_by(tiny, each, alike_of(own[label])) for label, each in planted(tiny).items())
    return Planting(known, frozenset(check.name for result in own.values() for check in result.checks))


@pytest.mark.slow
def test_every_planted_mistake_that_is_handed_in_was_made_and_is_named_beside_another_one_too(tiny, mistakes):
    both = RIGHT.replace("x + x", "x * x").replace("self.h * self.w", "self.h + self.w")
    pile = [*planted_submissions(tiny), Submission("both", {"tiny.py": both.encode()})]
    results = results_of(tiny, pile, secret=b"a course's own", needs=NEEDS)
    assert unmade(results.values(), mistakes) == ()
    assert [likely(*pair, mistakes) for pair in behaviours(results["both"]).items()] == [
        "`double` squares",
        "`Rectangle.area` adds",
    ]
    del results["wrong/double_squares.py"], results["both"]
    assert unmade(results.values(), mistakes) == (Planted("double", "`double` squares"),)


@pytest.mark.slow
def test_students_who_wrote_a_mutant_are_known_by_what_is_on_record_of_it(tiny, tmp_path):
    mutants = [each for each in mutants_of(tiny) if each.function == "double"]
    tried = dict(try_here(proof_settings(tiny, frozenset(), jobs=1), [Trial(each) for each in mutants]))
    wrong = mutants[0]
    tried[mutants[-1].name] = tried[wrong.name]  # as if it did the same
    record = Record(tiny.name, "", "", {}, tried)
    write_atomically(tmp_path / "solutions" / tiny.name / MUTANTS, written(record))
    pile = [Submission(who, {"tiny.py": wrong.text.encode()}) for who in ("ann", "bob")]
    results = results_of(tiny, pile, secret=b"a course's own", needs=NEEDS)
    (cluster,) = clusters_of(results.values(), mistakes=planting(Course(tmp_path), tiny))
    assert cluster.mutant == (
        "the solution with `-` for `+` in `twofold = x + x` (`double`, tiny.py line 12), or with 1 other small change"
    )
