"""Finds the exercises that failures come from: a check that passes once another one is mended is carried from it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from autograder.records import Needs

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
        for suspects, checks in self.grouped(self.suspects).items():
            if len(suspects) > FEW:
                self.mend(suspects, checks)
        while suspect := self.likeliest():
            self.mend_alone(suspect)
        while groups := self.grouped(self.suspects):
            self.mend_together(*next(iter(groups.items())))
        self.own.clear()
        found: set[tuple[str, ...]] = set()
        while groups := self.grouped(self.needed):  # of these, some pass every check of their own
            needed, checks = next(iter(groups.items()))
            for origin in sorted(found):
                if needed.issuperset(origin):  # what was found to be wrong once is so here, mostly
                    passing = self.mend(frozenset(origin), checks)
                    self.blame(frozenset(origin), passing, list(origin))
                    checks = [check for check in checks if check not in passing]
            self.mend_together(needed, checks)
            found |= {self.carried[check] for check in checks if check in self.carried}
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

    def grouped(self, suspects_of: Callable[[str], frozenset[str]]) -> dict[frozenset[str], list[str]]:
        """The open checks by those they may come from, if any."""
        groups: dict[frozenset[str], list[str]] = {}
        for check in self.open():
            groups.setdefault(suspects_of(check), []).append(check)
        groups.pop(frozenset(), None)
        return groups

    def mend_together(self, suspects: frozenset[str], checks: list[str]) -> None:
        """Finds which of the checks come from these suspects together; the others fail by themselves."""
        passing = self.mend(suspects, checks)
        self.own |= {check for check in checks if check not in passing}
        self.blame(suspects, passing, sorted(suspects, key=self.order.__getitem__))

    def blame(self, suspects: frozenset[str], checks: list[str], left: list[str]) -> None:
        """Notes that checks, which pass with these suspects mended, come from as few of them as are needed for it."""
        if not left:
            self.carried |= dict.fromkeys(checks, tuple(sorted(suspects, key=self.order.__getitem__)))
        elif checks:
            fewer = suspects - {left[0]}
            passing = self.mend(fewer, checks) if fewer else []
            self.blame(fewer, passing, left[1:])
            self.blame(suspects, [check for check in checks if check not in passing], left[1:])

    def mend(self, exercises: frozenset[str], checks: list[str]) -> list[str]:
        """Those of the checks that pass once these exercises are mended."""
        if new := [check for check in checks if (check, exercises) not in self.known]:
            passing = self.passing(exercises, new)
            self.known |= {(check, exercises): check in passing for check in new}
        failing = {check for check in checks if not self.known[check, exercises]}
        self.own |= {check for check in failing if self.suspects(check) == exercises}
        return [check for check in checks if check not in failing]
