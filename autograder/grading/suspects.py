"""Names the planted mistake behind failing checks whose inputs were drawn: one that answers them the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

import msgspec

from autograder.checks.bench import Bench
from autograder.checks.details import in_order, plain_text
from autograder.checks.diagnosis import Known, diagnosed, fitting, observed
from autograder.checks.fingerprints import Asked, fingerprint
from autograder.course.mutants import Mistake, sentence, with_mistake, written_mistakes
from autograder.course.solutions import solution_of
from autograder.grading.alike import PASSED
from autograder.records import CheckResult, Detail, Label, Status, Submission
from autograder.sandbox.plain import PlainLauncher
from autograder.sandbox.session import CachedSession

MOST = 3  # mistakes that are run for one check: each takes a process, which then stays for the submissions to come
KEPT = 12  # of these processes


class Suspects:
    """The planted mistakes of the assignment on a bench, run where they are asked what a submission was asked."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._launcher = PlainLauncher()
        self._sessions: dict[str, CachedSession] = {}
        found = written_mistakes(bench.assignment.folder / "wrong")
        self._mistakes = {sentence(each, bench.assignment.exercise_of(each.name)): each for each in found}

    def as_students_draw(
        self, checks: list[CheckResult], calls: Mapping[str, Sequence[Asked]], draw: Set[str]
    ) -> list[CheckResult]:
        """The checks, in which what public ones that `draw` observed is hashed as if a student's inputs had been drawn.

        That is known where they were asked once more what the whole class is asked, which is what students draw; and
        where a mistake, which all else fits, gives the same answers to the inputs that were drawn here.
        """
        asked_again = {c.name: c.alike for c in checks if not c.hidden and c.seen and c.alike not in ("", PASSED)}
        checks = [msgspec.structs.replace(c, seen=asked_again.get(c.name, c.seen)) for c in checks]
        left = draw - asked_again.keys()
        drawn = [check for check in checks if check.name in left and check.seen and not check.hidden]
        fits = self._candidates(checks, {check.name for check in drawn}) if drawn else []
        found: dict[str, set[str]] = {check.name: set() for check in drawn}
        for known, check in ((known, check) for known in fits for check in drawn if check.name in known.seen):
            asked = calls.get(check.name, ())
            if check.seen == known.seen[check.name] or self._answers(known.says, asked, check.name) == check.seen:
                found[check.name].add(known.seen[check.name])
        seen = {name: hashes.pop() for name, hashes in found.items() if len(hashes) == 1}
        return [msgspec.structs.replace(c, seen=seen[c.name]) if c.name in seen else c for c in checks]

    def _candidates(self, checks: list[CheckResult], drawn: set[str]) -> list[Known]:
        """The mistakes that fit what was observed but for what `drawn` checks did: of all, or of each exercise."""
        assignment, table = self._bench.assignment, self._bench.diagnoses.known
        sure = {name: hashed for name, hashed in observed(checks).items() if name not in drawn}
        whole = [each for each in fitting(table, sure) if drawn <= each.seen.keys() and each.says in self._mistakes]
        if 0 < len(whole) <= MOST:
            return whole
        owners = {name: assignment.exercise_of(name) for name in (*sure, *drawn)}
        found: list[Known] = []
        for exercise in assignment.exercises:
            own = {name: hashed for name, hashed in sure.items() if owners[name] == exercise}
            open_ones = {name for name in drawn if owners[name] == exercise}
            theirs = [each for each in table if each.exercise == exercise.name and each.says in self._mistakes]
            fits = [each for each in fitting(theirs, own) if open_ones <= each.seen.keys()]
            found += fits if open_ones and len(fits) <= MOST else []
        return found[: 2 * MOST]  # what comes later is named only where all that comes first is

    def name(self, checks: list[CheckResult], calls: Mapping[str, Sequence[Asked]]) -> list[CheckResult]:
        """The checks, failing hidden ones told what is likely; `calls` are what each of these asked."""
        named = diagnosed(self._bench.assignment, checks, self._bench.diagnoses)
        shown = {known.says for known in named.values()}
        failing = {check.name: calls.get(check.name, ()) for check in checks if check.hidden and check.seen}
        return [self._told(c, shown, checks, failing[c.name]) if c.name in failing else c for c in checks]

    def _told(
        self, check: CheckResult, shown: set[str], checks: list[CheckResult], calls: Sequence[Asked]
    ) -> CheckResult:
        says = [each for each in shown if each in self._mistakes and check.name in self._mistakes[each].caught_by]
        if not says and all(c.status is Status.PASSED for c in checks if c.exercise == check.exercise and not c.hidden):
            says = self._alike(check, calls)
        if len(says) != 1:
            return check
        details = in_order([Detail(Label.LIKELY, says[0], says[0]), *check.details])
        return msgspec.structs.replace(check, details=tuple(details), message=plain_text(details))

    def _alike(self, check: CheckResult, calls: Sequence[Asked]) -> list[str]:
        """The mistakes that no public check sees, and that answer these calls as the submission did."""
        known = {each.says for each in self._bench.diagnoses.known}
        asked = {
            says: each
            for says, each in self._mistakes.items()
            if says not in known and check.name in each.caught_by and each.name.startswith(check.exercise)
        }
        if not calls or len(asked) > MOST:
            return []
        return [says for says in asked if self._answers(says, calls, check.name) == check.seen]

    def _answers(self, says: str, calls: Sequence[Asked], check: str) -> str:
        session = self._session(self._mistakes[says])
        seconds = self._bench.assignment.seconds_of(check)
        return fingerprint(
            Asked(call.probe, call.arguments, session.observe(call.probe, call.arguments, seconds)) for call in calls
        )

    def _session(self, mistake: Mistake) -> CachedSession:
        """A process with the mistake: the one there is, or a new one in the place of the one longest unused."""
        session = self._sessions.pop(mistake.name, None)
        if session is None:
            if len(self._sessions) >= KEPT:
                self._sessions.pop(next(iter(self._sessions))).close()
            solution = solution_of(self._bench.assignment)
            work = self._bench.work(Submission(mistake.name, with_mistake(solution, mistake, mistake.name)))
            session = CachedSession(self._launcher, msgspec.structs.replace(work, fork=False))
        self._sessions[mistake.name] = session
        return session

    def close(self) -> None:
        """Ends every process."""
        self._launcher.stop()
