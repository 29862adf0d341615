"""Gathers what an instructor hands out: released assignments side by side, the kit as a wheel, and how to start."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence

from autograder.course.course import Course
from autograder.errors import Problem
from autograder.records import Assignment
from autograder.release.build import STUDENTS, refuse_leaks, released_files
from autograder.release.drift import drift_of
from autograder.release.wheel import kit_wheel

PAGE, README, IGNORED, WORKFLOW = "START.html", "README.md", ".gitignore", ".github/workflows/classroom.yml"


def released(course: Course, names: Iterable[str]) -> list[Assignment]:
    """The assignments of these names, in order; without names, all that `build` has written.

    Raises `Problem` for a name that no assignment has, and if nothing was built.
    """
    chosen = {course.assignment(name).name for name in names}
    every = course.all_assignments()
    found = [a for a in every if (a.name in chosen if chosen else (course.assignments / a.name).is_dir())]
    if not found:
        raise Problem(f"{course.assignments} holds no released assignment. Write them with: autograder build")
    return found


def handout_files(course: Course, assignments: list[Assignment], template: bool = False) -> dict[str, bytes]:
    """The files to hand out, by path; with `template`, those of a GitHub repository that students start from.

    Raises `Problem` if an assignment is not as its source gives it, and if any file shows a line of a solution or of a
    hidden check.
    """
    files: dict[str, bytes] = {}
    for assignment in assignments:
        files |= {f"{assignment.name}/{name}": content for name, content in _as_built(course, assignment).items()}
    wheel, files_of_wheel = kit_wheel()
    files[wheel] = files_of_wheel
    files |= pages_beside(assignments, wheel, template)
    refuse_leaks(course, {"handout": unpacked(files)})
    return files


def pages_beside(assignments: Sequence[Assignment], wheel: str, template: bool) -> dict[str, bytes]:
    """What is written for these assignments beside their folders and the `wheel`."""
    start = _rendered("start.md", assignments=assignments, wheel=wheel)
    if not template:
        return {PAGE: _page(start).encode()}
    packages = sorted({package for assignment in assignments for package in assignment.packages})
    workflow = _rendered("classroom.yml", wheel=wheel, packages=packages)
    return {README: start.encode(), IGNORED: _rendered("gitignore").encode(), WORKFLOW: workflow.encode()}


def unpacked(files: dict[str, bytes]) -> dict[str, bytes]:
    """The same files, with those inside of a wheel in its place."""
    found: dict[str, bytes] = {}
    for name, content in files.items():
        if name.endswith(".whl"):
            with zipfile.ZipFile(io.BytesIO(content)) as wheel:
                found |= {f"{name}/{inside}": wheel.read(inside) for inside in wheel.namelist()}
        else:
            found[name] = content
    return found


def _as_built(course: Course, assignment: Assignment) -> dict[str, bytes]:
    files = released_files(course, assignment)
    if drift := drift_of(course.assignments / assignment.name, files):
        more = f" (and {len(drift) - 1} more)" if drift[1:] else ""
        raise Problem(f"{STUDENTS}/{drift[0]}{more}. Nothing was handed out; first: autograder build {assignment.name}")
    return dict(files)


def _page(text: str) -> str:
    """The same as a page that needs nothing else."""
    from markdown_it import MarkdownIt
    from markupsafe import Markup

    body = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)
    return _rendered("start.html", title=text.partition("\n")[0].lstrip("# "), body=Markup(body))


def _rendered(template: str, **values: object) -> str:
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

    environment = Environment(
        loader=PackageLoader("autograder.release"),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(template).render(values)
