"""Offers to forget one student."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.options import CourseFolder, Student, out, warn
from autograder.errors import Problem

Dry = Annotated[bool, typer.Option("--dry-run", help="Remove nothing; say what would be.")]


def forget(student: Student, dry_run: Dry = False, course: CourseFolder = None) -> None:
    """Remove what the course holds of one person, and say what was removed and where they are still named.

    That is hand-ins with all attempts, results, observations, pictures, log entries, feedback, lines of tables,
    extensions and the gradebook's entries. What a group handed in stays with its other members. There is no way back.
    """
    from autograder.course.course import Course
    from autograder.platforms.forget.person import known_person
    from autograder.platforms.forget.plan import steps
    from autograder.platforms.forget.traces import traces
    from autograder.platforms.roster.called import question

    found = Course.find(course)
    if meant := question(found.root, found.submitted, student):
        raise Problem(f"{student} is no folder of submitted/. {meant} Nothing was removed.")
    known = known_person(found, student)
    planned = steps(found, known)
    if not planned and not traces(found, known):
        raise Problem(f"The course holds nothing of {student}.{_meant(found.submitted, student)} Nothing was removed.")
    for step in planned:
        if not dry_run:
            step.remove()
        out.print(
            f"{'Would remove' if dry_run else 'Removed'} {step.what}", markup=False, highlight=False, soft_wrap=True
        )
    if dry_run and planned:
        return
    left = traces(found, known)
    for sentence in left:
        warn(f"{sentence}. Look at it yourself.")
    raise typer.Exit(1 if left else 0)


def _meant(submitted: Path, student: str) -> str:
    """Who may be meant, as a question."""
    import difflib

    there = [place.name for place in submitted.iterdir()] if submitted.is_dir() else []
    like = difflib.get_close_matches(student, there, 1)
    return f" Did you mean {like[0]}?" if like else ""
