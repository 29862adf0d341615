"""Builds what students and teachers get of an assignment, and refuses to give a secret away."""

from __future__ import annotations

from autograder.course.course import Course
from autograder.errors import Problem
from autograder.records import Assignment
from autograder.release.causes import CAUSES, causes_of, record_of_causes
from autograder.release.contents import Files, require_stubs, student_files, teacher_files
from autograder.release.diagnoses import diagnoses_file
from autograder.release.leaks import Line, leaks_in, secrets_of
from autograder.release.proof import Proof, recorded_proof

STUDENTS, TEACHERS = "assignments", "solutions"


def build_release(course: Course, assignment: Assignment) -> dict[str, Files]:
    """The files of one assignment below `assignments/` and `solutions/`, with what the proof on record gives.

    Raises `Problem` that lists every leak of any assignment's secret, with file and line.
    """
    require_stubs(assignment)
    students = released_files(course, assignment)
    refuse_leaks(course, {f"{STUDENTS}/{assignment.name}": students})
    return {f"{STUDENTS}/{assignment.name}": students, f"{TEACHERS}/{assignment.name}": teacher_files(assignment)}


def released_files(course: Course, assignment: Assignment) -> Files:
    """What students get, with what the proof on record adds."""
    recorded = recorded_proof(course.solutions / assignment.name, assignment)
    return {**student_files(assignment), **(proved_files(assignment, recorded) if recorded else {})}


def proved_files(assignment: Assignment, proof: Proof) -> Files:
    """What a proof adds to what students get: which checks fail together, and what mistakes are known by."""
    return {CAUSES: record_of_causes(causes_of(assignment, proof)), **diagnoses_file(proof.diagnoses)}


def refuse_leaks(course: Course, releases: dict[str, Files]) -> None:
    """Raises `Problem` if any of the releases shows a line of a solution or of a hidden check."""
    secrets: list[Line] = [line for each in course.all_assignments() for line in secrets_of(each)]
    leaks = [leak for where, files in releases.items() for leak in leaks_in(files, where, secrets)]
    if leaks:
        listed = "\n".join(f"  {leak}" for leak in leaks)
        raise Problem(f"The release would give away {len(leaks)} secret lines; nothing was written.\n{listed}")
