"""Offers the commands for instructors, from a source to results."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.cluster import Certificates, Scheduler, SchedulerFile, cluster_of
from autograder.cli.options import (
    CourseFolder,
    Json,
    Name,
    Results,
    err,
    out,
    print_json,
    say,
    warn_of_unknown_students,
)

if TYPE_CHECKING:
    from rich.console import RenderableType

    from autograder.course.course import Course
    from autograder.records import Assignment, Receipt, Result

PROCESSORS = os.cpu_count() or 1


Only = Annotated[str, typer.Argument(help="Only this assignment.")]
Check = Annotated[bool, typer.Option("--check", help="Write nothing; fail on drift, leaks, or a broken proof.")]
Prove = Annotated[bool, typer.Option(help="Judge the stub, the solution and every planted mistake.")]
Sample = Annotated[
    bool, typer.Option("--sample", help="With --check: judge but an eighth of the mistakes that are on record.")
]
Matrix = Annotated[bool, typer.Option("--matrix", help="Print which check catches which planted mistake.")]
Blame = Annotated[
    bool,
    typer.Option("--blame", help="Print what share of their points planted mistakes lose in exercises that are right."),
]
Diagnosis = Annotated[
    bool, typer.Option("--diagnosis", help="Write nothing; print how many planted mistakes a student hears named.")
]
Mutants = Annotated[
    bool,
    typer.Option("--mutants", help="Change solutions in small ways; print which changes no check notices."),
]
Source = Annotated[
    Path, typer.Argument(metavar="ARCHIVE_OR_DIR", help="What the LMS exported, or a folder of hand-ins.")
]
Into = Annotated[Path | None, typer.Option(help="Where to put them; by default submitted/.")]
Received = Annotated[
    str, typer.Option(help="When: a time, `files` for the dates of the export's files, or a CSV: student,received.")
]
Platform = Annotated[
    str, typer.Option(help="Who exported it, where that is not recognised: Canvas, Moodle, Gradescope, ..., or names.")
]
One = Annotated[bool, typer.Option("--one", help="All of it is of one student, who is new.")]
Student = Annotated[str, typer.Option(help="All of it is of this student, by their folder in submitted/.")]
Submissions = Annotated[Path | None, typer.Option(help="By default submitted/.")]
Jobs = Annotated[int, typer.Option(min=1, help="Judges side by side.")]
Sandbox = Annotated[str, typer.Option(help="bwrap, or none for code that you trust.")]
Force = Annotated[bool, typer.Option("--force", help="Judge again what has not changed.")]


def build(
    assignment: Only = "",
    check: Check = False,
    proof: Prove = True,
    sample: Sample = False,
    matrix: Matrix = False,
    blame: Blame = False,
    diagnosis: Diagnosis = False,
    mutants: Mutants = False,
    course: CourseFolder = None,
) -> None:
    """Write assignments/ and solutions/ from source/, and prove the release.

    No line of a solution or of a hidden check may reach a student; every stub must be all "not attempted", every
    solution full marks, and every mistake in wrong/ must fail exactly the checks that it names. The proof is kept in
    solutions/ and made again when its source has changed; --check makes it anew in any case, or with --sample a part
    of it: another one after each change of the kit. --blame writes nothing: it grades every planted mistake. --mutants
    writes solutions/*/mutants.json alone, and tries again only what a change may have touched.
    """
    from autograder.cli.build import blame_mistakes, build_course, check_course, tell_diagnoses, try_course_mutants
    from autograder.course.course import Course

    found = Course.find(course)
    if blame:
        ok = blame_mistakes(found, assignment, out)
    elif diagnosis:
        ok = tell_diagnoses(found, assignment, out)
    elif mutants:
        ok = try_course_mutants(found, assignment, out)
    elif check:
        ok = check_course(found, assignment, proof, matrix, out, sample)
    else:
        ok = build_course(found, assignment, proof, matrix, out)
    raise typer.Exit(0 if ok else 1)


def new(
    name: Annotated[str, typer.Argument(help="Its folder, like 08_attention.")],
    course: CourseFolder = None,
) -> None:
    """Start a new assignment in source/, complete and ready to build."""
    from autograder.course.course import Course
    from autograder.course.scaffold import new_assignment

    folder = new_assignment(Course.find(course).source, name)
    out.print(f"Wrote {folder}. Edit it, then: autograder build {name}", highlight=False, soft_wrap=True)


def collect(
    assignment: Name,
    source: Source,
    submissions: Into = None,
    received: Received = "",
    platform: Platform = "",
    one: One = False,
    student: Student = "",
    json: Json = False,
    course: CourseFolder = None,
) -> None:
    """Take submissions in safely, and say per student what was taken and what was refused.

    A student's earlier attempts are kept. Nobody counts as late unless the platform, or you with --received, say when
    they came.
    """
    from autograder.cli.groups import Together
    from autograder.course.course import Course
    from autograder.course.policy import zone_of
    from autograder.intake.collect import collect as collect_class
    from autograder.intake.received import clock
    from autograder.platforms.nbgrader.notebooks import add_missing_notebooks, outdate
    from autograder.platforms.nbgrader.people import enter_names
    from autograder.release.handed_out import course_files

    found = Course.find(course)
    wanted, into = found.assignment(assignment), submissions or found.submitted
    when, zone = clock(received, found.policy), zone_of(found.policy.timezone, found.root / "course.toml")
    together, outdated, beside = Together(found, wanted), outdate(found, wanted), course_files(found, wanted)
    read = partial(collect_class, wanted, source, into, when, outdated, platform, zone, say)
    receipts = read(grouping=together, one=one, course=beside, student=student)
    add_missing_notebooks(found, [wanted], into)
    enter_names(found)
    _tell_collected(found, wanted, into, receipts, json)


def _tell_collected(course: Course, wanted: Assignment, into: Path, receipts: list[Receipt], json: bool) -> None:
    """Prints what was taken and refused, and on standard error of whom nothing is known: when, or who."""
    from autograder.cli import tables
    from autograder.cli.roster import presence, warn_of_absences
    from autograder.intake.received import received_at

    if wanted.name in course.policy.due and not any(
        received_at(into / each.student / wanted.name) for each in receipts
    ):
        err.print("Nobody counts as late: say with --received when these were handed in.", style="yellow")
    present = presence(course, wanted, into)
    if json:
        print_json(receipts)
    else:
        out.print(tables.receipts(wanted, receipts, present.names if present else None))
    warn_of_absences(present, wanted)


def grade(
    assignment: Name,
    submissions: Submissions = None,
    results: Results = None,
    jobs: Jobs = PROCESSORS,
    sandbox: Sandbox = "bwrap",
    force: Force = False,
    json: Json = False,
    course: CourseFolder = None,
    scheduler: Scheduler = "",
    scheduler_file: SchedulerFile = None,
    certificates: Certificates = None,
) -> None:
    """Judge what was collected; write results/<assignment>/<student>.json.

    A run that was interrupted goes on where it stopped: what has not changed is not judged again.
    """
    from autograder.cli import progress
    from autograder.course.course import Course
    from autograder.grading.class_grades import grade_class
    from autograder.grading.settings import judge_settings, layers_of
    from autograder.intake.submitted import read_submissions
    from autograder.platforms.nbgrader.notebooks import forget_autograded

    wanted = (found := Course.find(course)).assignment(assignment)
    elsewhere = cluster_of(scheduler, scheduler_file, certificates)
    settings = judge_settings(found, wanted, layers_of(sandbox), jobs, elsewhere)
    submitted, into = submissions or found.submitted, results or found.results
    handed_in = read_submissions(wanted, submitted)
    warn_of_unknown_students(found.policy, wanted, [submission.student for submission in handed_in])
    with progress.grading_progress(len(handed_in), err) as step:
        again = forget_autograded(found, wanted)
        class_results = grade_class(settings, handed_in, submitted, into, found.policy, force, step, again)
    if json:
        print_json(class_results)
    else:
        out.print(_class_table(found, wanted, class_results, submitted))
        out.print(f"Results: {into / wanted.name}", highlight=False, soft_wrap=True)
    raise typer.Exit(1 if any(result.ungraded for result in class_results) else 0)


def _class_table(course: Course, wanted: Assignment, results: list[Result], submitted: Path) -> RenderableType:
    """The table of a class, with real names, and who needs a person."""
    from autograder.cli import tables
    from autograder.cli.roster import names_of
    from autograder.platforms.grades import unclear_students

    return tables.class_table(wanted, results, names_of(course, results), unclear_students(wanted, submitted))
