"""Judges a class again by the checks as they are now, and only then, if it is wanted, lets that count."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from autograder.course.solutions import solution_of
from autograder.errors import Problem
from autograder.files import digest_of, write_atomically
from autograder.grading.cache import encoded_result, read_result
from autograder.grading.former import Former, last_regrade, new_regrade
from autograder.grading.log import note_regraded, read_log
from autograder.grading.observations import keep_observations
from autograder.grading.outcomes import Outcome, not_lowered, outcomes
from autograder.grading.pool import JudgeSettings, judge_observed
from autograder.grading.standing import standing
from autograder.records import Result, Status, Submission
from autograder.sandbox.cgroups import divide, own_group

HELD = "A regrade lowers nobody"


class Planned(msgspec.Struct, frozen=True):
    """What a regrade would do: an outcome for everybody who was graded.

    Left out are who is `not_graded` yet, by these files at least, and, as `ungraded`, whom the checks as they are now
    cannot judge.
    """

    outcomes: tuple[Outcome, ...]
    not_graded: tuple[str, ...] = ()
    ungraded: tuple[Result, ...] = ()


def planned(
    settings: JudgeSettings, submissions: Sequence[Submission], results: Path, never_lower: bool = False
) -> Planned:
    """Judges again whoever has a result of the same files; writes nothing. Raises `Problem` as `outcomes` does."""
    divide(own_group())
    folder = results / settings.assignment.name
    olds = {each.student: read_result(folder / f"{each.student}.json") for each in submissions}
    judged = {student: old.files for student, old in olds.items() if old}
    waiting = standing(judged, {each.student: digest_of(each.files) for each in submissions}).open
    graded = [each for each in submissions if each.student not in waiting]
    found = sorted(outcomes(settings, graded, results, lift=not never_lower), key=lambda each: each.result.student)
    return Planned(
        tuple(_held(each) if never_lower else each for each in found if not each.result.ungraded),
        tuple(each.student for each in submissions if each.student in waiting),
        tuple(each.result for each in found if each.result.ungraded),
    )


def failed_by_solution(settings: JudgeSettings) -> tuple[str, ...]:
    """The checks that the reference solution does not pass: judged now."""
    (judged,) = judge_observed(settings, [solution_of(settings.assignment)])
    return tuple(check.name for check in judged.result.checks if check.status is not Status.PASSED)


def _held(outcome: Outcome) -> Outcome:
    former = outcome.former
    return not_lowered(outcome, former, former.held or HELD) if former else outcome


def apply(plan: Planned, results: Path, assignment: str, reason: str) -> None:
    """Lets what is planned count. Whatever happens meanwhile, the former results are kept; the same call goes on.

    Raises `Problem` if the disk refuses.
    """
    news = {each.result.student: each for each in plan.outcomes if each.news}
    last = last_regrade(results / assignment)
    resumed = last is not None and last.record.state == "begun"
    if not news and not resumed:
        return
    former = new_regrade(results / assignment, reason, [encoded_result(each.result) for each in news.values()])
    former.keep(news)
    noted = _noted(results, assignment, "regraded", former) if resumed else set()
    for student in former.students():
        old = _decoded(former.content(student))
        new = read_result(results / assignment / f"{student}.json")
        if student in news:
            new = news[student].result
            if news[student].judged:
                keep_observations(results, new, news[student].observations)
            write_atomically(results / assignment / f"{student}.json", encoded_result(new))
        if new and (student, new.key) not in noted:
            note_regraded(results, old, new, reason)
    former.turn("done")


class Undone(msgspec.Struct, frozen=True):
    """A regrade that was taken back: when it was made and why, whose results are back, and whose were graded since."""

    when: str
    reason: str
    back: tuple[str, ...]
    graded_since: tuple[str, ...]


def undo(results: Path, assignment: str) -> Undone:
    """Puts the results back that the last regrade replaced, but for those that were graded since. Raises `Problem`."""
    former = last_regrade(results / assignment)
    if former is None:
        raise Problem(f"No regrade of {assignment} is on record in {results / assignment}, so there is none to undo.")
    resumed = former.record.state == "undoing"
    noted = _noted(results, assignment, "undone", former) if resumed else set()
    former.turn("undoing")
    back, since = [], []
    for student in former.students():
        if former.is_back(student):
            former.put_back(student)  # what it was judged by may not be
            back.append(student)
        elif former.is_written(student):
            new, old = read_result(results / assignment / f"{student}.json"), _decoded(former.content(student))
            if (student, old.key) not in noted:
                note_regraded(results, new or old, old, former.record.reason, undone=True)
            former.put_back(student)
            back.append(student)
        else:
            since.append(student)
    former.forget()
    return Undone(former.record.when, former.record.reason, tuple(back), tuple(since))


def _noted(results: Path, assignment: str, event: str, former: Former) -> set[tuple[str, str]]:
    """Of whom the log knows already, since a regrade was begun, and the keys of their results."""
    entries = (each for each in read_log(results) if each.event == event and each.assignment == assignment)
    return {(entry.student, entry.key) for entry in entries if entry.when >= former.record.when}


def _decoded(content: bytes) -> Result:
    return msgspec.json.decode(content, type=Result)
