"""Grades a class, or one student of it, as the course's rules say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from autograder.course.course import Course
from autograder.course.policy import Policy
from autograder.errors import Problem
from autograder.grading.best_attempt import best_attempts, store_best
from autograder.grading.cache import is_graded, read_result
from autograder.grading.grade import grade
from autograder.grading.hand_ins import hand_in_of
from autograder.grading.log import note_counted
from autograder.grading.pool import JudgeSettings
from autograder.grading.terms import note_terms, terms_of
from autograder.intake.attempts import earlier_attempts
from autograder.intake.submitted import read_submission
from autograder.records import Result, Submission


def grade_class(
    settings: JudgeSettings,
    submissions: list[Submission],
    submitted: Path,
    results: Path,
    policy: Policy,
    force: bool = False,
    on_result: Callable[[Result], None] = lambda result: None,
    on_new_attempt: Callable[[str], None] = lambda student: None,
) -> list[Result]:
    """The results of what counts, on disk: `submissions`, which lie in `submitted`, or better attempts before them.

    `on_new_attempt` hears of each student who has another attempt now. The log is told what lateness costs.
    Raises `Problem` if no judging is possible.
    """
    name = settings.assignment.name
    before = _unsettled(policy, name, submissions, submitted, results)
    current = grade(settings, submissions, results, force, on_result, submitted, before)
    if policy.attempts.keep == "best":
        best = best_attempts(settings, current, submitted, results, policy, force)
        current = store_best(best, current, submitted, results, on_new_attempt)
    _note_settled(before, current, submitted, results)
    note_terms(results, name, terms_of(policy, submitted, name, [result.student for result in current]))
    return current


def grade_student(course: Course, settings: JudgeSettings, student: str, beside: Iterable[str] = ()) -> Result:
    """The result of a student's submission, from the cache or judged now; then those `beside` it are judged too.

    Raises `Problem` if something was ungraded, or an earlier attempt is the best.
    """
    assignment = settings.assignment

    def submission_of(name: str) -> Submission:
        return read_submission(name, course.submitted / name / assignment.name, assignment)

    submissions = [submission_of(student)]
    if not is_graded(settings, submissions[0], course.results):  # judges, once started, may as well do the others
        submissions += [submission_of(each) for each in beside if each != student]
    before = _unsettled(course.policy, assignment.name, submissions, course.submitted, course.results)
    result = grade(settings, submissions, course.results, submitted=course.submitted, unsettled=before)[0]
    if result.ungraded:
        reasons = "; ".join(check.message for check in result.checks if check.status == "ungraded")
        raise Problem(f"{student}, {assignment.name}: ungraded, by no fault of the student's: {reasons}")
    if course.policy.attempts.keep == "best":
        _, place = best_attempts(settings, [result], course.submitted, course.results, course.policy)[student]
        if place != course.submitted:
            raise Problem(
                f"{student}, {assignment.name}: an earlier attempt is the best. "
                f"Run `autograder grade {assignment.name}`, then again."
            )
    _note_settled(before, [result], course.submitted, course.results)
    return result


def _unsettled(
    policy: Policy, assignment: str, submissions: Iterable[Submission], submitted: Path, results: Path
) -> dict[str, Result | None]:
    """What counted so far of each student of whom it is not known yet which attempt counts: the log has to wait."""
    if policy.attempts.keep != "best":
        return {}
    several = [each.student for each in submissions if earlier_attempts(submitted, each.student, assignment)]
    return {student: read_result(results / assignment / f"{student}.json") for student in several}


def _note_settled(
    before: Mapping[str, Result | None], current: Iterable[Result], submitted: Path, results: Path
) -> None:
    """Tells the log what counts of those for whom it waited, by what counted `before`."""
    counted = [(before[new.student], new, hand_in_of(submitted, new)) for new in current if new.student in before]
    if counted:
        note_counted(results, counted[0][1].assignment, counted)
