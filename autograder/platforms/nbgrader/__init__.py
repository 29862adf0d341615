"""Makes nbgrader the gradebook and web interface of a course, with the judge's scores.

`configure` is what a course's nbgrader_config.py calls; from there the stock commands and buttons do the rest.
"""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from autograder.course.course import Course
from autograder.course.markers import PLACE
from autograder.errors import Missing, Problem
from autograder.records import Assignment


def require_nbgrader() -> None:
    """Raises `Problem` if nbgrader is not installed: students do without."""
    try:
        import nbgrader  # noqa: F401
    except ImportError:
        raise Missing("nbgrader", "course") from None


def _or_stop(configured: Callable[[Any, Path], None]) -> Callable[[Any, Path], None]:
    """Ends nbgrader at a `Problem`: it would go on without this configuration, and run students' code unconfined."""

    @functools.wraps(configured)
    def or_stop(c: Any, root: Path) -> None:
        try:
            configured(c, root)
        except Problem as problem:
            sys.exit(f"nbgrader stops, as the course cannot be read. {problem}")

    return or_stop


@_or_stop
def configure(c: Any, root: Path) -> None:
    """Makes nbgrader's configuration `c` one for the course in the folder `root`."""
    from autograder.platforms.nbgrader.database import share_engines, wait_for_locks
    from autograder.platforms.nbgrader.notebooks import add_missing_notebooks

    wait_for_locks()
    share_engines()
    # nbgrader calls alembic by its name, also where the environment is not activated.
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    course = Course(root.resolve())
    _ = course.policy  # where it cannot be read, nothing is configured
    assignments = course.all_assignments()
    _folders(c, course)
    _scores(c, course, assignments)
    _pages(c)
    _collection(c)
    add_missing_notebooks(course, assignments)


def source_directory(course: Course) -> str:
    """What nbgrader takes for its source: the release once more, never source/, which holds solutions."""
    return course.gradebook_source.relative_to(course.root).as_posix()


def _folders(c: Any, course: Course) -> None:
    c.CourseDirectory.root = str(course.root)
    c.CourseDirectory.source_directory = source_directory(course)
    c.CourseDirectory.release_directory = course.assignments.name


def _scores(c: Any, course: Course, assignments: Iterable[Assignment]) -> None:
    """The judge's scores and the course's rules, in place of what a kernel would say."""
    c.ClearSolutions.text_stub = PLACE
    c.Autograde.exporter_class = "autograder.platforms.nbgrader.scores.CarrierExporter"
    c.Autograde.sanitize_preprocessors = ["nbgrader.preprocessors.OverwriteCells"]
    c.Autograde.autograde_preprocessors = [
        "autograder.platforms.nbgrader.scores.JudgedScores",
        "nbgrader.preprocessors.SaveAutoGrades",
        "autograder.platforms.nbgrader.scores.SaveExtraCredit",
        "autograder.platforms.nbgrader.lateness.CoursePenalties",
        "nbgrader.preprocessors.CheckCellMetadata",
    ]
    c.Execute.kernel_manager_class = "autograder.platforms.nbgrader.kernels.NoKernel"  # also in nbgrader validate
    c.Autograde.exclude_overwriting = {each.name: list(each.files) for each in assignments}
    c.JudgedScores.root = c.Withheld.root = c.CoursePenalties.root = c.LatePolicy.root = str(course.root)
    c.AssignLatePenalties.plugin_class = "autograder.platforms.nbgrader.lateness.LatePolicy"


def _pages(c: Any) -> None:
    """What formgrader and feedback show."""
    from autograder.platforms.nbgrader.formgrader import protect_formgrader
    from autograder.platforms.nbgrader.own_pages import keep_own_pages

    protect_formgrader()
    keep_own_pages()
    c.GenerateFeedback.exporter_class = "autograder.platforms.nbgrader.pages.PageExporter"
    c.GenerateFeedback.preprocessors = [
        "autograder.platforms.nbgrader.scores.Withheld",
        "autograder.platforms.nbgrader.lateness.CoursePenalties",  # once more, as marks may have been given since
        "nbgrader.preprocessors.GetGrades",
        "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
    ]
    c.FormgradeExtension.debug = False  # would show the whole configuration in the browser, the database's URL too
    c.HTMLExporter.sanitize_html = True
    c.HTMLExporter.exclude_input_prompt = c.HTMLExporter.exclude_output_prompt = True  # nothing has a number here
    c.HTMLExporter.exclude_anchor_links = True


def _collection(c: Any) -> None:
    """What is taken from archives and the exchange, and what goes back."""
    from autograder.platforms.nbgrader.exchange import CollectWithCarrier, ReleaseToSenders
    from autograder.platforms.nbgrader.zip_collect import CollectAssignmentFiles

    c.ZipCollectApp.collector_plugin = CollectAssignmentFiles
    c.FileNameCollectorPlugin.valid_ext = [".ipynb", ".py"]
    c.ExchangeFactory.collect = CollectWithCarrier
    c.ExchangeFactory.release_feedback = ReleaseToSenders
