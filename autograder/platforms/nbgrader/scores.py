"""Scores for nbgrader: a carrier notebook enters, its check cells leave with the judge's points and messages as output.

No code of a student runs here: what judges is `grade`, in its sandbox, with its cache of results.
"""

from __future__ import annotations

import html
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution
from traitlets import Enum, Unicode

from autograder.checks.bench import read_submission
from autograder.course.manifest import find_assignment
from autograder.course.policy import read_policy
from autograder.errors import Problem
from autograder.feedback.markup import details_table
from autograder.files import read_files
from autograder.grading.best_attempt import best_attempts
from autograder.grading.grade import course_secret, grade, is_graded
from autograder.grading.pool import Jury
from autograder.platforms.nbgrader.carrier import MAX_NOTEBOOK_BYTES, carrier
from autograder.records import Assignment, CheckResult, Result, Status
from autograder.sandbox.launchers import LAYERS

LABELS = {
    Status.PASSED: "success",
    Status.FAILED: "danger",
    Status.NOT_ATTEMPTED: "default",
    Status.ERROR: "danger",
    Status.TIMEOUT: "warning",
    Status.BLOCKED: "warning",
    Status.UNGRADED: "warning",
}


class CarrierExporter(NotebookExporter):
    """Reads a submitted notebook as its carrier, and any other as it is."""

    def from_filename(self, filename: str, resources: Any = None, **options: Any) -> tuple[Any, Any]:
        """The notebook after all preprocessors."""
        import nbformat

        autograde: Any = self.parent
        if not autograde._sanitizing:
            return super().from_filename(filename, resources=resources, **options)
        path = Path(filename)
        coursedir, name = autograde.coursedir, resources["nbgrader"]["assignment"]
        assignment_called(Path(coursedir.root), name)
        source = coursedir.format_path(coursedir.source_directory, ".", name)
        release = nbformat.read(Path(source) / path.name, as_version=4)
        handed_in = read_files(path.parent, {path.name: MAX_NOTEBOOK_BYTES})
        book = carrier(release, handed_in.get(path.name))
        return self.from_notebook_node(book, resources=resources, **options)  # type: ignore[no-any-return, no-untyped-call]


class JudgedScores(NbGraderPreprocessor):  # type: ignore[misc]
    """Puts the judge's points into each check cell, in place of `Execute`."""

    root = Unicode(".", help="The course's folder.").tag(config=True)
    sandbox = Enum(("bwrap", "none"), "bwrap", help="What confines student code; none is for your own.").tag(
        config=True
    )

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """The carrier with an output in every check cell. Raises `Problem` if the judge could not judge."""
        names = resources["nbgrader"]
        submissions: Any = self.parent.parent.assignments  # the folders that this run of nbgrader is for
        beside = {Path(folder).parent.name for folder in submissions}
        result = judged(Path(self.root), names["assignment"], names["student"], self.sandbox, beside)
        names["extra"] = {}
        for cell in nb.cells:
            if is_grade(cell) and not is_solution(cell):
                grade_id = cell.metadata.nbgrader["grade_id"]
                checks = [check for check in result.checks if f"check-{check.exercise}" == grade_id]
                if not checks:  # nbgrader would give a cell without output full marks
                    raise Problem(
                        f"{names['notebook']}.ipynb: the judge has no points for the cell {grade_id!r}, as "
                        f"{names['assignment']} has no such exercise. Run: autograder build, autograder course init"
                    )
                extra = not cell.metadata.nbgrader["points"]
                cell.outputs = outputs(checks, extra)
                if extra:
                    names["extra"][grade_id] = sum(check.points for check in checks)
        return nb, resources


class SaveExtraCredit(NbGraderPreprocessor):  # type: ignore[misc]
    """Gives exercises for extra credit their points, after `SaveAutoGrades`, which takes none above a cell's maximum.

    They are the cell's automatic score, so that a grader's own score and extra credit stay what they were.
    """

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """The notebook as it is."""
        names = resources["nbgrader"]
        with Gradebook(names["db_url"]) as gradebook:
            for cell, points in names["extra"].items():
                grade = gradebook.find_grade(cell, names["notebook"], names["assignment"], names["student"])
                grade.auto_score = points
            gradebook.db.commit()
        return nb, resources


def assignment_called(root: Path, name: str) -> Assignment:
    """The assignment of exactly that name. Raises `Problem` for another, whose code must run nowhere."""
    assignment = find_assignment(root / "source", name)
    if assignment.name != name:
        raise Problem(f"{name!r} is no assignment of this course, so it is neither run nor scored: {root / 'source'}")
    return assignment


def judged(root: Path, name: str, student: str, sandbox: str, beside: Iterable[str] = ()) -> Result:
    """The result of a student's submission, from the cache or judged now; then those `beside` it are judged too.

    Raises `Problem` if something was ungraded: nbgrader then keeps the student's old score and goes on with the next.
    """
    assignment, submitted, results = assignment_called(root, name), root / "submitted", root / "results"
    layers = LAYERS if sandbox == "bwrap" else frozenset()
    jury = Jury(assignment, course_secret(root), layers, jobs=os.cpu_count() or 1)
    pile = [read_submission(student, submitted / student / name, assignment)]
    if not is_graded(jury, pile[0], results):  # judges that are started once need not be started for each
        pile += [read_submission(each, submitted / each / name, assignment) for each in beside if each != student]
    result = grade(jury, pile, results)[0]
    if result.ungraded:
        reasons = "; ".join(check.reason for check in result.checks if check.status == "ungraded")
        raise Problem(f"{student}, {name}: ungraded, by no fault of the student's: {reasons}")
    policy = read_policy(root)
    if policy.attempts.keep == "best":
        _, place = best_attempts(jury, [result], submitted, results, policy)[student]
        if place != submitted:
            raise Problem(
                f"{student}, {name}: an earlier attempt is the best. Run `autograder grade {name}`, then again."
            )
    return result


def outputs(checks: list[CheckResult], extra: bool = False) -> list[Any]:
    """What a check cell shows: the points as text, which nbgrader reads, and a list of verdicts, student text escaped.

    Of hidden checks only the points are told. Points for extra credit do not go through nbgrader's reading.
    """
    from nbformat.v4 import new_output

    points = 0.0 if extra else sum(check.points for check in checks)
    hidden = [check for check in checks if check.hidden]
    rows = [_row(check) for check in checks if not check.hidden]
    if hidden:
        earned, best = sum(check.points for check in hidden), sum(check.max_points for check in hidden)
        rows.append(_item("hidden", "default", "Checks that only your instructor has.", earned, best))
    shown = f'<ul class="list-group">{"".join(rows)}</ul>'
    return [new_output("execute_result", data={"text/plain": repr(float(points)), "text/html": shown})]


def _row(check: CheckResult) -> str:
    said = f'<div class="help-block">{details_table(check.details)}</div>' if check.details else ""
    word, sentence = check.status.replace("_", " "), html.escape(check.sentence)
    return _item(word, LABELS[check.status], sentence, check.points, check.max_points, said)


def _item(word: str, label: str, told: str, points: float, best: float, more: str = "") -> str:
    """A line in the classes of Bootstrap, which formgrader and nbgrader's feedback are made with."""
    badge = f'<span class="badge">{points:g} of {best:g}</span>'
    return f'<li class="list-group-item">{badge}<span class="label label-{label}">{word}</span> {told} {more}</li>'
