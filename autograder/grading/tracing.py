"""Finds the exercises that failures come from: a check that passes once another one is mended is carried from it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

Needs = Mapping[str, frozenset[str]]
Passing = Callable[[frozenset[str], list[str]], Collection[str]]
FEW = 2  # suspects of one check that are mended one by one before all at once


def trace(
    failing: Mapping[str, str], untried: Mapping[str, str], needs: Needs, passing: Passing
) -> dict[str, tuple[str, ...]]:
    """By check, the exercises that its failure comes from, as few as explain it; nothing of a check that fails itself.

    `failing` says whose exercise each failing check is, and `untried` the same of those that are not attempted.
    `needs` are the other exercises that a check needs: those without which it fails for the solution, too. Nothing else
    is ever mended for it, so that what calls another exercise's function of its own accord fails with it. `passing`
    says which of some checks pass, once certain exercises are mended.
    """
    return _Tracing(failing, untried, needs, passing).trace()


class _Tracing:
    """What is known so far: which checks are `carried`, and which fail by themselves: `own`."""

    def __init__(self, failing: Mapping[str, str], untried: Mapping[str, str], needs: Needs, passing: Passing) -> None:
        self.failing = failing
        self.unwritten = frozenset(untried.values())
        self.needs = needs
        self.passing = passing
        names = dict.fromkeys([*failing.values(), *untried.values(), *sorted(frozenset().union(*needs.values()))])
        self.order = {exercise: number for number, exercise in enumerate(names)}
        self.carried: dict[str, tuple[str, ...]] = {}
        self.own: set[str] = set()
        self.known: dict[tuple[str, frozenset[str]], bool] = {}  # whether a check passes, certain exercises mended

    def trace(self) -> dict[str, tuple[str, ...]]:
        if suspect := self.likeliest():  # which mostly explains all there is
            self.mend_alone(suspect)
        self.mend_together(self.open(), self.suspects, more_than=FEW)
        while suspect := self.likeliest():
            self.mend_alone(suspect)
        self.blame(self.mend_together(self.open(), self.suspects))
        left = [check for check in self.failing if check not in self.carried]
        self.blame(self.mend_together(left, self.needed))  # also exercises that pass every check of their own
        return self.carried

    def open(self) -> list[str]:
        return [check for check in self.failing if check not in self.carried and check not in self.own]

    def suspects(self, check: str) -> frozenset[str]:
        """The other exercises that the check needs, and that fail through no other's fault as far as is known."""
        broken = {exercise for each, exercise in self.failing.items() if each not in self.carried}
        return (self.needs.get(check, frozenset()) & (self.unwritten | broken)) - {self.failing[check]}

    def untried(self, suspect: str) -> list[str]:
        """The checks for which mending this exercise alone may be enough, and has not been tried."""
        alone = frozenset({suspect})
        may_come = [check for check in self.open() if suspect in self.suspects(check)]
        blocked = {check for check in may_come if self.suspects(check) & self.unwritten - alone}
        return [check for check in may_come if check not in blocked and (check, alone) not in self.known]

    def likeliest(self) -> str:
        """The exercise to mend next: rather one that fails by itself, then one that more failures may come from."""
        surely = {exercise for check, exercise in self.failing.items() if check in self.own or not self.suspects(check)}
        surely |= self.unwritten
        counts = {exercise: len(self.untried(exercise)) for exercise in self.order}
        ranked = ((exercise in surely, count, -self.order[exercise], exercise) for exercise, count in counts.items())
        return max((rank for rank in ranked if rank[1]), default=(False, 0, 0, ""))[-1]

    def mend_alone(self, suspect: str) -> None:
        self.carried |= dict.fromkeys(self.mend(frozenset({suspect}), self.untried(suspect)), (suspect,))

    def needed(self, check: str) -> frozenset[str]:
        """All other exercises that the check needs."""
        return self.needs.get(check, frozenset()) - {self.failing[check]}

    def mend_together(
        self, checks: list[str], suspects_of: Callable[[str], frozenset[str]], more_than: int = 0
    ) -> dict[str, frozenset[str]]:
        """Mends all suspects of those checks that have more than so many; those that pass then, with their suspects."""
        groups: dict[frozenset[str], list[str]] = {}
        for check in checks:
            groups.setdefault(suspects_of(check), []).append(check)
        some = {suspects: group for suspects, group in groups.items() if len(suspects) > more_than}
        return {check: suspects for suspects, group in some.items() for check in self.mend(suspects, group)}

    def blame(self, found: dict[str, frozenset[str]]) -> None:
        """Notes that these checks come from as few of their suspects as they need to pass."""
        for check, suspects in found.items():
            fewest = suspects
            for suspect in sorted(suspects, key=self.order.__getitem__):
                fewer = fewest - {suspect}
                if fewer and self.mend(fewer, [check]):
                    fewest = fewer
            self.carried[check] = tuple(sorted(fewest, key=self.order.__getitem__))

    def mend(self, exercises: frozenset[str], checks: list[str]) -> list[str]:
        """Those of the checks that pass once these exercises are mended."""
        if new := [check for check in checks if (check, exercises) not in self.known]:
            passing = self.passing(exercises, new)
            self.known |= {(check, exercises): check in passing for check in new}
        failing = {check for check in checks if not self.known[check, exercises]}
        self.own |= {check for check in failing if self.suspects(check) == exercises}
        return [check for check in checks if check not in failing]
