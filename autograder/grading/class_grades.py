"""Grades a class, or one student of it, as the course's rules say."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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
    if policy.attempts.keep != "best":
        current = grade(settings, submissions, results, force, on_result, submitted)
    else:  # which attempt counts is not known before all are judged, and the log says no score that never counted
        unsettled = {each.student for each in submissions if earlier_attempts(submitted, each.student, name)}
        before = {student: read_result(results / name / f"{student}.json") for student in unsettled}
        current = grade(settings, submissions, results, force, on_result, submitted, unsettled)
        best = best_attempts(settings, current, submitted, results, policy, force)
        current = store_best(best, current, submitted, results, on_new_attempt)
        counted = [(before[each.student], each) for each in current if each.student in unsettled]
        note_counted(results, name, [(old, new, hand_in_of(submitted, new)) for old, new in counted])
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
    result = grade(settings, submissions, course.results, submitted=course.submitted)[0]
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
    return result
