"""Results as they are on disk: those of version 0.1, which had no details, are read; what is no result is refused."""

from __future__ import annotations

import json
import math
from pathlib import Path

import msgspec
import pytest

from autograder.errors import Problem
from autograder.feedback.markup import details_table
from autograder.platforms.grades import read_results
from autograder.platforms.gradescope.results import results_json
from autograder.records import (
    LIMITS,
    TIMES_THE_SOLUTION,
    Assignment,
    CheckOptions,
    CheckResult,
    Detail,
    Exercise,
    Label,
    Limits,
    Question,
    Receipt,
    Refusal,
    Result,
    Status,
    Verdict,
)

OLD = """{
 "student": "ada", "assignment": "01_tiny", "score": 0.0, "max_score": 1.0, "isolation": ["bwrap"],
 "checks": [
  {"name": "double_by_hand", "exercise": "double", "hidden": false, "status": "failed", "points": 0.0,
   "max_points": 1.0, "message": "called    tiny.double(x)\\nwith      x = 3.0\\nreturned  9\\nexpected  6",
   "seconds": 0.0107, "sentence": "double of 3 is 6."}
 ],
 "key": "0f3c"
}
"""


def test_a_result_of_version_0_1_is_read_with_its_message_as_the_only_detail(tmp_path):
    (tmp_path / "ada.json").write_text(OLD)
    (result,) = read_results(tmp_path)
    (detail,) = result.checks[0].details
    assert detail == Detail(Label.MESSAGE, result.checks[0].message)
    lines = results_json(result)["tests"][0]["output"].splitlines()
    assert lines[0] == "message   called    tiny.double(x)"
    assert all(line.startswith(" " * 10) for line in lines[1:])
    assert "expected  6" in details_table(result.checks[0].details)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        OLD[:200],
        OLD.replace('"seconds"', '"details": [{"label": "praise", "text": "full points"}], "seconds"'),
        OLD.replace('"seconds"', '"details": "expected  6", "seconds"'),
        OLD.replace('"failed"', '"forgiven"'),
    ],
    ids=["empty", "list", "bare", "half", "unknown label", "text for details", "unknown status"],
)
def test_what_is_no_result_is_refused_with_what_to_do(tmp_path, text):
    (tmp_path / "ada.json").write_text(text)
    with pytest.raises(Problem, match=r"ada.json is not a result: .*grade that submission again"):
        read_results(tmp_path)


def test_a_result_is_written_and_read_as_it_was():
    details = (Detail(Label.RETURNED, "9"), Detail(Label.EXPECTED, "6"))
    check = CheckResult("double_x", "double", False, Status.FAILED, 0.0, 1.0, "returned  9", 0.1, "It is.", details)
    result = Result("ada", "01_tiny", 0.0, 1.0, ("bwrap",), (check,), "key")
    assert msgspec.json.decode(msgspec.json.encode(result), type=Result) == result
    assert check.reason == ""


def exercise(name: str, points: float = 1.0, **checks: CheckOptions) -> Exercise:
    return Exercise(name, name.title(), (name,), (), points, checks=checks)


def assignment(*exercises: Exercise, **limits: float) -> Assignment:
    return Assignment("Nets", ("net",), exercises, limits=Limits(**limits), folder=Path("/course/05_nets"))


def test_what_an_author_leaves_out_has_one_meaning():
    assert Limits() == Limits(seconds=5.0, memory_mb=1024, budget_seconds=None)
    assert CheckOptions() == CheckOptions(points=None, seconds=None)
    assert Exercise("a", "A", (), ()) == Exercise("a", "A", (), (), points=1.0, extra=False, checks={})
    assert Question("why", "Why?").points == 1.0
    bare = Assignment("Nets", ("net",), ())
    assert (bare.questions, bare.needs, bare.packages, bare.warm_up) == ((), (), (), "")
    assert (bare.limits, bare.hidden_points, bare.folder) == (Limits(), 0.0, Path())


def test_what_is_not_said_of_a_verdict_or_a_file_is_nothing():
    assert Verdict(Status.PASSED) == Verdict(Status.PASSED, (), 0.0, None, "")
    assert not Refusal("a.py", "too large").person
    bare = Receipt("ada", "01_tiny", "export.zip", (), (), ())
    assert (bare.person, bare.group, bare.by, bare.late) == (("", ""), (), "", False)
    assert (bare.signs, bare.left_out, bare.along) == ((), 0, ())


MINIMAL = {
    Limits: {},
    CheckOptions: {},
    Exercise: {"name": "a", "title": "A", "stubs": [], "hints": []},
    Question: {"name": "why", "title": "Why?"},
    Assignment: {"title": "Nets", "modules": [], "exercises": []},
}


@pytest.mark.parametrize("kind", MINIMAL, ids=lambda kind: kind.__name__)
def test_a_word_that_an_author_has_misspelt_is_refused(kind):
    given = MINIMAL[kind]
    assert isinstance(msgspec.convert(given, kind), kind)
    with pytest.raises(msgspec.ValidationError, match="pionts"):
        msgspec.convert({**given, "pionts": 2.0}, kind)


def test_what_there_is_nothing_of_is_not_written():
    check = CheckResult("double_x", "double", False, Status.PASSED, 1.0, 1.0, "", 0.1)
    fields = {"name", "exercise", "hidden", "status", "points", "max_points", "message", "seconds"}
    assert json.loads(msgspec.json.encode(check)).keys() == fields
    assert json.loads(msgspec.json.encode(Detail(Label.RETURNED, "9"))) == {"label": "returned", "text": "9"}
    assert json.loads(msgspec.json.encode(Refusal("a.py", "too large"))) == {"path": "a.py", "reason": "too large"}


def test_a_check_belongs_to_the_exercise_with_the_longest_name_that_it_begins_with():
    of = assignment(exercise("net"), exercise("net_backward"), exercise("a"))
    owners = {"net": "net", "net_1": "net", "net_backward": "net_backward", "net_backward_1": "net_backward"}
    owners |= {"net_backwards": "net", "a_net": "a"}
    for check, owner in owners.items():
        assert of.exercise_of(check).name == owner
    assert of.exercise_of("nets") is of.exercise_of("") is None


def test_a_check_has_its_own_points_and_time_or_else_what_all_have():
    own = {"a_dear": CheckOptions(points=3.0), "a_free": CheckOptions(points=0.0), "a_long": CheckOptions(seconds=9.0)}
    of = assignment(exercise("a", 2.0, **own), exercise("b"), seconds=4.0)
    checks = ("a_dear", "a_free", "a_long", "a_plain", "b_plain", "nobodys")
    assert [of.points_of(check) for check in checks] == [3.0, 0.0, 2.0, 2.0, 1.0, 0.0]
    assert [of.seconds_of(check) for check in checks] == [4.0, 4.0, 9.0, 4.0, 4.0, 4.0]
    assert of.longest == 9.0


@pytest.mark.parametrize(("seconds", "own", "longest"), [(4.0, 3.0, 4.0), (0.5, 0.25, 0.5), (0.5, 0.75, 0.75)])
def test_the_longest_limit_is_that_of_all_or_of_one_check(seconds, own, longest):
    of = assignment(exercise("a", a_x=CheckOptions(seconds=own), a_y=CheckOptions(points=2.0)), seconds=seconds)
    assert of.longest == longest


def test_the_budget_is_given_or_leaves_wide_what_the_solution_takes():
    given, free = assignment(seconds=2.0, budget_seconds=3.0), assignment(seconds=2.0)
    assert (given.budget, free.budget) == (3.0, math.inf)
    assert given.with_budget(100.0) == given
    assert free.with_budget(0.0).budget == LIMITS * 2.0
    assert free.with_budget(30.01).budget == math.ceil(TIMES_THE_SOLUTION * 30.01)
    assert free.with_budget(30.0).limits == Limits(2.0, budget_seconds=TIMES_THE_SOLUTION * 30.0)


def test_an_assignment_is_called_as_its_folder_and_so_is_its_notebook():
    of = Assignment("Nets", ("net", "data"), (), folder=Path("/course/05_nets"))
    assert (of.name, of.notebook, of.files) == ("05_nets", "05_nets.ipynb", ("net.py", "data.py"))


@pytest.mark.parametrize(
    ("statuses", "ungraded"),
    [
        ([], False),
        ([Status.FAILED, Status.BLOCKED], False),
        ([Status.PASSED, Status.UNGRADED], True),
        ([Status.UNGRADED], True),
    ],
)
def test_a_result_is_ungraded_if_any_check_has_no_verdict(statuses, ungraded):
    checks = tuple(CheckResult("a_x", "a", False, status, 0.0, 1.0, "", 0.1) for status in statuses)
    assert Result("ada", "01", 0.0, 1.0, (), checks).ungraded is ungraded


def test_the_reason_is_what_the_judge_says_in_its_own_words():
    labels = (Label.REASON, Label.RETURNED, Label.LIKELY, Label.MESSAGE)
    details = tuple(Detail(label, str(label)) for label in labels)
    check = CheckResult("a_x", "a", False, Status.FAILED, 0.0, 1.0, "all of it", 0.1, details=details)
    assert check.reason == "reason\nmessage"
    assert check.details == details
    assert CheckResult("a_x", "a", False, Status.PASSED, 1.0, 1.0, "", 0.1).details == ()
