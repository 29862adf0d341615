"""Reads from nbgrader's gradebook what persons gave: points and comments, by student."""

from __future__ import annotations

from typing import Any

from autograder.course.course import Course
from autograder.errors import Problem
from autograder.feedback.page.records import Mark, Marks
from autograder.records import Assignment


def marks_by_student(course: Course, assignment: Assignment) -> dict[str, Marks]:
    """Everyone's marks; nothing if the course has no gradebook, or nobody is in it with this assignment.

    Raises `Problem` if the gradebook cannot be read.
    """
    from autograder.platforms.nbgrader.setup import CONFIG

    if not (course.root / CONFIG).is_file():
        return {}
    from nbgrader.api import Gradebook
    from sqlalchemy.exc import SQLAlchemyError

    from autograder.platforms.nbgrader.grades import address_of

    try:
        with Gradebook(address_of(course)) as gradebook:
            submissions = gradebook.assignment_submissions(assignment.name)
            return {each.student.id: _marks(each, course, assignment) for each in submissions}
    except SQLAlchemyError as error:
        reason = str(error).splitlines()[0]
        raise Problem(
            f"The gradebook of {course.root} cannot be read: {reason} Set it up: autograder course init"
        ) from None


def _marks(submission: Any, course: Course, assignment: Assignment) -> Marks:
    from autograder.platforms.nbgrader.grades import part_of

    exercises: dict[str, Mark] = {}
    questions: dict[str, Mark] = {}
    for notebook in submission.notebooks:
        comments = {comment.name: comment.manual_comment or "" for comment in notebook.comments}
        for grade in notebook.grades:
            extra, given = float(grade.extra_credit or 0.0), grade.manual_score
            if grade.cell_type == "code":
                exercises[part_of(grade.name)] = Mark(None if given is None else float(given), extra)
            else:
                points = grade.auto_score if given is None and not grade.needs_manual_grade else given
                told = comments.get(grade.name, "")
                questions[part_of(grade.name)] = Mark(None if points is None else float(points), extra, told)
    given = [cell.manual_score for notebook in submission.notebooks for cell in notebook.grades]
    # What was handed in since then is no longer in autograded/, and nobody has looked at it.
    current = (course.autograded / submission.student.id / assignment.name).is_dir()
    settled = current and not submission.needs_manual_grade and any(score is not None for score in given)
    return Marks(exercises, questions, float(submission.late_submission_penalty or 0.0), settled)
