"""Reads the written answers of a hand-in, by question."""

from __future__ import annotations

from pathlib import Path

from autograder.course.course import Course
from autograder.course.markers import PLACE
from autograder.platforms.nbgrader.carrier import carrier, notebook_in
from autograder.records import Assignment


def written_answers(course: Course, assignment: Assignment, folder: Path) -> dict[str, str]:
    """The answers in the notebook in `folder`, as Markdown; none for a question that was not answered."""
    import nbformat

    release = course.assignments / assignment.name / assignment.notebook
    handed_in = notebook_in(folder, assignment.notebook)
    if handed_in is None or not release.is_file():
        return {}
    book = carrier(nbformat.read(release, as_version=4), handed_in)
    cells = {cell.metadata.get("nbgrader", {}).get("grade_id", ""): cell.source for cell in book.cells}
    found = {question.name: cells.get(f"question-{question.name}", PLACE) for question in assignment.questions}
    return {name: text for name, text in found.items() if text.strip() != PLACE}
