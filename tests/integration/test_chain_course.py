"""A course with what the tiny one lacks: two modules that import each other, an earlier assignment, and a package."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from helpers import message, release, statuses

from autograder.course.manifest import find_assignment
from autograder.course.solutions import solution_of, solutions_needed
from autograder.grading.keys import settings_key
from autograder.grading.pool import JudgeSettings, judge_submissions
from autograder.records import Assignment, Result, Submission

CHAIN = Path(__file__).parents[1] / "courses/chain"
CHECKS = ["total_by_hand", "total_agrees", "newest_of_totals", "newest_by_number", "newest_of_one"]


@pytest.fixture
def chain(tmp_path: Path) -> Path:
    """A copy of the course, to change at will."""
    root = tmp_path / "chain"
    shutil.copytree(CHAIN, root, ignore=shutil.ignore_patterns("__pycache__"))
    return root


@pytest.fixture
def upon(chain: Path) -> Assignment:
    return find_assignment(chain / "source", "02")


def changed(assignment: Assignment, student: str, old: str, new: str) -> Submission:
    """The solution with one change, in whichever of its modules has what is to be changed."""
    files = {name: content.decode() for name, content in solution_of(assignment).files.items()}
    assert sum(text.count(old) for text in files.values()) == 1
    return Submission(student, {name: text.replace(old, new).encode() for name, text in files.items()})


def judged(assignment: Assignment, *submissions: Submission) -> dict[str, Result]:
    results: list[Result] = []
    settings = JudgeSettings(assignment, b"secret", frozenset())
    judge_submissions(settings, submissions, lambda judged: results.append(judged.result))
    return {result.student: result for result in results}


def failing(result: Result) -> set[str]:
    return {name for name, status in statuses(result).items() if status != "passed"}


def test_an_assignment_with_a_single_check_judges_one_after_another(chain):
    base = find_assignment(chain / "source", "01")
    right, wrong = solution_of(base), changed(base, "wrong", "k * x", "k + x")
    again = Submission("again", right.files)
    results = judged(base, right, wrong, again)
    assert [failing(each) for each in results.values()] == [set(), {"scale_by_hand"}, set()]


def test_each_mistake_of_either_module_fails_its_own_checks_and_no_others(upon):
    untouched = changed(upon, "untouched", "return max(versions, key=Version)", "raise NotImplementedError")
    results = judged(
        upon,
        solution_of(upon),
        changed(upon, "left", "sum(scale(xs, k))", "0.0 * k"),
        changed(upon, "right", "key=Version", "key=str"),
        untouched,
    )
    assert list(statuses(results["solution"])) == CHECKS
    assert (results["solution"].score, results["solution"].max_score) == (6.0, 6.0)
    assert failing(results["solution"]) == set()
    assert failing(results["left"]) == {"total_by_hand", "total_agrees", "newest_of_totals"}
    assert failing(results["right"]) == {"newest_of_totals", "newest_by_number"}
    assert {statuses(results["untouched"])[name] for name in failing(results["untouched"])} == {"not_attempted"}


def test_who_has_not_written_the_other_module_is_blocked_not_wrong(upon):
    stub = changed(upon, "ada", "return sum(scale(xs, k))", "raise NotImplementedError")
    result = judged(upon, stub)["ada"]
    assert statuses(result)["newest_of_totals"] == "blocked"
    assert "the exercise total" in message(result, "newest_of_totals")
    assert statuses(result)["newest_of_one"] == "passed"


def test_a_missing_module_is_named(upon):
    result = judged(upon, Submission("ada", {"left.py": solution_of(upon).files["left.py"]}))["ada"]
    assert result.score == 0.0
    assert "right.py was not handed in." in message(result, "newest_of_one")


def test_what_an_assignment_builds_on_is_the_courses_solution_whatever_is_handed_in(upon):
    """Of the earlier assignment the worker gets the solution; a student's own mistake there costs no points here."""
    assert list(solutions_needed(upon)) == ["base.py"]
    assert b"BEGIN SOLUTION" not in solutions_needed(upon)["base.py"]
    (upon.folder.parent / "01_base/base.py").write_text("def scale(xs, k):\n    return [k * x + 1 for x in xs]\n")
    result = judged(upon, solution_of(upon))["solution"]
    assert failing(result) == {"total_by_hand", "newest_of_totals"}  # where the numbers are written by hand


def test_a_package_is_there_where_the_assignment_names_it_and_only_there(upon):
    other = changed(upon, "ada", "from packaging.version import Version", "import pytest; Version = str")
    result = judged(upon, other)["ada"]
    assert result.score == 0.0
    assert "No module named 'pytest' here" in message(result, "newest_of_one")


def test_a_key_changes_with_the_solution_of_an_earlier_assignment(upon):
    settings = JudgeSettings(upon, b"secret")
    key = settings_key(settings)
    assert settings_key(settings) == key
    base = upon.folder.parent / "01_base/base.py"
    base.write_text(base.read_text().replace("k * x for", "x * k for"))
    assert settings_key(settings) != key


def test_students_get_both_modules_and_the_question_without_an_answer(chain):
    release(chain)
    given = chain / "assignments/02_upon"
    assert {path.name for path in given.glob("*.py")} == {"left.py", "right.py"}
    assert "YOUR CODE HERE" in (given / "right.py").read_text()
    assert "compared as text" in (given / "02_upon.ipynb").read_text()
    assert "comes before" not in (given / "02_upon.ipynb").read_text()
