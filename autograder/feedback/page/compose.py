"""Puts together what a student is told of one hand-in, and leaves out what is to be withheld."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from autograder.checks.details import tells_of_import
from autograder.checks.guarded import WITHHELD, guarded
from autograder.course.comments import Seen
from autograder.feedback.page.code import around, snippets
from autograder.feedback.page.next_steps import next_steps
from autograder.feedback.page.records import Answered, Mark, Marks, Page, Picture, Section, Shown
from autograder.feedback.page.score import score_of
from autograder.feedback.waiting import unmatched, waiting
from autograder.grading.alike import behaviours, name_of
from autograder.records import Assignment, CheckResult, Detail, Exercise, Label, Result, Status, Submission

HIDDEN = "Checks that only your instructor has."
NOT_IMPORTED = "It could not be checked, as a file of yours cannot be imported: see above."


class Rules(NamedTuple):
    """What the course tells now: whether it `withholds` what code said, and tells the `sentences` of hidden checks."""

    withholds: bool = False
    sentences: bool = False


class Extras(NamedTuple):
    """What a page tells beside the result: marks, a penalty, pictures, and answers by question, as safe HTML.

    `comments` are on questions, as safe HTML too; those `on_code` are text, on what code of an exercise gave. Where it
    is `unclear` what was handed in, there is no score until a person has given one. `recorded` says that the hand-in is
    in a gradebook.
    """

    marks: Marks = Marks()
    penalty: float = 0.0
    pictures: tuple[Picture, ...] = ()
    answers: Mapping[str, str] = {}
    comments: Mapping[str, str] = {}
    on_code: Mapping[Seen, str] = {}
    unclear: bool = False
    recorded: bool = True


def compose(
    assignment: Assignment, result: Result, submission: Submission | None, rules: Rules, extras: Extras
) -> Page:
    """The page of a result; without its `submission` no code is shown. Nothing that is withheld gets any further."""
    checks = guarded(result.checks) if rules.withholds else list(result.checks)
    files = submission.files if submission else {}
    places = _places(checks)
    missing = [name for name in assignment.files if submission and name not in files]
    waits = extras.unclear and not extras.marks.settled
    notes = [f"You did not hand in {name}." for name in missing]
    if extras.unclear:
        notes = [(waiting if waits else unmatched)(assignment, set(assignment.files) - set(missing))]
    if rules.withholds and any(each.status is not Status.PASSED for each in checks if not each.hidden):
        notes.append(WITHHELD)
    stuck = next((check for check in checks if not check.hidden and tells_of_import(check.details)), None)
    said = _said(result, extras.on_code)
    sections = [_section(each, checks, files, places, rules, extras) for each in assignment.exercises]
    sections = [replace(each, comment=said.get(each.name, "")) for each in sections]
    if stuck:
        first = Section(
            "", "Your file cannot be imported", 0.0, 0.0, False, (_shown(stuck),), (), code=around(files, places)
        )
        sections = [first, *sections]
    if waits and (missing or any(check.status is Status.NOT_ATTEMPTED for check in checks)):
        sections = []  # what may be there is not "not attempted"
    return Page(
        student=result.student,
        assignment=assignment.name,
        title=assignment.title,
        score=None if waits else score_of(assignment, result, extras.marks, extras.penalty),
        next_steps=() if waits else next_steps(assignment, result),
        sections=tuple(sections),
        answers=tuple(_answers(assignment, extras)),
        pictures=() if rules.withholds else extras.pictures,
        notes=tuple(notes),
        recorded=extras.recorded,
    )


def _said(result: Result, on_code: Mapping[Seen, str]) -> dict[str, str]:
    """By exercise, what the instructor says of code that gives what this result's does."""
    return {name: on_code.get((name, name_of(own)), "") for name, own in behaviours(result).items()}


def _places(checks: Sequence[CheckResult]) -> dict[tuple[str, int], list[str]]:
    """What is said of which line: that an error was raised there, and in which checks."""
    found: dict[tuple[str, int], list[str]] = {}
    for check in checks:
        for detail in check.details if not check.hidden else ():
            if detail.place:
                found.setdefault(detail.place, []).append(check.sentence or check.name)
    return {place: [f"an error here: {said[0]}", *_further(len(said) - 1)] for place, said in found.items()}


def _further(checks: int) -> list[str]:
    return [f"and in {checks} more checks" if checks > 1 else "and in another check"] if checks else []


def _section(
    exercise: Exercise,
    checks: Sequence[CheckResult],
    files: Mapping[str, bytes],
    places: Mapping[tuple[str, int], Sequence[str]],
    rules: Rules,
    extras: Extras,
) -> Section:
    own = [check for check in checks if check.exercise == exercise.name]
    shown = [check for check in own if not check.hidden]
    failing = _each_error_once([check for check in shown if check.status is not Status.PASSED])
    passing = [_shown(check) for check in shown if check.status is Status.PASSED]
    for secret in _hidden([check for check in own if check.hidden], rules):
        (passing if secret.word == "passed" else failing).append(secret)
    if any(tells_of_import(check.details) for check in own):
        failing = [_without_details(each) for each in failing]
    mark = extras.marks.exercises.get(exercise.name, Mark())
    judged = sum(check.points for check in own)
    best = 0.0 if exercise.extra else sum(check.max_points for check in own)
    return Section(
        name=exercise.name,
        title=exercise.title,
        points=(judged if mark.points is None else mark.points) + mark.extra,
        best=best,
        extra=exercise.extra,
        failing=tuple(failing),
        passing=tuple(passing),
        note=_origins(own, rules),
        code=snippets(exercise, files, places),
        hints=exercise.hints if failing else (),
    )


def _shown(check: CheckResult) -> Shown:
    word = "forgiven" if check.carried and check.points else str(check.status).replace("_", " ")
    return Shown(word, check.sentence or check.name, check.points, check.max_points, check.details)


def _each_error_once(checks: Sequence[CheckResult]) -> list[Shown]:
    """The checks as they are shown; an error that one before them told is not told again."""
    told: set[tuple[Detail, ...]] = set()
    found = []
    for check in checks:
        error = tuple(each for each in check.details if each.label in (Label.RAISED, Label.AT))
        again = check.status is Status.ERROR and error and error in told
        same = (Detail(Label.REASON, "The same error, at the same line."),)
        found.append(_shown(replace(check, details=same) if again else check))
        told.add(error)
    return found


def _without_details(shown: Shown) -> Shown:
    return replace(shown, details=())


def _hidden(checks: Sequence[CheckResult], rules: Rules) -> list[Shown]:
    """Hidden checks by their sentence if the course tells it, all in one otherwise; nothing of what they found."""
    if rules.sentences:
        return [_without_details(_shown(check)) for check in checks]
    if not checks:
        return []
    points, best = sum(check.points for check in checks), sum(check.max_points for check in checks)
    failing = [check for check in checks if check.status is not Status.PASSED]
    word = "hidden" if failing else "passed"
    if failing and points == best and all(check.carried for check in failing):
        word = "forgiven"
    return [Shown(word, HIDDEN, points, best)]


def _origins(checks: Sequence[CheckResult], rules: Rules) -> str:
    """Which exercises hidden checks fail through, where nothing else says it."""
    names = dict.fromkeys(origin for check in checks if check.hidden for origin in check.carried)
    listed = " and ".join(f"`{name}`" for name in names)
    return f"Some hidden checks fail because of {listed}." if names else ""


def _answers(assignment: Assignment, extras: Extras) -> list[Answered]:
    return [
        Answered(
            question.title,
            None if mark.points is None else mark.points + mark.extra,
            question.points,
            extras.answers.get(question.name, ""),
            extras.comments.get(question.name, ""),
        )
        for question in assignment.questions
        for mark in [extras.marks.questions.get(question.name, Mark())]
    ]
