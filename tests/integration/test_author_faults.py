"""What does not hold of a release is told to its author, each cause once."""

from __future__ import annotations

import pytest
from helpers import autograder

from autograder.course.manifest import find_assignment
from autograder.release.proof import prove

pytestmark = pytest.mark.slow

CHECKS = "source/01_tiny/checks/test_tiny.py"


def faults(course, old: str, new: str, name: str = CHECKS) -> tuple[str, ...]:
    path = course / name
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    return prove(find_assignment(course / "source", "01"), jobs=1).faults


def test_a_forgotten_import_is_one_fault_with_file_and_line(course):
    assert faults(course, "from autograder import approx\n", "") == (
        "checks/test_tiny.py, line 11 (and 1 more place): NameError: name 'approx' is not defined. "
        "2 checks could not run because of it: double_by_hand, area_by_hand.",
    )


def test_what_the_check_cannot_do_with_the_solutions_answer_is_told_with_its_line(course):
    assert faults(course, "student(probe, 3.0) ==", "student(probe, 3.0).real_part ==") == (
        "On what the solution returns: checks/test_tiny.py, line 12: AttributeError: 'float' object has no attribute "
        "'real_part'. 1 check could not run because of it: double_by_hand.",
    )


def test_a_check_that_the_solution_fails_is_told_once_and_not_for_each_mistake(course):
    (fault,) = faults(course, "approx(6.0)", "approx(6.1)")
    assert fault.startswith("the solution does not pass double_by_hand")


def test_a_mistake_of_no_exercise_is_told_how_it_is_named(course):
    wrong = course / "source/01_tiny/wrong"
    (wrong / "area_sum.py").rename(wrong / "sum_of_sides.py")
    found = "\n".join(prove(find_assignment(course / "source", "01"), jobs=1).faults)
    assert "exercise area has 3 planted mistakes of the 4 it needs" in found
    assert "wrong/sum_of_sides.py: it belongs to no exercise; call it wrong/<exercise>_<what>.py" in found


def test_a_mistake_with_a_hint_that_there_is_not_is_told(course):
    found = faults(course, "Caught by: area", "Hint: 7\nCaught by: area", "source/01_tiny/wrong/area_sum.py")
    assert "wrong/area_sum.py: exercise area has no hint 7; it has 1" in found


def test_a_mistake_that_names_a_check_with_its_test_is_told_how_to_name_it(course):
    found = faults(
        course, "Caught by: area_by_hand", "Caught by: test_area_by_hand", "source/01_tiny/wrong/area_sum.py"
    )
    assert "wrong/area_sum.py: there is no check test_area_by_hand; leave test_ out: area_by_hand" in found


def test_a_probe_without_annotation_is_told_by_paths_within_the_assignment(course):
    (fault,) = faults(course, "probe(tiny, x) -> float:", "probe(tiny, x):")
    assert fault.startswith("checks/test_tiny.py, line 12: checks/test_tiny.py, line 9: say what the probe")


@pytest.mark.slow
@pytest.mark.parametrize("hidden", [False, True])
def test_build_says_it_in_few_lines_to_the_author(course, hidden):
    path = course / (CHECKS.replace("checks/", "checks/hidden/") if hidden else CHECKS)
    path.write_text(path.read_text().replace("assert ", "assert math.isfinite(1.0) and "))
    said = autograder("build", cwd=course)
    assert said.returncode == 2
    text = said.stdout + said.stderr
    assert len(text.splitlines()) < 8
    assert "your" not in text
    assert f"{path.relative_to(course / 'source/01_tiny').as_posix()}, line" in text


def test_check_in_the_source_runs_what_students_have(course):
    said = autograder("check", cwd=course / "source/01_tiny")
    assert (said.returncode, said.stderr) == (0, "")
    assert "All checks pass: 2 of 2 points" in said.stdout


def test_check_says_to_a_student_that_the_fault_is_not_theirs(course):
    path = course / CHECKS
    path.write_text(path.read_text().replace("from autograder import approx\n", ""))
    said = autograder("check", cwd=course / "source/01_tiny")
    assert said.returncode == 1
    assert said.stdout.count("NameError: name 'approx' is not defined") == 1
    assert "No student's code is to blame" in said.stdout
    assert "stuck?" not in said.stdout
