"""assignment.toml becomes an assignment or a problem that names the file; names, prefixes and totals mean one thing."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course.manifest import assignments_in, find_assignment, read_assignment
from autograder.errors import Problem
from autograder.records import Assignment

HEAD = 'title = "A scalar"\nmodules = ["engine"]\n'
SIGMOID = """
[exercises.sigmoid]
title = "The sigmoid"
stubs = ["Value.sigmoid"]
hints = ["A nudge."]
points = 2
"""
FINITE = """
[exercises.sigmoid_is_finite]
title = "Far away"
stubs = ["Value.log_sigmoid"]
hints = []
"""
LIMITS = "\n[limits]\nseconds = 3\nmemory_mb = 256\n"
OWN = """
[exercises.sigmoid.checks]
sigmoid_by_hand = { points = 5 }
sigmoid_for_long = { seconds = 9 }
sigmoid_for_nothing = { points = 0 }
"""


def assignment(source: Path, text: str, name: str = "01_autograd") -> Assignment:
    (source / name).mkdir(parents=True)
    (source / name / "assignment.toml").write_text(text, encoding="utf-8")
    return read_assignment(source / name)


@pytest.fixture
def autograd(tmp_path: Path) -> Assignment:
    return assignment(tmp_path, HEAD + LIMITS + SIGMOID + OWN + FINITE)


def test_an_assignment_is_called_like_its_folder(autograd):
    assert (autograd.name, autograd.files, autograd.notebook) == ("01_autograd", ("engine.py",), "01_autograd.ipynb")


def test_exercises_keep_their_teaching_order(tmp_path):
    read = assignment(tmp_path, HEAD + FINITE + SIGMOID)
    assert [exercise.name for exercise in read.exercises] == ["sigmoid_is_finite", "sigmoid"]


def test_what_is_left_out_has_its_default(tmp_path):
    read = assignment(tmp_path, HEAD + FINITE)
    assert (read.needs, read.packages, read.exercises[0].points) == ((), (), 1.0)


def test_what_is_just_enough_is_allowed(tmp_path):
    limits = "[limits]\nseconds = 0.001\nmemory_mb = 256\nbudget_seconds = 0.001\n"
    questions = "[questions.why]\ntitle = 'Why'\npoints = 0\n"
    exercise = SIGMOID.replace("2", "0") + "checks.sigmoid_x = { seconds = 0.001, points = 0 }\n"
    read = assignment(tmp_path, "hidden_points = 0\n" + HEAD + limits + exercise + questions)
    assert (read.limits.seconds, read.limits.budget_seconds, read.questions[0].points) == (0.001, 0.001, 0.0)


def test_a_limit_of_its_own_and_no_points_of_its_own_leave_a_check_its_exercise_s(tmp_path):
    read = assignment(tmp_path, HEAD + SIGMOID + "checks.sigmoid_x = { seconds = 9 }\n")
    assert (read.points_of("sigmoid_x"), read.seconds_of("sigmoid_x")) == (2.0, 9.0)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("title = ", "is not valid TOML", id="not TOML"),
        pytest.param(HEAD + "[exercises.a]\n[exercises.a]\n", "is not valid TOML", id="a table twice"),
        pytest.param('modules = ["engine"]\n', "missing required field `title`", id="no title"),
        pytest.param('title = "A"\n', "missing required field `modules`", id="no modules"),
        pytest.param(HEAD + "modules_ = []\n", "unknown field `modules_`", id="unknown field"),
        pytest.param(HEAD + SIGMOID + "pionts = 3\n", "unknown field `pionts`", id="unknown field of an exercise"),
        pytest.param(HEAD + "[limits]\nsecond = 3\n", "unknown field `second`", id="unknown field of limits"),
        pytest.param(
            HEAD + SIGMOID + "checks.sigmoid_x = { point = 3 }\n", "unknown field `point`", id="unknown option"
        ),
        pytest.param(
            HEAD + '[exercises.a]\ntitle = "A"\nhints = []\n', "missing required field `stubs`", id="no stubs"
        ),
        pytest.param(HEAD + "[[exercises]]\n", "Expected `object`, got `array`", id="exercises as a list"),
        pytest.param(HEAD + "exercises.a = 3\n", "Expected `object`, got `int`", id="an exercise as a number"),
        pytest.param(HEAD + SIGMOID.replace("2", '"2"'), "Expected `float`, got `str`", id="points as text"),
        pytest.param('title = "A"\nmodules = "engine"\n', "Expected `array`, got `str`", id="modules as text"),
        pytest.param(HEAD.replace("engine", "engine.py"), "'engine.py' is not a Python name", id="module with suffix"),
        pytest.param(HEAD.replace("engine", "../engine"), "'../engine' is not a Python name", id="module elsewhere"),
        pytest.param(HEAD.replace("engine", "class"), "'class' is not a Python name", id="module that is a keyword"),
        pytest.param(HEAD + SIGMOID.replace("s.sigmoid", 's."a-b"'), "'a-b' is not a Python name", id="exercise name"),
        pytest.param(
            HEAD + SIGMOID + "checks.tanh_x = { points = 1 }\n", "lists 'tanh_x', whose name", id="another's check"
        ),
        pytest.param(
            HEAD + SIGMOID + "checks.sigmoidal = { points = 1 }\n", "lists 'sigmoidal', whose", id="no underscore"
        ),
        pytest.param(
            HEAD + SIGMOID + "checks.sigmoid_is_finite_too = { points = 1 }\n" + FINITE,
            "lists 'sigmoid_is_finite_too'",
            id="check of the exercise with the longer name",
        ),
        pytest.param(HEAD.replace('"engine"', ""), "`modules` is empty", id="no modules"),
        pytest.param(HEAD.replace("engine", "json"), "'json' would hide a library", id="a standard module's name"),
        pytest.param(HEAD.replace("engine", "numpy"), "'numpy' would hide a library", id="a package's name"),
        pytest.param(HEAD + SIGMOID.replace('["Value.sigmoid"]', "[]"), "`stubs` is empty", id="no stubs"),
        pytest.param(HEAD + "[limits]\nseconds = 0\n", "seconds is 0.0", id="no time"),
        pytest.param(HEAD + "[limits]\nseconds = nan\n", "seconds is nan", id="time that is nan"),
        pytest.param(HEAD + "[limits]\nseconds = inf\n", "seconds is inf", id="time without end"),
        pytest.param(HEAD + "[limits]\nmemory_mb = -5\n", "memory_mb is -5", id="negative memory"),
        pytest.param(HEAD + "[limits]\nmemory_mb = 255\n", "memory_mb is 255", id="too little for NumPy"),
        pytest.param(HEAD + "[limits]\nbudget_seconds = 0\n", "budget_seconds is 0.0; it must be", id="no budget"),
        pytest.param(
            "hidden_points = -1\n" + HEAD, "hidden_points is -1.0; it must be at least 0,", id="hidden points"
        ),
        pytest.param(HEAD + "[questions.why-so]\ntitle = 'x'\n", "'why-so' is not a Python name", id="question name"),
        pytest.param(HEAD + "[questions.why]\ntitle = 'x'\npoints = -1\n", "points is -1.0", id="a question's points"),
        pytest.param(
            HEAD + SIGMOID.replace("2", "-2"),
            "points is -2.0; it must be at least 0",
            id="negative points",
        ),
        pytest.param(HEAD + SIGMOID.replace("2", "nan"), "points is nan", id="points that are nan"),
        pytest.param(HEAD + SIGMOID.replace("2", "inf"), "points is inf", id="infinite points"),
        pytest.param(
            HEAD + SIGMOID + "checks.sigmoid_x = { seconds = 0 }\n",
            "sigmoid_x: seconds is 0.0; it must be at least 0.001",
            id="no time for a check",
        ),
        pytest.param(
            HEAD + SIGMOID + "checks.sigmoid_x = { points = -1 }\n",
            "sigmoid_x: points is -1.0",
            id="a check's negative points",
        ),
    ],
)
def test_a_wrong_manifest_is_a_problem_that_names_the_file(tmp_path, text, problem):
    with pytest.raises(Problem) as caught:
        assignment(tmp_path, text)
    path, said = str(tmp_path / "01_autograd" / "assignment.toml"), str(caught.value)
    assert said.startswith(path)
    assert problem in said


def test_a_manifest_that_is_not_utf_8_is_a_problem(tmp_path):
    (tmp_path / "assignment.toml").write_bytes(b'title = "\xff"\n')
    with pytest.raises(Problem, match=r"assignment\.toml is not valid TOML"):
        read_assignment(tmp_path)


def test_a_folder_without_manifest_is_a_problem_that_says_where_to_be(tmp_path):
    with pytest.raises(Problem, match=r"assignment\.toml is missing\. Run this inside an assignment's folder"):
        read_assignment(tmp_path)


def test_the_name_of_an_exercise_is_its_table_s(tmp_path):
    read = assignment(tmp_path, HEAD + SIGMOID + 'name = "other"\n')
    assert [exercise.name for exercise in read.exercises] == ["sigmoid"]


@pytest.mark.parametrize(
    ("check", "owner"),
    [
        ("sigmoid", "sigmoid"),
        ("sigmoid_derivative", "sigmoid"),
        ("sigmoid_is", "sigmoid"),
        ("sigmoid_is_finite", "sigmoid_is_finite"),
        ("sigmoid_is_finite_far_away", "sigmoid_is_finite"),
        ("sigmoid_is_finitely", "sigmoid"),
        ("sigmoids", None),
        ("tanh", None),
        ("", None),
    ],
)
def test_a_check_belongs_to_the_longest_exercise_that_its_name_starts_with(autograd, check, owner):
    found = autograd.exercise_of(check)
    assert (found.name if found else None) == owner


@pytest.mark.parametrize(
    ("check", "points"),
    [
        ("sigmoid_derivative", 2.0),
        ("sigmoid_by_hand", 5.0),
        ("sigmoid_for_long", 2.0),
        ("sigmoid_for_nothing", 0.0),
        ("sigmoid_is_finite", 1.0),
        ("tanh", 0.0),
    ],
)
def test_a_check_has_its_own_points_or_its_exercise_s(autograd, check, points):
    assert autograd.points_of(check) == points


@pytest.mark.parametrize(("check", "seconds"), [("sigmoid_for_long", 9.0), ("sigmoid_by_hand", 3.0), ("tanh", 3.0)])
def test_a_check_has_its_own_limit_or_the_assignment_s(autograd, check, seconds):
    assert autograd.seconds_of(check) == seconds


def test_the_longest_limit_is_that_of_any_check(autograd):
    assert autograd.longest == 9.0


def test_the_longest_limit_is_never_below_the_assignment_s(tmp_path):
    short = "\n[exercises.sigmoid.checks]\nsigmoid_x = { seconds = 0.5 }\n"
    assert assignment(tmp_path, HEAD + LIMITS + SIGMOID + short).longest == 3.0


@pytest.fixture
def source(tmp_path: Path) -> Path:
    for name in ("02_neurons", "01_autograd", "02_neurons_again", "10_attention"):
        assignment(tmp_path / "source", HEAD, name)
    (tmp_path / "source" / "notes").mkdir()
    return tmp_path / "source"


def test_assignments_come_in_the_order_of_their_names(source):
    names = [each.name for each in assignments_in(source)]
    assert names == ["01_autograd", "02_neurons", "02_neurons_again", "10_attention"]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("01", "01_autograd"),
        ("01_autograd", "01_autograd"),
        ("10_att", "10_attention"),
        ("02_neurons", "02_neurons"),
        ("02_neurons_a", "02_neurons_again"),
    ],
)
def test_an_unambiguous_beginning_names_an_assignment(source, name, found):
    assert find_assignment(source, name).name == found


@pytest.mark.parametrize("name", ["02", "", "03", "autograd", "notes"])
def test_a_name_that_fits_none_or_several_is_a_problem_that_lists_what_there_is(source, name):
    with pytest.raises(Problem, match="it has: 01_autograd, 02_neurons, 02_neurons_again, 10_attention"):
        find_assignment(source, name)


def test_a_source_without_assignments_says_so(tmp_path):
    with pytest.raises(Problem, match="it has: none"):
        find_assignment(tmp_path, "01")
