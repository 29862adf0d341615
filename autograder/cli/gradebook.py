"""Offers the commands that make nbgrader the gradebook of a course, and enter grades into it."""

from __future__ import annotations

from typing import Annotated

import typer

from autograder.cli.options import CourseFolder, Name, err, out

Again = Annotated[bool, typer.Option("--force", help="Enter again what is up to date.")]


def init(
    db: Annotated[str, typer.Option(help="The gradebook's database; by default sqlite:///gradebook.db.")] = "",
    course: CourseFolder = None,
) -> None:
    """Set this course up for nbgrader, or enter what has changed in source/ into its gradebook.

    Writes nbgrader_config.py, if there is none, and the gradebook. Afterwards nbgrader's commands and buttons work with
    the judge's scores: nbgrader autograde, generate_feedback, export, formgrader.
    """
    from autograder.course.course import Course
    from autograder.platforms.nbgrader.setup import init_course

    found = Course.find(course)
    names = init_course(found, db)
    handed_in = [name for name in names if any(found.submitted.glob(f"*/{name}"))]
    steps = [f"autograder course enter {name}" for name in handed_in]
    steps = steps or ["autograder collect ASSIGNMENT ARCHIVE_OR_DIR"]
    out.print(f"nbgrader knows {', '.join(names)}. Next: {', '.join(steps)}", highlight=False, soft_wrap=True)


def enter(assignment: Name, force: Again = False, course: CourseFolder = None) -> None:
    """Enter everybody's grades into nbgrader's gradebook: as nbgrader autograde, but the whole class at once.

    What is not judged yet is judged first. Formgrader then shows every hand-in; points given by hand stay.
    """
    from autograder.course.course import Course
    from autograder.platforms.nbgrader import require_nbgrader

    require_nbgrader()
    from autograder.platforms.nbgrader.whole_class import enter_class

    found = Course.find(course)
    with out.status(f"entering {found.assignment(assignment).name}"):
        entered = enter_class(found, found.assignment(assignment), force)
    kept = f"; {len(entered.kept)} were up to date" if entered.kept else ""
    told = f"Entered {len(entered.students)} into the gradebook{kept}."
    out.print(told, highlight=False, soft_wrap=True)
    for problem in entered.problems:
        err.print(problem, style="red", markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(1 if entered.problems else 0)
