"""Offers the commands that give grades, and the judge itself, to other systems."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.options import CourseFolder, Name, Results, warn, warn_of_unknown_students
from autograder.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograder.course.course import Course
    from autograder.platforms.cells import Exported
    from autograder.platforms.grades import Grade
    from autograder.records import Assignment

FORMATS = ("csv", "canvas", "moodle", "blackboard", "brightspace", "gradescope")


def _require_format(format: str) -> str:
    if format not in FORMATS:
        raise Problem(f"--format is one of {', '.join(FORMATS)}, not {format!r}.")
    return format


Format = Annotated[str, typer.Option(help=f"{', '.join(FORMATS[:-1])} or {FORMATS[-1]}.", callback=_require_format)]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="A file, not standard output; for gradescope, a folder.")
]
People = Annotated[
    Path | None, typer.Option(help="Who is in the course, as CSV: a platform's own export, or a list of yours.")
]
Column = Annotated[str, typer.Option(help="The assignment's column on the platform, if not its title.")]
Submissions = Annotated[Path | None, typer.Option(help="With the times; by default submitted/.")]
Final = Annotated[
    bool, typer.Option("--gradebook", help="nbgrader's final scores, with points by hand and late penalties.")
]
Zip = Annotated[Path | None, typer.Option("--output", "-o", help="By default ASSIGNMENT-gradescope.zip.")]


def export(
    assignment: Name,
    format: Format = "csv",
    results: Results = None,
    output: Output = None,
    roster: People = None,
    column: Column = "",
    submissions: Submissions = None,
    gradebook: Final = False,
    course: CourseFolder = None,
) -> None:
    """Write the grades of an assignment for a spreadsheet, or as a learning platform imports them.

    The scores are the judge's, from results/, less the penalties of course.toml, or nbgrader's with --gradebook. With a
    roster, by default that of the course, the csv has a row for everyone in it. What is left out or not final is named,
    and the exit status is then 1. docs/instructors/integrations.md shows each system.
    """
    from autograder.course.course import Course

    found = Course.find(course)
    wanted = found.assignment(assignment)
    folder = (results or found.results) / wanted.name
    if format == "gradescope":
        withhold = found.withholds(wanted, datetime.now(UTC))
        unfit = gradebook or roster is not None
        _write_gradescope(wanted, folder, submissions or found.submitted, output, withhold, unfit)
    else:
        places = None if gradebook else (folder, submissions or found.submitted)
        _write_table(_format(found, wanted, places, format, roster, column), output, marked=format == "csv")


def _format(
    course: Course, wanted: Assignment, places: tuple[Path, Path] | None, format: str, roster: Path | None, column: str
) -> Exported:
    """The grades, of the judge's results and submissions at `places` or of the gradebook, in one of the formats."""
    from msgspec.structs import replace

    from autograder.platforms.blackboard import export_blackboard
    from autograder.platforms.brightspace import export_brightspace
    from autograder.platforms.canvas import export_canvas
    from autograder.platforms.csv import export_csv
    from autograder.platforms.grades import with_told
    from autograder.platforms.moodle import export_moodle
    from autograder.platforms.roster.attendance import attendance
    from autograder.platforms.roster.kept import course_roster
    from autograder.platforms.roster.table import read_students

    grades, notes = _grades(course, wanted, places)
    submitted = places[1] if places else course.submitted
    _note_terms(course, wanted, places, grades)
    warn_of_unknown_students(course.policy, wanted, [grade.student for grade in grades])
    if format == "csv":
        if roster or column:
            raise Problem("--roster and --column are for what a learning platform imports.")
        known = course_roster(course.root)
        present = attendance(known, [grade.student for grade in grades], submitted) if known else None
        made = export_csv(wanted, grades, places is None, wanted.name in course.policy.due, present)
        return replace(made, notes=(*made.notes, *notes))
    grades = with_told(grades, submitted)
    people = read_students(roster) if roster else course_roster(course.root)
    writers = {
        "canvas": export_canvas,
        "moodle": export_moodle,
        "blackboard": export_blackboard,
        "brightspace": export_brightspace,
    }
    made = writers[format](wanted, grades, people, column)
    return replace(made, notes=(*made.notes, *notes))


def _grades(course: Course, wanted: Assignment, places: tuple[Path, Path] | None) -> tuple[list[Grade], list[str]]:
    """The grades of everybody who handed in, and sentences on what is left out of them and on what to do."""
    if places is None:
        from autograder.checks.faults import named
        from autograder.platforms.nbgrader.grades import behind, entered_grades

        grades, notes = entered_grades(course, wanted)
        if names := behind(course, wanted):
            warn(
                f"The gradebook has other points than the judge gives by course.toml as it is now, of {len(names)}: "
                f"{named(names)}. To enter these: nbgrader autograde {wanted.name} --force"
            )
        again = f"Enter what counts now: autograder grade {wanted.name}, then autograder course enter {wanted.name}"
    else:
        from autograder.platforms.grades import class_grades

        grades, notes = class_grades(course.policy, wanted, *places)
        again = f"Grade what counts now: autograder grade {wanted.name}"
    return grades, [*notes, *([again] if any(grade.empty for grade in grades) else [])]


def _note_terms(course: Course, wanted: Assignment, places: tuple[Path, Path] | None, grades: Sequence[Grade]) -> None:
    """Puts into the log what the grades depend on beside verdicts; marks by hand are in those of the gradebook."""
    from autograder.platforms.nbgrader.marks import marks_by_student
    from autograder.platforms.terms import note_class_terms

    marks = marks_by_student(course, wanted) if places is None else None
    results, submitted = (places[0].parent, places[1]) if places else (course.results, course.submitted)
    note_class_terms(course, wanted, (results, submitted), [grade.student for grade in grades], marks)


def _write_table(exported: Exported, output: Path | None, marked: bool) -> None:
    if output is None:
        sys.stdout.write(exported.text)
    else:
        from autograder.files import write_atomically

        # A spreadsheet takes a file for UTF-8 only if it starts with a mark; Canvas and Moodle want none.
        write_atomically(output, exported.text.encode("utf-8-sig" if marked else "utf-8"))
    _exit_with(exported.notes)


def _exit_with(notes: Sequence[str]) -> None:
    """Says on standard error what is left out or not final, and ends with status 1 if anything is."""
    for note in notes:
        typer.echo(note, err=True)
    raise typer.Exit(1 if notes else 0)


def _write_gradescope(
    wanted: Assignment, results: Path, submitted: Path, output: Path | None, withhold: bool, unfit: bool
) -> None:
    from autograder.feedback.waiting import waiting
    from autograder.files import write_atomically
    from autograder.grading.standing import standing_of
    from autograder.intake.submitted import read_submission
    from autograder.platforms.grades import PERSON, UNGRADED, read_results, unclear_students
    from autograder.platforms.gradescope.results import fault, results_json, waiting_json

    if unfit or output is None:
        raise Problem("--format gradescope takes the judge's results, and a folder to write to: --output FOLDER.")
    class_results = read_results(results)
    found = standing_of(wanted, class_results, submitted)
    unclear, notes = unclear_students(wanted, submitted), [*found.sentences(results)]
    for student, status in found.open.items():
        text = json.dumps(fault(status), indent=1)
        write_atomically(output / student / "results.json", text.encode())
    for result in found.holding(class_results):
        content = results_json(result, withhold=withhold)
        if result.student in unclear:
            taken = read_submission(result.student, submitted / result.student / wanted.name, wanted).files
            content = waiting_json(waiting(wanted, taken))
        if "score" not in content:
            status = UNGRADED if result.ungraded else PERSON
            notes.append(f"{result.student} is {status}, so there is no score.")
        text = json.dumps(content, indent=1, ensure_ascii=False)
        write_atomically(output / result.student / "results.json", text.encode())
    _exit_with(notes)


def gradescope(assignment: Name, output: Zip = None, course: CourseFolder = None) -> None:
    """Write the zip that judges an assignment on Gradescope.

    It holds the kit, the solutions, the hidden checks and the course's secret: upload it, and show it to no student.
    docs/instructors/gradescope.md says what guards the grade there.
    """
    from autograder.course.course import Course
    from autograder.files import write_atomically
    from autograder.platforms.gradescope.bundle import gradescope_zip

    found = Course.find(course)
    wanted = found.assignment(assignment)
    place = output or Path(f"{wanted.name}-gradescope.zip")
    write_atomically(place, gradescope_zip(found, wanted))
    typer.echo(f"Wrote {place}. On Gradescope: Configure Autograder, upload it, base image Ubuntu 22.04 or later.")
