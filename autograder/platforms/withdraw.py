"""Takes back from a student what a group handed in, and lets count again what they handed in themselves."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from autograder.course.course import Course
from autograder.grading.observations import FOLDER
from autograder.intake.attempts import ARCHIVE, is_own, receipt_of
from autograder.intake.received import received_at
from autograder.intake.taken_along import take_out
from autograder.platforms.forget.plan import remove
from autograder.platforms.nbgrader.people import remove_submission
from autograder.records import Assignment

LONG_AGO = datetime.min.replace(tzinfo=UTC)


def withdraw(course: Course, assignment: Assignment, student: str) -> list[str]:
    """Removes the group's hand-ins from one member; a sentence on each thing that was removed or counts again."""
    place = course.submitted / student / assignment.name
    attempts = [*sorted((course.submitted / ARCHIVE).glob("*/")), course.submitted]
    told = []
    folders = [folder for at in attempts if (folder := at / student / assignment.name).is_dir()]
    given: dict[str, list[bytes]] = {}
    for folder in folders:
        if not is_own(receipt := receipt_of(folder), student):
            others = f", which {receipt.by} handed in" if receipt and receipt.by else ""
            for path in filter(Path.is_file, folder.iterdir()):
                given.setdefault(path.name, []).append(path.read_bytes())
            told.append(_remove(folder) + others)
    for folder in folders:
        told += [f"Removed {folder / name}, which was the group's" for name in take_out(assignment, folder, given)]
    if told and not place.exists():
        told += _forget_result(course, assignment, student)
        own = [at / student / assignment.name for at in attempts if (at / student / assignment.name).is_dir()]
        if own:
            place.parent.mkdir(exist_ok=True)
            # The last one received, or where times are not known, the last one collected.
            max(reversed(own), key=lambda folder: received_at(folder) or LONG_AGO).rename(place)
            told.append(f"What {student} handed in before counts again; grade {assignment.name} anew")
    return [f"{sentence}." for sentence in told]


def _remove(path: Path) -> str:
    remove(path)
    return f"Removed {path}"


def _forget_result(course: Course, assignment: Assignment, student: str) -> list[str]:
    """Removes what was made of the hand-in; the log of scores keeps that it was."""
    results = course.results / assignment.name
    made = [
        results / f"{student}.json",
        results / FOLDER / f"{student}.json",
        course.autograded / student / assignment.name,
        course.feedback / student / assignment.name,
    ]
    told = [_remove(path) for path in made if path.exists()]
    return [*told, *remove_submission(course, assignment.name, student)]
