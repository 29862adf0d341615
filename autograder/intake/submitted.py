"""Reads what students handed in from their folders, without following a link."""

from __future__ import annotations

import contextlib
from pathlib import Path

from autograder.course.manifest import read_assignment
from autograder.course.packages import absent
from autograder.errors import Problem
from autograder.files import read_files
from autograder.intake.limits import MAX_MODULE_BYTES
from autograder.records import Assignment, Submission
from autograder.text import in_utf8, not_utf8

MAX_NAME_BYTES = 200  # of a folder; most file systems allow 255 for the name of a result or of what is put beside it


def read_submission(student: str, folder: Path, assignment: Assignment) -> Submission:
    """The assignment's files in `folder`; links, what is no readable file, and what is over 1 MB are left out.

    UTF-16 is read as `collect` and `submit` read it; if it is damaged it stays, for Python to refuse.
    """
    found = read_files(folder, dict.fromkeys(assignment.files, MAX_MODULE_BYTES))
    for name, content in found.items():
        with contextlib.suppress(UnicodeError):
            found[name] = in_utf8(content)
    return Submission(student, found)


def other_encodings(assignment: Assignment) -> list[str]:
    """What to tell a student about files in the assignment's folder that are judged, but that Python does not read."""
    folder = assignment.folder
    files = read_files(folder, dict.fromkeys(assignment.files, MAX_MODULE_BYTES))
    notes = {name: not_utf8(name, content) for name, content in files.items()}
    judged = read_submission("you", folder, assignment).files
    return [f"{why} It is judged as if you had." for name, why in notes.items() if judged[name] != files[name]]


def read_submissions(assignment: Assignment, submitted: Path) -> list[Submission]:
    """Every submission in submitted/<student>/<assignment>/, by student.

    Raises `Problem` if there is none, or one of a name that its result could not have: better before the first is
    judged than in the middle.
    """
    folders = sorted(path for path in submitted.glob(f"*/{assignment.name}") if path.is_dir())
    if not folders:
        raise Problem(
            f"There is nothing to grade: no {submitted}/<student>/{assignment.name}/. "
            f"Collect first: autograder collect {assignment.name} ARCHIVE_OR_DIR"
        )
    names = [folder.parent.name for folder in folders]
    if odd := [ascii(name)[:60] for name in names if not name.isprintable() or len(name.encode()) > MAX_NAME_BYTES]:
        raise Problem(
            f"{submitted} has folders whose names are too long, or hold what cannot be printed: {', '.join(odd[:5])}. "
            "`autograder collect` makes no such names. Rename them; nothing was graded."
        )
    return [read_submission(name, folder, assignment) for name, folder in zip(names, folders, strict=True)]


def siblings_needed(assignment: Assignment) -> dict[str, bytes]:
    """The student's own modules of the earlier assignments, from the folders beside this one.

    Raises `Problem` that says why if they are not to be had, or if a package that the assignment needs is not.
    """
    if missing := absent(assignment.packages):
        name = missing[0]
        raise Problem(f"{assignment.name} needs {name}, which is not installed. Install it with: pip install {name}")
    files: dict[str, bytes] = {}
    for name in assignment.needs:
        folder = assignment.folder.parent / name
        if not folder.is_dir():
            raise Problem(f"{assignment.name} builds on {name}: keep your folder {name} beside {assignment.folder}.")
        own = read_assignment(folder)  # whose folder is the true one, where a student keeps a link beside this one
        found = read_submission("you", own.folder, own).files
        if missing := [file for file in own.files if file not in found]:
            file = folder / missing[0]
            raise Problem(f"{assignment.name} builds on {file}, which is not there or cannot be read.")
        files |= found
    return files
