"""Packs the zip for Gradescope: the kit, checks, solutions and two scripts.

https://gradescope-autograders.readthedocs.io/en/latest/specs/
"""

from __future__ import annotations

import importlib.metadata
import io
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.version import Version

import autograder
from autograder.course.course import Course
from autograder.course.manifest import MANIFEST, find_assignment
from autograder.course.packages import provider
from autograder.errors import DISTRIBUTION
from autograder.files import files_below
from autograder.grading.settings import judge_settings
from autograder.records import Assignment

GRADING = 'extra == "grading"'  # as a marker of ours ends
SCRIPTS = ("setup.sh", "run_autograder")  # what Gradescope calls, at the top of the archive


def gradescope_zip(course: Course, assignment: Assignment) -> bytes:
    """The archive to upload as the assignment's autograder. It holds hidden checks and the course's secret."""
    here = Path(__file__).parent / "files"
    files = {name: (here / name).read_bytes() for name in SCRIPTS}
    files["assignment"] = assignment.name.encode()
    files["requirements.txt"] = "".join(f"{line}\n" for line in requirements(assignment.packages)).encode()
    packed = Course(Path("course"))
    files[packed.secret_file.as_posix()] = course.secret
    files |= _rules(course, assignment, packed)
    files |= {
        f"kit/autograder/{name}": content for name, content in files_below(Path(autograder.__file__).parent).items()
    }
    files |= {f"{packed.source.as_posix()}/{name}": content for name, content in _sources(assignment)}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            info = zipfile.ZipInfo(name)  # dated 1980-01-01, so that the same course gives the same archive
            info.create_system = 3
            info.external_attr = (0o100755 if name in SCRIPTS else 0o100644) << 16
            archive.writestr(info, content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _rules(course: Course, assignment: Assignment, packed: Course) -> dict[str, bytes]:
    """What grading goes by beside the source: the rules of the course, and which exercises each check needs."""
    judge_settings(course, assignment, frozenset())  # which keeps what it needs, unless that could not be told
    found = f"{assignment.name}.json"
    path, packed_path = course.needs / found, packed.needs / found
    files = {packed_path.as_posix(): path.read_bytes()} if path.is_file() else {}
    # Not the file itself: it names assignments that are not packed.
    rules = f'[grading]\ncarried = "{course.policy.grading.carried}"\n{_dates(course, assignment)}'
    files[packed.policy_file.as_posix()] = rules.encode()
    return files


def _sources(assignment: Assignment) -> Iterator[tuple[str, bytes]]:
    """What judging needs of the course: solutions, and this assignment's checks; no lesson, no planted mistakes."""
    earlier = [find_assignment(assignment.folder.parent, name) for name in assignment.needs]
    for each in (assignment, *earlier):
        for name in (MANIFEST, *each.files):
            yield f"{each.name}/{name}", (each.folder / name).read_bytes()
    for name, content in files_below(assignment.folder / "checks").items():
        yield f"{assignment.name}/checks/{name}", content


def _dates(course: Course, assignment: Assignment) -> str:
    """When the assignments that this one builds on are closed, for a course.toml; no student's name."""
    known = [name for name in assignment.needs if name in course.policy.due]
    return "".join(["[due]\n", *(f"{name} = {course.policy.last_chance(name).isoformat()}\n" for name in known)])


def requirements(packages: Iterable[str]) -> list[str]:
    """What pip has to install: the kit's requirements and these packages, in the versions that are installed here."""
    own = [Requirement(text) for text in importlib.metadata.requires(DISTRIBUTION) or ()]
    return [*map(_pin, _to_grade(own)), *(_pin(Requirement(provider(package))) for package in packages)]


def _to_grade(own: Iterable[Requirement]) -> Iterator[Requirement]:
    """Of the kit's requirements those without an extra, and those of the one for grading, freed from its condition."""
    for requirement in own:
        condition = str(requirement.marker or "")
        if "extra" not in condition:
            yield requirement
        elif condition.endswith(GRADING):
            other = condition.removesuffix(GRADING).removesuffix(" and ")
            requirement.marker = Marker(other) if other else None
            yield requirement


def _pin(requirement: Requirement) -> str:
    try:
        version = Version(importlib.metadata.version(requirement.name)).public
    except importlib.metadata.PackageNotFoundError:  # needed on Linux only, for example
        return str(requirement)
    return f"{requirement.name}=={version}" + (f"; {requirement.marker}" if requirement.marker else "")
