"""Offers the story of one student's scores."""

from __future__ import annotations

from typing import Annotated

import typer

from autograder.cli.options import CourseFolder, Json, Results, out, print_json
from autograder.errors import Problem

Student = Annotated[str, typer.Argument(help="The student's folder in submitted/.")]


def log(student: Student, results: Results = None, json: Json = False, course: CourseFolder = None) -> None:
    """Tell how a student's scores came about: each grading with what changed it and why, and what pages said when."""
    import difflib

    from autograder.course.course import Course
    from autograder.grading.log import read_log, story
    from autograder.platforms.roster.called import question
    from autograder.text import printable

    entries = read_log(results or Course.find(course).results)
    own = [entry for entry in entries if entry.student == student]
    if not own:
        known = {entry.student for entry in entries}
        like = difflib.get_close_matches(student, known, 1)
        meant = f"Did you mean {like[0]}?" if like else ""
        if not results:
            found = Course.find(course)
            meant = question(found.root, found.submitted, student, known) or meant
        raise Problem(f"Nothing is on record of {student}. {meant}".strip())
    if json:
        print_json(own)
        return
    for entry in own:
        out.print(printable(story(entry), keep="\n"), markup=False, highlight=False, soft_wrap=True)
