"""A mutant meets checks until one notices it, public ones first; and what is on record of the course holds."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from types import SimpleNamespace
from typing import Any, NamedTuple

import msgspec
import pytest
from helpers import REPO

from autograder.course.manifest import assignments_in
from autograder.errors import Problem
from autograder.files import digest, kit_digest
from autograder.grading.settings import proof_settings
from autograder.records import Assignment, CheckResult, Status, Submission, Verdict
from autograder.release.mutation import trying as module
from autograder.release.mutation.mutants import Mutant, mutants_of
from autograder.release.mutation.record import checks_of, read_record, solution_key
from autograder.release.mutation.trying import Noticed, Trial, TrialLoop, exercise_of, tried, try_here
from autograder.sandbox.layers import LAYERS

SAMPLE = 5


def noticed(assignment: Assignment, *trials: Trial) -> dict[str, str]:
    """What notices mutants, tried in this process without a sandbox."""
    found = try_here(proof_settings(assignment, frozenset(), jobs=1), trials)
    return {name: each.by for name, each in found}


def mutant(assignment: Assignment, name: str) -> Mutant:
    return next(each for each in mutants_of(assignment) if each.name == name)


def test_a_public_check_of_the_own_exercise_notices_first_unless_another_did_before(tiny):
    wrong = mutant(tiny, "double: twofold = x + x => twofold = x - x")
    assert exercise_of(tiny, wrong) == "double"
    assert noticed(tiny, Trial(wrong)) == {wrong.name: "double_by_hand"}
    passed = frozenset({"double_by_hand"})
    assert noticed(tiny, Trial(wrong, passed=passed)) == {wrong.name: "double_agrees"}
    first = Trial(wrong, "area_of_doubled_sides", passed)
    assert noticed(tiny, first) == {wrong.name: "area_of_doubled_sides"}


def test_what_no_check_notices_survives(tiny):
    wrong = mutant(tiny, "double: twofold = x + x => twofold = x - x")
    same = wrong._replace(change="none", text=(tiny.folder / "tiny.py").read_text())
    assert noticed(tiny, Trial(same), Trial(wrong)) == {same.name: "", wrong.name: "double_by_hand"}


def drawn(names: Iterable[str]) -> list[str]:
    """The names in an order that is another one after each change of the kit."""
    return sorted(names, key=lambda name: digest([name, kit_digest()]))


def test_a_sample_of_what_is_on_record_of_the_course_holds():
    """Of one assignment, which the kit's code draws: the check on record still notices the mutant, by itself."""
    records = {each.name: read_record(REPO / "solutions" / each.name) for each in assignments_in(REPO / "source")}
    usable = {
        each.name: (each, record)
        for each in assignments_in(REPO / "source")
        if not each.packages and (record := records[each.name]) and record.solution == solution_key(each)
    }
    assert usable, "what is on record is of other solutions; try them: autograder build --mutants"
    assignment, record = usable[drawn(usable)[0]]
    checks = checks_of(assignment)
    same = {name for name, check in checks.items() if record.checks.get(name) == check}
    mutants = {each.name: each for each in mutants_of(assignment)}
    known = {name: each.by for name, each in record.noticed.items() if name in mutants and each.by in same}
    by = {name: known[name] for name in drawn(known)[:SAMPLE]}
    trials = [Trial(mutants[name], check, frozenset(set(checks) - {check})) for name, check in by.items()]
    assert noticed(assignment, *trials) == by


class Plan(NamedTuple):
    """Stands for a check's plan."""

    name: str
    exercise: str = "double"
    hidden: bool = False
    seconds: float = 1.0
    order: int = 0
    draws: bool = False

    def result(self, verdict: Verdict) -> CheckResult:
        return CheckResult(self.name, self.exercise, self.hidden, verdict.status, 0.0, 1.0, "", 0.1)


class Loop(TrialLoop):
    """Runs nothing: each check says what it is told to, or passes."""

    def __init__(self, tiny: Assignment, trial: Trial, says: dict[str, CheckResult]) -> None:
        self.bench_had: list[Submission | None] = []
        bench: Any = SimpleNamespace(
            assignment=tiny, put=self.bench_had.append, clear=lambda: self.bench_had.append(None)
        )
        super().__init__(bench, [trial])
        self.says, self.ran = says, list[str]()

    def run(self, plan: Any, following: Any) -> CheckResult:
        assert following is None
        assert len(self.bench_had) == 1
        self.ran.append(plan.name)
        return self.says.get(plan.name) or plan.result(Verdict(Status.PASSED))

    def is_long(self, plan: Any) -> bool:
        return False


WRONG = "double: twofold = x + x => twofold = x - x"


def tried_on(tiny: Assignment, plans: list[Plan], *failing: str, first: str = "", passed: tuple[str, ...] = (), **more):
    """The loop after one trial; the checks that fail do so with `more`."""
    says = {
        plan.name: msgspec.structs.replace(plan.result(Verdict(Status.FAILED)), **more)
        for plan in plans
        if plan.name in failing
    }
    trial = Trial(mutant(tiny, WRONG), first, frozenset(passed))
    loop = Loop(tiny, trial, says)
    (submission,) = loop.incoming
    judged = loop.judge(submission, plans)  # type: ignore[arg-type]
    assert [check.name for check in judged.result.checks] == loop.ran
    assert loop.bench_had == [submission, None]
    assert submission.files["tiny.py"] == trial.mutant.text.encode()
    return loop


PLANS = [
    Plan("d", hidden=True, order=0),
    Plan("other", "area", order=1),
    Plan("slow", seconds=2.0, order=2),
    Plan("b", order=4),
    Plan("a", order=3),
]


def test_public_checks_come_first_those_of_the_own_exercise_foremost_and_the_fast_ones(tiny):
    assert tried_on(tiny, PLANS).ran == ["a", "b", "slow", "other", "d"]
    assert tried_on(tiny, PLANS, first="other", passed=("a", "d")).ran == ["other", "b", "slow"]
    assert tried_on(tiny, PLANS, first="d").ran == ["a", "b", "slow", "other", "d"]


def test_once_a_check_has_noticed_only_those_of_the_own_exercise_are_run(tiny):
    loop = tried_on(tiny, PLANS, "b", "slow", seen="1f")
    assert loop.ran == ["a", "b", "slow", "d"]
    (noticed,) = loop.found.values()
    assert noticed.by == "b"
    assert noticed.behaviour
    assert tried_on(tiny, PLANS, "other", seen="1f").ran == ["a", "b", "slow", "other", "d"]


def test_what_no_check_of_the_own_exercise_sees_behaves_like_nothing(tiny):
    assert [*tried_on(tiny, PLANS, "other", seen="1f").found.values()] == [Noticed("other", "")]
    assert [*tried_on(tiny, PLANS).found.values()] == [Noticed("", "")]


def test_equal_answers_are_equal_behaviour_whatever_was_run_before(tiny):
    def behaviour(*failing: str, **more) -> str:
        (found,) = tried_on(tiny, PLANS, *failing, **more).found.values()
        return found.behaviour

    assert behaviour("b", seen="1f") == behaviour("b", seen="1f", passed=("a",)) != ""
    assert len({behaviour("b", seen="1f"), behaviour("b", seen="2f"), behaviour("slow", seen="1f")}) == 3


@pytest.mark.parametrize("status", [Status.TIMEOUT, Status.UNGRADED])
def test_what_hangs_or_was_not_judged_has_no_behaviour_and_what_hangs_ends_the_trial(tiny, status):
    loop = tried_on(tiny, PLANS, "b", seen="1f", status=status)
    hangs = status is Status.TIMEOUT
    assert loop.ran == (["a", "b"] if hangs else ["a", "b", "slow", "other", "d"])
    assert [*loop.found.values()] == [Noticed("b" if hangs else "", "")]


@pytest.mark.parametrize(("long", "compared"), [(False, True), (True, False)])
def test_what_a_check_draws_is_compared_unless_it_would_be_asked_for_too_long(tiny, monkeypatch, long, compared):
    monkeypatch.setattr(Loop, "is_long", lambda loop, plan: long)
    (noticed,) = tried_on(tiny, [PLANS[4]._replace(draws=True)], "a", seen="1f").found.values()
    assert bool(noticed.behaviour) is compared


@pytest.fixture
def pool(monkeypatch) -> list[tuple[str, Any]]:
    """Threads in place of processes; what the pool is asked for."""
    asked: list[tuple[str, Any]] = []

    class Threads(ThreadPoolExecutor):
        def __init__(self, workers: int, context: Any) -> None:
            super().__init__(workers)
            asked.append((context.get_start_method(), workers))

        def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
            asked.append(("ended", cancel_futures))
            super().shutdown(wait, cancel_futures=cancel_futures)

    monkeypatch.setattr(module, "ProcessPoolExecutor", Threads)
    monkeypatch.setattr("os.cpu_count", lambda: 7)
    return asked


@pytest.mark.parametrize(
    ("count", "how", "workers", "chunks"),
    [(0, {}, 1, []), (12, {}, 1, [12]), (13, {}, 2, [12, 1]), (40, {"jobs": 3}, 3, [12, 12, 12, 4])],
)
@pytest.mark.parametrize("works", [True, False])
def test_mutants_are_tried_twelve_in_a_row_by_as_many_processes_as_there_are_to_do(
    tiny, pool, monkeypatch, count, how, workers, chunks, works
):
    monkeypatch.setattr(module, "sandbox_works", lambda: works)
    given: list[int] = []

    def try_some(settings: Any, trials: list[Trial]) -> list[tuple[str, Noticed]]:
        assert settings.layers == (LAYERS if works else frozenset())
        given.append(len(trials))
        return [(trial.mutant.name, Noticed("x")) for trial in trials]

    monkeypatch.setattr(module, "try_here", try_some)
    trials = [Trial(Mutant("tiny.py", 1, "double", str(number), "")) for number in range(count)]
    assert sorted(tried(tiny, trials, **how)) == sorted((trial.mutant.name, Noticed("x")) for trial in trials)
    assert sorted(given, reverse=True) == chunks
    assert pool == [("spawn", workers), ("ended", True)]


def test_a_process_that_was_ended_is_a_problem_and_no_verdict(tiny, pool, monkeypatch):
    def end(settings: Any, trials: list[Trial]) -> list[tuple[str, Noticed]]:
        raise BrokenProcessPool

    monkeypatch.setattr(module, "try_here", end)
    monkeypatch.setattr(module, "sandbox_works", lambda: False)
    with pytest.raises(Problem, match="ended from outside"):
        list(tried(tiny, [Trial(Mutant("tiny.py", 1, "double", "x", ""))]))
    assert pool[-1] == ("ended", True)


def test_workers_are_ended_though_a_trial_raises(tiny, monkeypatch):
    closed: list[bool] = []
    monkeypatch.setattr(module.Bench, "close", lambda bench: closed.append(True))

    def fail(loop: Any, folders: Any) -> None:
        assert folders == [tiny.folder / "checks"]
        raise Problem("no such check")

    monkeypatch.setattr(module, "run_loop", fail)
    with pytest.raises(Problem, match="no such check"):
        try_here(proof_settings(tiny, frozenset(), jobs=1), [])
    assert closed == [True]
