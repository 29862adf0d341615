"""Offers to look for hand-ins that share what hardly anybody else wrote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.options import CourseFolder, Json, Name, Results, out, print_json, warn

if TYPE_CHECKING:
    from autograder.course.course import Course
    from autograder.records import Assignment, Result
    from autograder.similarity.compare import HandIn
    from autograder.similarity.page import Page

FEWEST = 10

Submissions = Annotated[Path | None, typer.Option(help="By default submitted/.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="By default report/ASSIGNMENT-similarity.html.")]
Earlier = Annotated[
    Path | None, typer.Option(help="A folder of hashes of earlier years: what stands there is less rare.")
]
Keep = Annotated[Path | None, typer.Option(help="Write this class's hashes into such a folder, for later years.")]


def similarity(
    assignment: Name,
    earlier: Earlier = None,
    keep: Keep = None,
    results: Results = None,
    submissions: Submissions = None,
    output: Output = None,
    json: Json = False,
    course: CourseFolder = None,
) -> None:
    """Write a page of hand-ins that share code or wrong values that hardly anybody else has, side by side.

    It is something to look at, and no verdict: docs/instructors/similarity.md says what it finds, and what it cannot.
    """
    from autograder.course.course import Course
    from autograder.files import write_atomically
    from autograder.similarity.earlier import keep_hashes
    from autograder.similarity.page import similarity_page

    found = Course.find(course)
    wanted = found.assignment(assignment)
    judged = _results((results or found.results) / wanted.name)
    page, handins, notes = _compared(found, wanted, submissions or found.submitted, judged, earlier)
    place = output or found.root / "report" / f"{wanted.name}-similarity.html"
    if json:
        print_json(page)
    else:
        write_atomically(place, similarity_page(page).encode())
        _tell(page, place)
    if keep:
        notes.append(f"Wrote {keep_hashes(keep, wanted.name, handins)}")
    for note in notes:
        warn(note)


def _compared(
    course: Course, wanted: Assignment, submitted: Path, judged: Mapping[str, Result], earlier: Path | None
) -> tuple[Page, list[HandIn], list[str]]:
    """What there is to show, the hand-ins it is of, and what one should know beside it."""
    from autograder.course.stubs import MAX_PARSED
    from autograder.intake.submitted import read_submissions
    from autograder.platforms.roster.attendance import real_names
    from autograder.similarity.compare import pairs_of, worth_a_look
    from autograder.similarity.earlier import read_hashes
    from autograder.similarity.handins import Common, handins_of
    from autograder.similarity.page import Page
    from autograder.similarity.side_by_side import shown_pair
    from autograder.text import printable

    handed_in, common = read_submissions(wanted, submitted), Common(wanted)
    files = {each.student: each.files for each in handed_in}
    handins = handins_of(common, handed_in, judged, _groups(submitted, wanted, [*files]))
    before, notes = read_hashes(earlier, wanted.name, handins) if earlier else ([], [])
    if len(handins) + len(before) < FEWEST:
        notes.append(f"{len(handins)} hand-ins are too few to know what is rare: think the less of what is shown.")
    if not judged:
        notes.append(f"{wanted.name} is not graded, so wrong values are not compared.")
    if long := [student for student, own in files.items() if any(len(code) > MAX_PARSED for code in own.values())]:
        who = printable(", ".join(long))
        notes.append(f"Not compared, for a file of over {MAX_PARSED:,} bytes: {who}. Look at it yourself.")
    pairs = worth_a_look(pairs_of(handins, [*before, *common.mistakes]))
    shown = tuple(shown_pair(pair, handins, files) for pair in pairs)
    names = real_names(course.root, [*files], submitted)
    return Page(wanted.name, wanted.title, len(handins), len(before), shown, names), handins, notes


def _tell(page: Page, place: Path) -> None:
    from autograder.text import printable

    for pair in page.pairs:
        who = " and ".join(" with ".join(students) for students in (pair.one, pair.other))
        told = f"Look at {who}: {pair.shared} rare pieces alike, of {pair.own[0]} and {pair.own[1]}"
        out.print(printable(told), markup=False, highlight=False, soft_wrap=True)
    if not page.pairs:
        out.print("No two hand-ins share enough that is rare to be shown.")
    out.print(f"Wrote {place}", highlight=False, soft_wrap=True)


def _results(folder: Path) -> Mapping[str, Result]:
    from autograder.platforms.grades import read_results

    return {each.student: each for each in read_results(folder)} if any(folder.glob("*.json")) else {}


def _groups(submitted: Path, assignment: Assignment, students: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """With whom each student handed in."""
    from autograder.intake.attempts import receipt_of

    receipts = {each: receipt_of(submitted / each / assignment.name) for each in students}
    return {student: receipt.group for student, receipt in receipts.items() if receipt}
