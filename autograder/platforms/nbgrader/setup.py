"""Sets a course up for nbgrader: writes its configuration and instructor notebooks, and fills the gradebook."""

from __future__ import annotations

import json
from typing import Any

from autograder.course.course import Course
from autograder.errors import Problem
from autograder.files import write_tree
from autograder.platforms.nbgrader import require_nbgrader, source_directory
from autograder.platforms.nbgrader.people import enter_names
from autograder.records import Assignment
from autograder.release.build import released_files

CONFIG = "nbgrader_config.py"
DEFAULT_DB = '# c.CourseDirectory.db_url = "postgresql:///course"  # by default sqlite, in gradebook.db'
CONFIG_TEMPLATE = '''\
"""nbgrader for this course. The judge gives the scores; the rest is nbgrader's, and yours to set here."""

from pathlib import Path

from autograder.platforms.nbgrader import configure

c = get_config()  # noqa: F821
configure(c, Path(__file__).parent)

c.CourseDirectory.course_id = {course_id}
{db_url}

# Due dates, lateness, extensions, and which attempt counts stand in course.toml: see docs/instructors/policies.md.
'''
# nbgrader passes over a configuration with an error in it, and would run students' notebooks; this beside it, it reads.
GUARD = "nbgrader_config.json"
NO_KERNEL = '{"Execute": {"kernel_manager_class": "autograder.platforms.nbgrader.kernels.NoKernel"}}\n'


def init_course(course: Course, db_url: str = "") -> list[str]:
    """Writes the configuration if there is none, and registers every assignment; the names of the assignments.

    Raises `Problem` if the course cannot be read or the gradebook cannot be opened.
    """
    require_nbgrader()
    from autograder.platforms.nbgrader.database import require_database, without_password

    _ = course.policy  # where it cannot be read, nothing is written
    assignments = course.all_assignments()
    config = course.root / CONFIG
    if db_url and config.exists():
        raise Problem(f"{config} is there already; set c.CourseDirectory.db_url in it to {without_password(db_url)!r}.")
    if db_url:
        require_database(db_url)
    if not config.exists():
        setting = f"c.CourseDirectory.db_url = {json.dumps(db_url)}" if db_url else DEFAULT_DB
        text = CONFIG_TEMPLATE.format(course_id=json.dumps(course.root.resolve().name), db_url=setting)
        config.write_text(text, encoding="utf-8")
    (course.root / GUARD).write_text(NO_KERNEL, encoding="utf-8")
    require_database(course_directory(course).db_url)
    for assignment in assignments:
        write_instructor_notebook(course, assignment)
        register(course, assignment)
    enter_names(course)
    return [assignment.name for assignment in assignments]


def write_instructor_notebook(course: Course, assignment: Assignment) -> None:
    """Writes what nbgrader takes for its source: the release, without any solution or hidden check."""
    write_tree(course.gradebook_source / assignment.name, released_files(course, assignment))


def register(course: Course, assignment: Assignment) -> None:
    """Enters the assignment's cells and points into the gradebook, as `nbgrader generate_assignment` does."""
    from nbgrader.api import Gradebook
    from nbgrader.converters import GenerateAssignment
    from nbgrader.converters.base import NbGraderException

    from autograder.platforms.nbgrader.lateness import enter_policy

    coursedir = course_directory(course)
    coursedir.assignment_id = assignment.name
    config = coursedir.config
    try:
        GenerateAssignment(coursedir=coursedir, config=config, force=True).start()
    except NbGraderException as error:
        raise Problem(f"nbgrader could not enter {assignment.name} into the gradebook: {error}") from None
    with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
        enter_policy(gradebook, course, assignment.name)


def course_directory(course: Course) -> Any:
    """nbgrader's view of the course, as its configuration file says, but that nothing is written to assignments/.

    Raises `Problem` if that file has an error.
    """
    from nbgrader.coursedir import CourseDirectory
    from traitlets import TraitError
    from traitlets.config.loader import PyFileConfigLoader

    try:
        config = PyFileConfigLoader(CONFIG, path=str(course.root)).load_config()
        # Not assignments/, which is as it should be already.
        config.CourseDirectory.release_directory = f"{source_directory(course)}-release"
        return CourseDirectory(config=config)
    except (SyntaxError, NameError, AttributeError, ImportError, TypeError, ValueError, TraitError) as error:
        raise Problem(f"{course.root / CONFIG} has an error, mend it: {error}") from None
