"""Compares the releases on disk with what the source gives: drift, folders left over, and secrets shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from autograder.course.course import PROOF, Course
from autograder.records import Assignment
from autograder.release.build import STUDENTS, TEACHERS, build_release, refuse_leaks
from autograder.release.contents import Files
from autograder.release.lesson import has_lesson
from autograder.release.mutation.record import MUTANTS
from autograder.release.proof import record_of, recorded_proof
from autograder.release.run_lesson import recorded_run


def release_drift(course: Course, assignment: Assignment) -> Iterator[str]:
    """How the release of `assignment` differs from what its source gives, a line for each file.

    Of the proof and of the lesson as it ran, what is on record counts: outputs, such as pictures, may differ between
    machines.
    """
    releases = build_release(course, assignment)
    folder = course.solutions / assignment.name
    yield from drift_of(course.assignments / assignment.name, releases[f"{STUDENTS}/{assignment.name}"])
    teachers = dict(releases[f"{TEACHERS}/{assignment.name}"])
    proof = recorded_proof(folder, assignment)
    teachers[PROOF] = record_of(proof) if proof else b"a proof of this source"
    if (folder / MUTANTS).is_file():  # of which the build says whether it is of this source
        teachers[MUTANTS] = (folder / MUTANTS).read_bytes()
    if has_lesson(assignment):
        run = recorded_run(folder / assignment.notebook, teachers[assignment.notebook])
        teachers[assignment.notebook] = run or b"the lesson as it ran"
    yield from drift_of(folder, teachers)


def drift_of(folder: Path, files: Files) -> list[str]:
    """How `folder` differs from what the source gives, a line for each file."""
    have = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() and not _passing(path)}
    wanted = set(files)
    lines = [f"{folder.name}/{name}: missing" for name in sorted(wanted - have)]
    lines += [f"{folder.name}/{name}: not from the source" for name in sorted(have - wanted)]
    return lines + [
        f"{folder.name}/{name}, line {_difference((folder / name).read_bytes(), files[name])}: not as in the source"
        for name in sorted(have & wanted)
        if (folder / name).read_bytes() != files[name]
    ]


def _passing(path: Path) -> bool:
    """Whether a file only comes and goes with running things."""
    return any(part in ("__pycache__", ".ipynb_checkpoints", ".pytest_cache") for part in path.parts)


def _difference(have: bytes, wanted: bytes) -> int:
    pairs = zip(have.splitlines(), wanted.splitlines(), strict=False)
    equal = [left == right for left, right in pairs]
    return equal.index(False) + 1 if False in equal else len(equal) + 1


def leaks_on_disk(course: Course) -> None:
    """Raises `Problem` if any file that lies in `assignments/` now shows a secret, wherever it came from."""
    releases: dict[str, Files] = {}
    for folder in sorted(course.assignments.glob("*/")):
        paths = [path for path in folder.rglob("*") if path.is_file() and not _passing(path)]
        releases[f"{STUDENTS}/{folder.name}"] = {p.relative_to(folder).as_posix(): p.read_bytes() for p in paths}
    refuse_leaks(course, releases)


def stale_folders(course: Course, names: set[str]) -> list[Path]:
    """The released folders of assignments that the source no longer has."""
    return [p for kind in (course.assignments, course.solutions) for p in kind.glob("*/") if p.name not in names]
