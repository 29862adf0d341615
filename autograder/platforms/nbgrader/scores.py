"""Gives nbgrader the judge's points and messages, as outputs of a notebook's check cells.

No code of a student runs here: what judges is `grade`, in its sandbox, with its cache of results.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from nbconvert.exporters import NotebookExporter
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution
from traitlets import Enum, List, Unicode

from autograder.checks.guarded import WITHHELD, guarded
from autograder.course.course import Course
from autograder.errors import Problem
from autograder.feedback.markup import details_rows, prose
from autograder.grading.class_grades import grade_student
from autograder.grading.pool import JudgeSettings
from autograder.grading.settings import SANDBOXES, judge_settings, layers_of
from autograder.intake.attempts import needs_person
from autograder.intake.submitted import read_submission
from autograder.platforms.nbgrader.carrier import carrier, notebook_in
from autograder.platforms.nbgrader.marker import MARKER, for_marker, keep_model_answers, say_what_is_unmatched
from autograder.records import Assignment, CheckResult, Status

GRADED_BEFORE = "<div>Your instructor can show the verdicts here by grading again.</div>"  # nbconvert escapes <p>
GUARDED = "text/vnd.chainrule.guarded+html"  # no page shows an output of this kind
BOOTSTRAP_LABELS = {
    Status.PASSED: "success",
    Status.FAILED: "danger",
    Status.NOT_ATTEMPTED: "default",
    Status.ERROR: "danger",
    Status.TIMEOUT: "warning",
    Status.BLOCKED: "warning",
    Status.UNGRADED: "warning",
}


class Judged(NamedTuple):
    """What nbgrader cannot read out of the cells: points for extra credit by cell, and whether a person must look."""

    extra_credit: dict[str, float]
    is_unclear: bool


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
        require_assignment(Course(Path(coursedir.root)), name)
        source = coursedir.format_path(coursedir.source_directory, ".", name)
        release = nbformat.read(Path(source) / path.name, as_version=4)
        book = carrier(release, notebook_in(path.parent, path.name))
        return self.from_notebook_node(book, resources=resources, **options)  # type: ignore[no-any-return, no-untyped-call]


class JudgedScores(NbGraderPreprocessor):  # type: ignore[misc]
    """Puts the judge's points into each check cell, in place of `Execute`."""

    root = Unicode(".", help="The course's folder.").tag(config=True)
    sandbox = Enum(tuple(SANDBOXES), "bwrap", help="What confines student code; none is for your own.").tag(config=True)

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """The carrier with an output in every check cell. Raises `Problem` if the judge could not judge."""
        names = resources["nbgrader"]
        submissions: Any = self.parent.parent.assignments  # the folders that this run of nbgrader is for
        beside = {Path(folder).parent.name for folder in submissions}
        course = Course(Path(self.root))
        settings = judge_settings(course, require_assignment(course, names["assignment"]), layers_of(self.sandbox))
        # At a `Problem` nbgrader keeps the student's old score, and goes on with the next.
        names["judged"] = fill_cells(nb, course, settings, names["student"], beside)
        return nb, resources


class SaveExtraCredit(NbGraderPreprocessor):  # type: ignore[misc]
    """Gives exercises for extra credit their points, after `SaveAutoGrades`, which takes none above a cell's maximum.

    It also asks for a person where something could not be read, which `SaveAutoGrades` would take for no answer.

    They are the cell's automatic score, so that a grader's own score and extra credit stay what they were.
    """

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """The notebook as it is."""
        names = resources["nbgrader"]
        with Gradebook(names["db_url"]) as gradebook:
            submission = gradebook.find_submission(names["assignment"], names["student"])
            enter_judged(submission, names["judged"])
            gradebook.db.commit()
        return nb, resources


def fill_cells(nb: Any, course: Course, settings: JudgeSettings, student: str, beside: Iterable[str] = ()) -> Judged:
    """Puts the judge's points into each check cell of a student's carrier, and judges those `beside` as well.

    Raises `Problem` if the judge could not judge.
    """
    assignment = settings.assignment
    result = grade_student(course, settings, student, beside)
    place = course.submitted / student / assignment.name
    submission, unclear = read_submission(student, place, assignment), needs_person(place)
    keep_model_answers(nb, assignment)
    extra_credit: dict[str, float] = {}
    for cell in nb.cells:
        if is_grade(cell) and not is_solution(cell):
            grade_id = cell.metadata.nbgrader["grade_id"]
            checks = [check for check in result.checks if f"check-{check.exercise}" == grade_id]
            if not checks:  # nbgrader would give a cell without output full marks
                raise Problem(
                    f"{assignment.notebook}: the judge has no points for the cell {grade_id!r}, as "
                    f"{assignment.name} has no such exercise. Run: autograder build, autograder course init"
                )
            extra = not cell.metadata.nbgrader["points"]
            cell.outputs = outputs(checks, extra, for_marker(assignment, checks, submission))
            if extra:
                extra_credit[grade_id] = sum(check.points for check in checks)
    if unclear:
        say_what_is_unmatched(nb, assignment, submission, place)
    return Judged(extra_credit, unclear)


def enter_judged(submission: Any, judged: Judged) -> None:
    """Enters into the gradebook's submission what `SaveAutoGrades` does not."""
    for grade in (grade for notebook in submission.notebooks for grade in notebook.grades):
        grade.auto_score = judged.extra_credit.get(grade.cell.name, grade.auto_score)
        grade.needs_manual_grade |= judged.is_unclear and grade.manual_score is None


class Withheld(NbGraderPreprocessor):  # type: ignore[misc]
    """Leaves out of feedback what a student's code said beside the solutions of assignments that are still open."""

    root = Unicode(".", help="The course's folder.").tag(config=True)
    # The page's exporter sets this of all its parts, and nbgrader's own kind of part would warn that it knows it not.
    display_data_priority = List(Unicode()).tag(config=True)

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """The notebook with what may be told, by the dates as they are now. Formgrader, for instructors, has all."""
        course = Course(Path(self.root))
        if course.withholds(require_assignment(course, resources["nbgrader"]["assignment"]), datetime.now(UTC)):
            for cell in nb.cells:
                if is_grade(cell) and not is_solution(cell):
                    cell.outputs = [_withheld(each) for each in cell.outputs]
        return nb, resources


def _withheld(output: Any) -> Any:
    """The output with what may be told in place of what there is; of one without, nothing."""
    from nbformat.v4 import new_output

    return new_output("execute_result", data={"text/html": output.get("data", {}).get(GUARDED, GRADED_BEFORE)})


def require_assignment(course: Course, name: str) -> Assignment:
    """The assignment of exactly that name. Raises `Problem` for another, whose code must run nowhere."""
    assignment = course.assignment(name)
    if assignment.name != name:
        raise Problem(f"{name!r} is no assignment of this course, so it is neither run nor scored: {course.source}")
    return assignment


def outputs(checks: list[CheckResult], extra: bool = False, marker: str = "") -> list[Any]:
    """What a check cell shows: the points as text, which nbgrader reads, and a list of verdicts, student text escaped.

    Of hidden checks only the points are told. Points for extra credit do not go through nbgrader's reading. Beside it
    lies what may be told where earlier solutions were at hand, and what only the `marker` is shown.
    """
    from nbformat.v4 import new_output

    points = 0.0 if extra else sum(check.points for check in checks)
    data = {"text/plain": repr(float(points)), "text/html": _list(checks), GUARDED: _list(guarded(checks), WITHHELD)}
    data |= {MARKER: marker} if marker else {}
    return [new_output("execute_result", data=data)]


def _list(checks: list[CheckResult], note: str = "") -> str:
    hidden = [check for check in checks if check.hidden]
    rows = [_row(check) for check in checks if not check.hidden]
    if hidden:
        earned, best = sum(check.points for check in hidden), sum(check.max_points for check in hidden)
        origins = dict.fromkeys(origin for check in hidden for origin in check.carried)
        names = " and ".join(f"`{origin}`" for origin in origins)
        said = f'<div class="help-block">Some fail because of {prose(names)}.</div>' if names else ""
        rows.append(_item("hidden", "default", "Checks that only your instructor has.", earned, best, said))
    more = f'<div class="help-block">{prose(note)}</div>' if note and _says_less(checks) else ""
    return f'<ul class="list-group">{"".join(rows)}</ul>{more}'


def _says_less(checks: list[CheckResult]) -> bool:
    """Whether a public check did not pass, so that there was something to say."""
    return any(not check.hidden and check.status is not Status.PASSED for check in checks)


def _row(check: CheckResult) -> str:
    said = f'<div class="help-block">{details_rows(check.details)}</div>' if check.details else ""
    word, sentence = check.status.replace("_", " "), prose(check.sentence)
    return _item(word, BOOTSTRAP_LABELS[check.status], sentence, check.points, check.max_points, said)


def _item(word: str, label: str, told: str, points: float, best: float, more: str = "") -> str:
    """A line in the classes of Bootstrap, which formgrader and nbgrader's feedback are made with."""
    badge = f'<span class="badge">{points:g} of {best:g}</span>'
    return f'<li class="list-group-item">{badge}<span class="label label-{label}">{word}</span> {told} {more}</li>'
