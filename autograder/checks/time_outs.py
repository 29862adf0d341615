"""Decides which checks are not run any more, because what they call has run out of time before.

Which stubs a check calls is read from its own probes, and which exercises it needs was measured with the solution: no
submission can change either. A check that may run out of time where others did is put off until all the rest has run;
and once two of them did in the same place, it is not run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations

import msgspec

from autograder.records import Assignment, Needs, Status


class Asked(msgspec.Struct, frozen=True):
    """A check, its exercise, and the stubs that its probes call by name."""

    check: str
    exercise: str
    calls: frozenset[str]


def asked_by(assignment: Assignment, check: str, names: frozenset[str]) -> Asked:
    """What a check asks of a submission, given all names in its probes.

    Names that several stubs share, as `backward` of two layers, say nothing about which is called, and are left out.
    """
    exercise = assignment.exercise_of(check)
    assert exercise is not None  # made sure of at collection
    stubs = Counter(stub.rpartition(".")[2] for each in assignment.exercises for stub in each.stubs)
    single = frozenset(name for name, count in stubs.items() if count == 1)
    return Asked(check, exercise.name, names & single)


class TimeOuts:
    """The checks of one submission that ran out of time so far, and what the ones that passed have called.

    `needs` are the other exercises that each check needs, if that was measured.
    """

    def __init__(self, needs: Needs | None = None) -> None:
        self._needs = needs or {}
        self._late: list[Asked] = []
        self._answered: set[str] = set()
        self._innocent: set[str] = set()

    def note(self, asked: Asked, status: Status) -> None:
        """Takes down how a check ended that was run."""
        if status is Status.TIMEOUT:
            self._late.append(asked)
        elif status in (Status.PASSED, Status.FAILED, Status.ERROR, Status.NOT_ATTEMPTED):
            self._answered.add(asked.exercise)
        if status is Status.PASSED:
            self._innocent |= asked.calls

    def why_not(self, asked: Asked) -> str:
        """Why this check need not be run, in words for the student; empty if it has to be."""
        for stubs in self._twice(asked):
            where = " and ".join(f"`{name}`" for name in sorted(stubs))
            where = (
                f"in {where}, which this one calls too" if where else "in the same exercise, and this one calls no less"
            )
            return f"Not run: two checks before it ran out of time {where}. Is there a loop that does not end?"
        for exercise in self._stuck(asked):
            return (
                f"Not run: two checks of `{exercise}`, which this one needs, ran out of time before it. "
                "Is there a loop that does not end?"
            )
        return ""

    def may_hang(self, asked: Asked) -> bool:
        """Whether this check may run out of time where another one did."""
        through = {asked.exercise, *self._needed(asked)}
        return any(late.exercise in through or asked.calls & (late.calls - self._innocent) for late in self._late)

    def _needed(self, asked: Asked) -> frozenset[str]:
        return self._needs.get(asked.check, frozenset())

    def _stuck(self, asked: Asked) -> Iterator[str]:
        """The exercises that this check needs, and of whose own checks two ran out of time, and none came to an end."""
        needed = self._needed(asked)
        for exercise in sorted(needed - self._answered):
            late = [self._needed(each) for each in self._late if each.exercise == exercise]
            # What hangs may as well be what all of these need.
            if len(late) > 1 and frozenset.intersection(*late) - self._answered <= {asked.exercise, *needed}:
                yield exercise

    def _twice(self, asked: Asked) -> Iterator[frozenset[str]]:
        """What two checks have in common that ran out of time, where this one has it in common with them."""
        for one, other in combinations(self._late, 2):
            mine, others = one.calls - self._innocent, other.calls - self._innocent
            suspects = mine & others
            if one.exercise == other.exercise:
                # Where no stub is named, as `a * b` names none, it is the exercise's own, unless that has answered.
                nameless = not mine | others and one.exercise not in self._answered
                alike = asked.exercise == one.exercise and (bool(suspects) or nameless)
            else:
                alike = bool(suspects)
            if alike and suspects <= asked.calls:
                yield suspects
