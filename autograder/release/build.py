"""Builds a course: `source/` enters; `assignments/` and `solutions/` leave, without leaks, or what has drifted."""

from __future__ import annotations

import tempfile
from pathlib import Path

from autograder.course.manifest import assignments_in
from autograder.errors import Problem
from autograder.records import Assignment
from autograder.release.contents import Files, require_stubs, student_files, teacher_files
from autograder.release.leaks import Line, leaks_in, secrets_of

STUDENTS, TEACHERS = "assignments", "solutions"


def build_release(root: Path, assignment: Assignment) -> dict[str, Files]:
    """The files of one assignment below `assignments/` and `solutions/`.

    Raises `Problem` that lists every leak of any assignment's secret, with file and line.
    """
    require_stubs(assignment)
    students = student_files(assignment)
    refuse_leaks(root, {f"{STUDENTS}/{assignment.name}": students})
    return {f"{STUDENTS}/{assignment.name}": students, f"{TEACHERS}/{assignment.name}": teacher_files(assignment)}


def refuse_leaks(root: Path, releases: dict[str, Files]) -> None:
    """Raises `Problem` if any of the releases shows a line of a solution or of a hidden check."""
    secrets: list[Line] = [line for each in assignments_in(root / "source") for line in secrets_of(each)]
    leaks = [leak for where, files in releases.items() for leak in leaks_in(files, where, secrets)]
    if leaks:
        listed = "\n".join(f"  {leak}" for leak in leaks)
        raise Problem(f"The release would give away {len(leaks)} secret lines; nothing was written.\n{listed}")


def write_tree(folder: Path, files: Files) -> None:
    """Replaces `folder` by one that holds exactly `files`. Raises `Problem` if the disk refuses; the old one stays."""
    try:
        _replace(folder, files)
    except OSError as error:
        raise Problem(
            f"{folder} could not be written: {error.strerror}. It is as it was. Make room or make the folder writable, "
            "then build again."
        ) from None


def _replace(folder: Path, files: Files) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as scratch:
        fresh, old = Path(scratch) / "new", Path(scratch) / "old"
        for name, content in files.items():
            (fresh / name).parent.mkdir(parents=True, exist_ok=True)
            (fresh / name).write_bytes(content)
        if folder.exists():
            folder.rename(old)
        try:
            fresh.rename(folder)
        except BaseException:
            if old.exists():
                old.rename(folder)
            raise


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


def leaks_on_disk(root: Path) -> None:
    """Raises `Problem` if any file that lies in `assignments/` now shows a secret, wherever it came from."""
    releases: dict[str, Files] = {}
    for folder in sorted((root / STUDENTS).glob("*/")):
        paths = [path for path in folder.rglob("*") if path.is_file() and not _passing(path)]
        releases[f"{STUDENTS}/{folder.name}"] = {p.relative_to(folder).as_posix(): p.read_bytes() for p in paths}
    refuse_leaks(root, releases)


def stale_folders(root: Path, names: set[str]) -> list[Path]:
    """The released folders of assignments that the source no longer has."""
    return [path for kind in (STUDENTS, TEACHERS) for path in (root / kind).glob("*/") if path.name not in names]
