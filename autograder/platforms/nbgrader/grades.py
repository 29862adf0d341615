"""Final scores: nbgrader's gradebook enters; grades with points given by hand and late penalties taken off leave."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from autograder.course.policy import read_policy
from autograder.errors import Problem
from autograder.platforms.grades import BY_HAND, GRADED, Grade
from autograder.platforms.nbgrader import require_nbgrader
from autograder.records import Assignment


def gradebook_grades(root: Path, assignment: Assignment) -> list[Grade]:
    """The grades of the assignment in the gradebook of the course at `root`.

    Raises `Problem` if there is no gradebook, or nothing of this assignment in it.
    """
    require_nbgrader()
    from nbgrader.api import Gradebook, MissingEntry
    from sqlalchemy.exc import SQLAlchemyError

    from autograder.platforms.nbgrader.lateness import enter_policy

    policy = read_policy(root)
    try:
        with Gradebook(_address(root)) as gradebook:
            if assignment.name in policy.due:  # which may have changed, or marks been given, since nbgrader graded
                enter_policy(gradebook, policy, assignment.name)
            grades = [_grade(each) for each in gradebook.assignment_submissions(assignment.name)]
    except (MissingEntry, SQLAlchemyError) as error:
        raise Problem(
            f"The gradebook of {root} cannot be read: {str(error).splitlines()[0]} "
            f"Set it up first: autograder course init, then nbgrader autograde {assignment.name}"
        ) from None
    if not grades:
        raise Problem(f"The gradebook has no grade of {assignment.name}. First: nbgrader autograde {assignment.name}")
    return grades


def _address(root: Path) -> str:
    """The database that the course's own configuration names."""
    from autograder.platforms.nbgrader.setup import CONFIG, course_directory

    if not (root / CONFIG).is_file():
        raise Problem(f"There is no {CONFIG} in {root}, so no gradebook. Make both: autograder course init")
    return str(course_directory(root).db_url)


def _grade(submission: Any) -> Grade:
    cells = [cell for notebook in submission.notebooks for cell in notebook.grades]
    points = {_part(cell.name): float(cell.score or 0.0) for cell in cells}
    best = {_part(cell.name): float(cell.max_score or 0.0) for cell in cells}
    penalty = float(submission.late_submission_penalty or 0.0)
    score = max(0.0, float(submission.score) - penalty)
    status = BY_HAND if submission.needs_manual_grade else GRADED
    return Grade(submission.student.id, score, float(submission.max_score), points, best, penalty, status)


def _part(cell: str) -> str:
    """The exercise or question that a graded cell of the lesson is for."""
    return cell.partition("-")[2]
