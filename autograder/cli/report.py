"""Offers the report on a class."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.options import CourseFolder, Json, Name, Results, out, print_json, warn
from autograder.errors import Problem

if TYPE_CHECKING:
    from autograder.course.course import Course
    from autograder.records import Assignment
    from autograder.report.records import ClassReport

Submissions = Annotated[Path | None, typer.Option(help="With the times; by default submitted/.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="By default report/ASSIGNMENT.html.")]


def report(
    assignment: Name,
    results: Results = None,
    submissions: Submissions = None,
    output: Output = None,
    json: Json = False,
    course: CourseFolder = None,
) -> None:
    """Write one page about the class: scores, how hard each check was, mistakes that many share, who needs a look.

    The page works offline and is for instructors: it names students, and tells of hidden checks. Who is left out, as
    what counts of theirs is not graded, is named, and the exit status is then 1.
    """
    from autograder.course.course import Course
    from autograder.files import write_atomically
    from autograder.report.page import report_page

    found = Course.find(course)
    wanted = found.assignment(assignment)
    judged = (results or found.results) / wanted.name
    made = _report(found, wanted, judged, submissions or found.submitted)
    if json:
        print_json(made)
    else:
        place = output or found.root / "report" / f"{wanted.name}.html"
        write_atomically(place, report_page(made).encode())
        out.print(f"Wrote {place}", highlight=False, soft_wrap=True)
    for note in (notes := list(made.standing.sentences(judged))):
        warn(note)
    raise typer.Exit(1 if notes else 0)


def _report(course: Course, wanted: Assignment, results: Path, submitted: Path) -> ClassReport:
    from msgspec.structs import replace

    from autograder.course.comments import read_comments
    from autograder.grading.standing import standing_of
    from autograder.intake.attempts import received_times
    from autograder.platforms.grades import read_results, teams_of, unclear_students
    from autograder.platforms.roster.attendance import attendance
    from autograder.platforms.roster.kept import course_roster
    from autograder.report.class_report import class_report, with_roster
    from autograder.report.clusters import commented
    from autograder.report.planted import planting

    found = standing_of(wanted, everybody := read_results(results), submitted)
    if not (class_results := found.holding(everybody)):
        raise Problem(f"No result in {results} is of what lies in {submitted}. Next: autograder grade {wanted.name}")
    times = {each.student: received_times(submitted, each.student, wanted.name) for each in class_results}
    due = course.policy.due.get(wanted.name)
    teams, unclear = teams_of(wanted, submitted), unclear_students(wanted, submitted)
    made = class_report(wanted, class_results, times, unclear, due, teams, planting(course, wanted))
    made = replace(made, clusters=commented(made.clusters, read_comments(course.root, wanted.name)))
    made = replace(made, standing=found)
    if known := course_roster(course.root):
        present = attendance(known, [*times, *found.open], submitted)
        made = with_roster(made, present.names, present.missing, present.unknown)
    return made
