"""Writes everyone's feedback page: from results, what was handed in, what persons gave, and what code can draw."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path

import msgspec

from autograder.checks.details import tells_of_import
from autograder.course.comments import read_comments
from autograder.course.course import Course
from autograder.feedback.page.compose import Extras, Rules, compose
from autograder.feedback.page.html import page_html
from autograder.feedback.page.pictures.gallery import Gallery
from autograder.feedback.page.records import Marks, Page, Picture, Score
from autograder.feedback.page.score import before_lateness
from autograder.files import digest_of, write_atomically
from autograder.grading.log import Told, last_told, note_told
from autograder.grading.settings import drawing_settings
from autograder.grading.standing import Standing, standing_of
from autograder.intake.late_days import with_free_days
from autograder.intake.received import received_at
from autograder.intake.submitted import read_submission
from autograder.platforms.grades import PERSON, read_results, unclear_students
from autograder.platforms.nbgrader.marks import marks_by_student
from autograder.platforms.roster.attendance import real_names
from autograder.platforms.terms import note_class_terms
from autograder.records import Assignment, Result, Submission

PAGE = "index.html"


class Places(msgspec.Struct, frozen=True):
    """Where results and hand-ins are, and where pages go."""

    results: Path
    submitted: Path
    feedback: Path


class Written(msgspec.Struct, frozen=True):
    """A student's page on disk, its score, and what is not as it should be; of who has none the path is empty."""

    student: str
    path: str
    score: float
    best: float
    note: str = ""


def write_feedback(
    course: Course,
    assignment: Assignment,
    places: Places,
    now: datetime,
    layers: frozenset[str] | None,
    step: Callable[[Written], None] = lambda written: None,
) -> list[Written]:
    """A page for each result of what counts; who has none is told of. Code for pictures runs behind these `layers`.

    Raises `Problem` if results or the gradebook cannot be read, or code cannot be confined.
    """
    rules = Rules(course.withholds(assignment, now), course.policy.feedback.hidden == "sentences")
    results, marks = read_results(places.results / assignment.name), marks_by_student(course, assignment)
    drawing = None if layers is None or rules.withholds else drawing_settings(assignment, layers)
    reference = course.pictures / f"{assignment.name}.json"
    said, on_code = last_told(places.results, assignment.name), read_comments(course.root, assignment.name)
    found = standing_of(assignment, results, places.submitted)
    written, results = _without_page(found), found.holding(results)
    students = [result.student for result in results]
    names, unclear = real_names(course.root, students, places.submitted), unclear_students(assignment, places.submitted)
    note_class_terms(course, assignment, (places.results, places.submitted), students, marks)
    with Gallery(drawing, places.results, reference) if drawing else nullcontext() as gallery:
        for result in results:
            submission = _judged_submission(assignment, result, places.submitted)
            pictures = gallery.of(submission) if gallery and submission and not _unimportable(result) else ()
            if result.ungraded:
                made = Written(result.student, "", 0.0, 0.0, "is ungraded, so there is no page; grade again")
            else:
                extras = _extras(course, assignment, result, marks.get(result.student), pictures, places)
                extras = extras._replace(on_code=on_code, unclear=result.student in unclear)
                page = compose(assignment, result, submission, rules, extras)
                page = msgspec.structs.replace(page, name=names.get(result.student, ""))
                made = _write(page, places.feedback, submission)
                if page.score:
                    note_told(places.results, _told(page, page.score), said.get(result.student))
            written.append(made)
            step(made)
    return written


def _without_page(found: Standing) -> list[Written]:
    """What is said of those of whom no result tells what their hand-in is worth."""
    why = {student: f"is {status}" for student, status in found.open.items()}
    why |= dict.fromkeys(found.gone, "has a result, but no hand-in in submitted/")
    return [Written(student, "", 0.0, 0.0, f"{each}, so there is no page") for student, each in why.items()]


def _told(page: Page, score: Score) -> Told:
    parts = tuple(f"{part.name}: {part.points:g}" for part in score.parts)
    return Told(page.student, page.assignment, score.points, score.best, parts)


def _judged_submission(assignment: Assignment, result: Result, submitted: Path) -> Submission | None:
    """What was handed in, if the result is of just these files."""
    submission = read_submission(result.student, submitted / result.student / assignment.name, assignment)
    return submission if digest_of(submission.files) == result.files else None


def _unimportable(result: Result) -> bool:
    return result.ungraded or any(tells_of_import(check.details) for check in result.checks)


def _write(page: Page, feedback: Path, submission: Submission | None) -> Written:
    path = feedback / page.student / page.assignment / PAGE
    write_atomically(path, page_html(page).encode())
    note = "" if submission else "was graded with files that are not in submitted/, so the page shows no code"
    if page.score is None:
        return Written(page.student, str(path), 0.0, 0.0, f"is {PERSON}, so the page gives no score")
    return Written(page.student, str(path), page.score.points, page.score.best, note)


def _extras(
    course: Course,
    assignment: Assignment,
    result: Result,
    recorded: Marks | None,
    pictures: tuple[Picture, ...],
    places: Places,
) -> Extras:
    marks = recorded or Marks()
    folder = places.submitted / result.student / assignment.name
    penalty = marks.penalty
    if assignment.name in course.policy.due:
        earned = before_lateness(assignment, result, marks)
        policy = with_free_days(course.policy, places.submitted, [result.student])
        penalty = policy.penalty(assignment.name, result.student, received_at(folder), earned)
    answers: Mapping[str, str] = {}
    comments: Mapping[str, str] = {}
    if assignment.questions:
        from autograder.markup.markdown import rendered
        from autograder.platforms.nbgrader.answers import written_answers

        answers = {name: rendered(text) for name, text in written_answers(course, assignment, folder).items()}
        comments = {name: rendered(mark.comment) for name, mark in marks.questions.items() if mark.comment}
    return Extras(marks, penalty, pictures, answers, comments, recorded=recorded is not None)
