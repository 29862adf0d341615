"""Reads final scores from nbgrader's gradebook, with points given by hand and late penalties taken off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from autograder.course.course import Course
from autograder.errors import Problem
from autograder.grading.cache import read_result
from autograder.grading.carried import settled
from autograder.platforms.grades import BY_HAND, GRADED, Grade
from autograder.platforms.nbgrader import require_nbgrader
from autograder.records import Assignment, Result


def gradebook_grades(course: Course, assignment: Assignment) -> list[Grade]:
    """The grades of the assignment in the course's gradebook.

    Raises `Problem` if there is no gradebook, or nothing of this assignment in it.
    """
    require_nbgrader()
    from nbgrader.api import Gradebook, MissingEntry
    from sqlalchemy.exc import SQLAlchemyError

    from autograder.platforms.nbgrader.lateness import enter_policy

    try:
        with Gradebook(address_of(course)) as gradebook:
            # Since nbgrader graded, the policy may have changed, or marks been given.
            if assignment.name in course.policy.due:
                enter_policy(gradebook, course, assignment.name)
            grades = [_grade(each) for each in gradebook.assignment_submissions(assignment.name)]
    except (MissingEntry, SQLAlchemyError) as error:
        raise Problem(
            f"The gradebook of {course.root} cannot be read: {str(error).splitlines()[0]} "
            f"Set it up first: autograder course init, then nbgrader autograde {assignment.name}"
        ) from None
    if not grades:
        raise Problem(f"The gradebook has no grade of {assignment.name}. First: nbgrader autograde {assignment.name}")
    return grades


def behind(course: Course, assignment: Assignment) -> list[str]:
    """The students whose points in the gradebook are not what their results are worth by the rules as they are now.

    So it is after a change of `[grading] carried`, and where grading went on without nbgrader. Raises `Problem` as
    `gradebook_grades` does.
    """
    require_nbgrader()
    from nbgrader.api import Gradebook

    forgive = course.policy.grading.carried == "forgive"
    with Gradebook(address_of(course)) as gradebook:
        entered = {each.student.id: _automatic(each) for each in gradebook.assignment_submissions(assignment.name)}
    results = {name: read_result(course.results / assignment.name / f"{name}.json") for name in entered}
    return [
        name
        for name, result in sorted(results.items())
        if result and not result.ungraded and _differ(entered[name], settled(result, forgive))
    ]


def _automatic(submission: Any) -> dict[str, float]:
    cells = [cell for notebook in submission.notebooks for cell in notebook.grades]
    return {part_of(cell.name): cell.auto_score for cell in cells if cell.auto_score is not None}


def _differ(entered: Mapping[str, float], result: Result) -> bool:
    worth = {name: sum(check.points for check in result.checks if check.exercise == name) for name in entered}
    judged = {check.exercise for check in result.checks}
    return any(abs(entered[name] - points) > 1e-9 for name, points in worth.items() if name in judged)


def address_of(course: Course) -> str:
    """The database that the course's own configuration names. Raises `Problem` if there is no configuration."""
    from autograder.platforms.nbgrader.setup import CONFIG, course_directory

    if not (course.root / CONFIG).is_file():
        raise Problem(f"There is no {CONFIG} in {course.root}, so no gradebook. Make both: autograder course init")
    return str(course_directory(course).db_url)


def _grade(submission: Any) -> Grade:
    cells = [cell for notebook in submission.notebooks for cell in notebook.grades]
    points = {part_of(cell.name): float(cell.score or 0.0) for cell in cells}
    best = {part_of(cell.name): float(cell.max_score or 0.0) for cell in cells}
    penalty = float(submission.late_submission_penalty or 0.0)
    score = max(0.0, float(submission.score) - penalty)
    status = BY_HAND if submission.needs_manual_grade else GRADED
    return Grade(submission.student.id, score, float(submission.max_score), points, best, penalty, status)


def part_of(cell: str) -> str:
    """The exercise or question that a graded cell of the lesson is for."""
    return cell.partition("-")[2]
