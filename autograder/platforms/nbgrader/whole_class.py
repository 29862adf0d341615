"""Enters a whole class into nbgrader's gradebook at once: what `nbgrader autograde` does for one student after another.

Stock nbgrader opens the database ten times for each student, and converts each notebook twice; here a class has one
session, and each notebook is the released one, filled in. What comes out is the same.
"""

from __future__ import annotations

import copy
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from nbgrader.converters.base import BaseConverter, NbGraderException
from nbgrader.preprocessors import OverwriteCells, SaveAutoGrades
from nbgrader.utils import find_all_files

from autograder.course.course import Course
from autograder.errors import Problem
from autograder.files import write_atomically
from autograder.grading.pool import JudgeSettings
from autograder.grading.settings import judge_settings, layers_of
from autograder.platforms.nbgrader.carrier import carrier, notebook_in
from autograder.platforms.nbgrader.lateness import enter_policy
from autograder.platforms.nbgrader.scores import JudgedScores, enter_judged, fill_cells
from autograder.platforms.nbgrader.setup import course_directory
from autograder.records import Assignment

BATCH = 50  # students whose grades are entered in one transaction


class Entered(NamedTuple):
    """Who was entered, whose entry was up to date already, and who has none, with the reason."""

    students: list[str]
    kept: list[str]
    problems: list[str]


def enter_class(
    course: Course, assignment: Assignment, force: bool = False, step: Callable[[], None] = lambda: None
) -> Entered:
    """Judges what is not judged yet, and enters everybody's grades; who is up to date is left alone unless `force`.

    Of who cannot be graded the old entry stays. Raises `Problem` if nothing was collected, or no judging is possible.
    """
    coursedir = course_directory(course)
    coursedir.assignment_id = assignment.name
    folders = _Folders(coursedir=coursedir, config=coursedir.config, force=force)
    entered = Entered([], [], [])
    waiting: list[str] = []
    for student in folders.students():
        (waiting if folders.is_due(student) else entered.kept).append(student)
    settings = judge_settings(course, assignment, layers_of(JudgedScores(config=coursedir.config).sandbox))
    with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
        entry = _Entry(course, settings, folders, gradebook)
        for start in range(0, len(waiting), BATCH):
            batch: dict[str, str] = {}
            for student in waiting[start : start + BATCH]:
                try:
                    batch[student] = entry.notebook_of(student, waiting)
                except (Problem, ValueError) as problem:
                    entered.problems.append(str(problem))
                step()
            gradebook.db.commit()
            for student, text in batch.items():  # only now: who has a notebook in autograded/ is passed over next time
                folders.write(student, text)
                entered.students.append(student)
        enter_policy(gradebook, course, assignment.name)
    return entered


class _Folders(Autograde):  # type: ignore[misc]
    """What nbgrader does with the folders of hand-ins and of what is graded, by its own rules and settings."""

    def students(self) -> list[str]:
        """Everybody who has handed in."""
        try:
            self.init_notebooks()
        except NbGraderException:
            folder = Path(self.coursedir.root) / self.coursedir.submitted_directory
            name = self.coursedir.assignment_id
            raise Problem(f"{folder} holds no hand-in of {name}. First: autograder collect {name} ARCHIVE") from None
        return sorted(Path(folder).parent.name for folder in self.assignments)

    def graded(self, student: str) -> Path:
        """The folder of what is graded, in autograded/."""
        return Path(self._format_dest(self.coursedir.assignment_id, student))

    def handed_in(self, student: str) -> Path:
        """The folder of what was handed in."""
        return Path(self._format_source(self.coursedir.assignment_id, student))

    def is_due(self, student: str) -> bool:
        """Whether a student is to be graded: if not yet, or something newer was handed in; removes what is outdated."""
        graded, name = self.graded(student), self.coursedir.assignment_id
        if graded.is_dir() and not (graded / f"{name}.ipynb").exists():  # an interrupted run's
            shutil.rmtree(graded)
        return bool(self.init_destination(name, student))

    def write(self, student: str, notebook: str) -> None:
        """Writes what formgrader shows: the files, and at last the notebook."""
        name, graded = self.coursedir.assignment_id, self.graded(student)
        BaseConverter.init_assignment(self, name, student)
        source = Path(self.coursedir.format_path(self.coursedir.source_directory, ".", name))
        own = {source / each for each in self.exclude_overwriting.get(name, [])}
        for path in map(Path, find_all_files(str(source), [*self.coursedir.ignore, "*.ipynb"])):
            if path not in own:
                place = graded / path.relative_to(source)
                place.parent.mkdir(parents=True, exist_ok=True)
                place.unlink(missing_ok=True)
                shutil.copy(path, place)
        write_atomically(graded / f"{name}.ipynb", notebook.encode())
        self.set_permissions(name, student)


class _Entry:
    """The entries of an assignment in the gradebook, in one session."""

    def __init__(self, course: Course, settings: JudgeSettings, folders: _Folders, gradebook: Any) -> None:
        self._course, self._settings, self._folders, self._gradebook = course, settings, folders, gradebook
        gradebook.db().expire_on_commit = False  # would read the assignment anew for each student
        gradebook.db().autoflush = False
        assignment = settings.assignment
        release = nbformat.read(course.gradebook_source / assignment.name / assignment.notebook, as_version=4)
        names = {"notebook": assignment.name, "assignment": assignment.name, "db_url": folders.coursedir.db_url}
        self._release, _ = OverwriteCells().preprocess(release, {"nbgrader": names})

    def notebook_of(self, student: str, beside: list[str]) -> str:
        """Enters a student's grades, and gives the notebook that shows them. Raises `Problem` if nobody could judge."""
        assignment, place = self._settings.assignment, self._folders.handed_in(student)
        book = carrier(copy.deepcopy(self._release), notebook_in(place, assignment.notebook))
        judged = fill_cells(book, self._course, self._settings, student, beside)
        submission = self._submission(student, self._folders.coursedir.get_existing_timestamp(str(place)))
        saving = SaveAutoGrades()
        saving.notebook_id, saving.assignment_id, saving.student_id = assignment.name, assignment.name, student
        saving.gradebook = _Cells(submission)
        for at, cell in enumerate(book.cells):
            saving.preprocess_cell(cell, {}, at)
        enter_judged(submission, judged)
        text = nbformat.v4.writes(book)
        return text if text.endswith("\n") else f"{text}\n"

    def _submission(self, student: str, timestamp: Any) -> Any:
        self._gradebook.update_or_create_student(student)
        when = {"timestamp": timestamp} if timestamp else {}
        return self._gradebook.update_or_create_submission(self._settings.assignment.name, student, **when)


class _Cells:
    """Stands before nbgrader's `SaveAutoGrades` for the gradebook, with the cells of one submission at hand."""

    def __init__(self, submission: Any) -> None:
        (notebook,) = submission.notebooks
        self._grades = {grade.cell.name: grade for grade in notebook.grades}
        self._comments = {comment.cell.name: comment for comment in notebook.comments}
        self.db = self

    def find_grade(self, cell: str, *place: str) -> Any:
        return self._grades[cell]

    def find_comment(self, cell: str, *place: str) -> Any:
        return self._comments[cell]

    def commit(self) -> None:
        """Nothing yet: a batch is committed as a whole."""
