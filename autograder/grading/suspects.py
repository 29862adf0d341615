"""Names the planted mistake behind a failing hidden check: one that public checks show, or that answers the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from autograder.checks.bench import Bench
from autograder.checks.details import in_order, plain_text
from autograder.checks.diagnosis import diagnosed
from autograder.checks.fingerprints import Asked, fingerprint
from autograder.course.mutants import Mistake, read_mistakes, sentence, with_mistake
from autograder.course.solutions import solution_of
from autograder.records import CheckResult, Detail, Label, Status, Submission
from autograder.sandbox.plain import PlainLauncher
from autograder.sandbox.session import CachedSession

MOST = 3  # mistakes that are run for one check: each takes a process, which then stays for the submissions to come


class Suspects:
    """The planted mistakes of the assignment on a bench, run where they are asked what a submission was asked."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._launcher = PlainLauncher()
        self._sessions: dict[str, CachedSession] = {}
        found = read_mistakes(bench.assignment.folder / "wrong")
        self._mistakes = {sentence(each, bench.assignment.exercise_of(each.name)): each for each in found}

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
        return [says for says, mistake in asked.items() if self._answers(mistake, calls, check.name) == check.seen]

    def _answers(self, mistake: Mistake, calls: Sequence[Asked], check: str) -> str:
        session = self._sessions.get(mistake.name)
        if session is None:
            solution = solution_of(self._bench.assignment)
            work = self._bench.work(Submission(mistake.name, with_mistake(solution, mistake, mistake.name)))
            session = CachedSession(self._launcher, msgspec.structs.replace(work, fork=False))
            self._sessions[mistake.name] = session
        seconds = self._bench.assignment.seconds_of(check)
        return fingerprint(
            Asked(call.probe, call.arguments, session.observe(call.probe, call.arguments, seconds)) for call in calls
        )

    def close(self) -> None:
        """Ends every process."""
        self._launcher.stop()
