"""Advises a student what to do next: what to mend first is what costs most, itself and through others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from autograder.checks.details import tells_of_import
from autograder.markup.pages import number
from autograder.records import Assignment, CheckResult, Exercise, Result, Status

MOST = 3
INPUTS = "think of inputs that they do not try, such as other sizes, extreme values, or a second call"


def next_steps(assignment: Assignment, result: Result) -> tuple[str, ...]:
    """What to do next, the most useful first, in words that hold nothing of hidden checks; names stand in backticks."""
    if any(tells_of_import(check.details) for check in result.checks):
        return ("Mend the file that cannot be imported: until then no check can run. The page shows the line below.",)
    own = {
        exercise.name: [check for check in result.checks if check.exercise == exercise.name]
        for exercise in assignment.exercises
    }
    origins = Counter(origin for check in result.checks if not check.hidden for origin in check.carried)
    ranked = sorted(assignment.exercises, key=lambda each: -(_lost(own[each.name]) + origins[each.name]))
    steps = [step for each in ranked for step in _step(each, own[each.name], origins[each.name])]
    if not steps:
        return ("Everything passes. There is nothing to mend.",)
    rest = len(steps) - MOST
    return (*steps[:MOST], *([f"Then the other {rest} exercises below."] if rest > 1 else steps[MOST:]))


def _lost(checks: Sequence[CheckResult]) -> float:
    """The points that an exercise loses by itself."""
    return sum(check.max_points - check.points for check in checks if not check.carried)


def _step(exercise: Exercise, checks: Sequence[CheckResult], through: int) -> Iterator[str]:
    failing = [check for check in checks if check.status is not Status.PASSED and not check.carried]
    if not failing:
        return
    lost = _lost(checks)
    name, worth = f"`{exercise.name}`", f"{number(lost, 2)} {'point' if lost == 1 else 'points'}"
    if all(check.status is Status.NOT_ATTEMPTED for check in failing):
        yield f"Write {name}, worth {worth}. Where to begin: `autograder hint {exercise.name}`."
    elif all(check.hidden for check in failing):
        yield f"Look at {name} again: it passes the checks that you have, and loses {worth} in hidden ones; {INPUTS}."
    elif through:
        others = "one check of another exercise fails" if through == 1 else f"{through} checks of others fail"
        yield f"Mend {name} first: it loses {worth}, and {others} because of it."
    else:
        yield f"Mend {name}, which loses {worth}. Try it with `autograder check {exercise.name}`."
