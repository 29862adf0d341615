"""Reads final scores from nbgrader's gradebook, with points given by hand and late penalties taken off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from autograder.course.course import Course
from autograder.errors import Problem
from autograder.grading.cache import read_result
from autograder.grading.carried import settled
from autograder.grading.standing import lying_in, standing
from autograder.platforms.grades import BY_HAND, GRADED, Grade, with_open
from autograder.platforms.nbgrader import require_nbgrader
from autograder.records import Assignment, Result

NOT_ENTERED = "not in the gradebook yet"
OTHER_ENTERED = "in the gradebook with another attempt than counts now"


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


def entered_grades(course: Course, assignment: Assignment) -> tuple[list[Grade], list[str]]:
    """The grades of everybody who handed in, and sentences on who is in the gradebook without a hand-in.

    Of whom another attempt counts than was entered, there is no score. Raises `Problem` as `gradebook_grades` does.
    """
    grades, lying = gradebook_grades(course, assignment), lying_in(assignment, course.submitted)
    results = {each.student: read_result(course.results / assignment.name / f"{each.student}.json") for each in grades}
    judged = {name: result.files if result else lying.get(name, "") for name, result in results.items()}
    found = standing(judged, lying)
    others = {*found.other_files}
    # Where another attempt counts than before, `collect` and `grade` take what nbgrader graded out of autograded/.
    done = {name for name in judged if name not in others and (course.autograded / name / assignment.name).is_dir()}
    still = {each: NOT_ENTERED if each in found.not_graded else OTHER_ENTERED for each in sorted({*lying} - done)}
    gone = [f"{each} is in the gradebook, but has no hand-in in submitted/, so is left out." for each in found.gone]
    return with_open([each for each in grades if each.student not in found.gone], still), gone


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
