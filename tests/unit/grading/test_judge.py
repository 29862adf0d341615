"""What the judge runs of a submission, beside what, and in which order: by checks whose findings are made up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from autograder.checks.bench import Bench
from autograder.checks.diagnosis import Diagnoses, Known
from autograder.files import digest_of
from autograder.grading import judge
from autograder.grading.alike import VARIES
from autograder.grading.judge import CollectionFailures, JudgingLoop, judge_failed
from autograder.grading.judged import Judged
from autograder.records import Assignment, CheckResult, Exercise, Limits, Status, Submission
from autograder.sandbox.plain import PlainLauncher

EXERCISES = ("a", "b", "c")
PASSED, FAILED, TIMEOUT, UNTRIED = Status.PASSED, Status.FAILED, Status.TIMEOUT, Status.NOT_ATTEMPTED
WRONG = "\n\n".join(f"def {name}():\n    return -1\n" for name in EXERCISES)
ADA = Submission("ada", {"m.py": WRONG.encode()})
LIMIT = 5.0

Found = Status | tuple[Status, str]


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    """Of three exercises, each of a function of its own."""
    (tmp_path / "m.py").write_text(WRONG.replace("-1", "+1"))
    exercises = tuple(Exercise(each, each, (each,), ()) for each in EXERCISES)
    return Assignment("Three", ("m",), exercises, limits=Limits(LIMIT), folder=tmp_path)


class Recording(Bench):
    """A bench that says what was put on it; what it knows of the time is made up."""

    def __init__(self, assignment: Assignment, needs: Any = None, **more: Any) -> None:
        super().__init__(assignment, PlainLauncher(), {}, needs=needs, **more)
        self.now: Any = None
        self.put_there: list[Any] = []

    def _note(self, what: Any) -> None:
        self.now = what
        self.put_there.append(what)

    def put(self, submission: Submission) -> None:
        super().put(submission)
        self._note("own")

    def put_mended(self, files: Mapping[str, bytes]) -> None:
        super().put_mended(files)
        text = files["m.py"].decode()
        self._note("".join(name for name in EXERCISES if f"def {name}():\n    return +1" in text) or "unmended")

    def put_for_class(self, files: Mapping[str, bytes]) -> None:
        super().put_for_class(files)
        self._note(f"{self.put_there.pop()} for all")

    def put_apart(self, elsewhere: bool = False) -> None:
        super().put_apart(elsewhere)
        self._note("elsewhere" if elsewhere else "apart")

    def mend_in_short(self) -> None:
        super().mend_in_short()
        self._note("in short")

    def start_over(self) -> None:
        self._note("start over")

    def clear(self) -> None:
        super().clear()
        self.now = None

    @property
    def layers(self) -> tuple[str, ...]:
        return ("user", "seccomp") if self.now == "own" else ()


class Loop(JudgingLoop):
    """A loop whose checks find what is given by name, and by what is on the bench if that is a table."""

    def __init__(self, bench: Recording, found: Mapping[str, Found | Mapping[str, Found]]) -> None:
        super().__init__(bench, [], lambda judged: None, "")
        self.found = found
        self.runs: list[tuple[Any, str]] = []

    def run(self, plan: Any, following: Any) -> CheckResult:
        self.runs.append((self.bench.now, plan.name))
        found = self.found[plan.name]
        if isinstance(found, Mapping):
            found = found.get(self.bench.now, found["own"])
        status, seen = found if isinstance(found, tuple) else (found, "")
        points = float(status is PASSED)
        return CheckResult(plan.name, plan.exercise, plan.hidden, status, points, 1.0, "", 0.1, seen=seen)

    def ran(self, *where: str) -> list[tuple[Any, str]]:
        """What was run where this was on the bench."""
        return [run for run in self.runs if run[0] in where]


def plan(name: str, draws: bool = False, hidden: bool = False, seconds: float = LIMIT) -> Any:
    exercise = name[0]
    item, asked = SimpleNamespace(stash={}), SimpleNamespace(check=name, exercise=exercise, calls=frozenset())
    made = {"item": item, "name": name, "exercise": exercise, "asked": asked, "order": EXERCISES.index(exercise)}
    return SimpleNamespace(**made, draws=draws, hidden=hidden, seconds=seconds)


Judging = Callable[..., tuple[Judged, Loop]]


@pytest.fixture
def judging(assignment: Assignment) -> Judging:
    """Judges ada by such checks: plans, or names of plain ones."""

    def judged(found, *plans, submission=ADA, bench=None, **more) -> tuple[Judged, Loop]:
        loop = Loop(bench or Recording(assignment, **more), found)
        made = [plan(each) if isinstance(each, str) else each for each in plans or found]
        return loop.judge(submission, made), loop

    return judged


def alike(judged: Judged) -> dict[str, str]:
    return {check.name: check.alike for check in judged.result.checks if check.alike}


def test_what_draws_and_fails_is_asked_once_more_what_all_are_asked_and_nothing_else_is(judging):
    found = {"a1": {"own": (FAILED, "mine"), "unmended for all": (FAILED, "all's")}, "a2": FAILED, "b1": PASSED}
    judged, loop = judging(found, plan("a1", draws=True), plan("a2"), plan("b1", draws=True), needs={})
    assert loop.ran("unmended for all") == [("unmended for all", "a1")]
    assert alike(judged) == {"a1": "all's"}


def test_what_is_asked_once_more_is_asked_beside_right_exercises(judging):
    found = {"a1": {"own": (FAILED, "1"), "b": (FAILED, "2"), "b for all": (FAILED, "3")}, "b1": FAILED}
    judged, loop = judging(found, needs={"a1": frozenset("b")})
    assert loop.ran("b for all") == [("b for all", "a1")]
    assert alike(judged) == {"a1": "3"}


def test_a_file_that_cannot_be_mended_keeps_no_other_exercise_from_being_asked(judging):
    found = {"a1": FAILED, "b1": FAILED, "c1": {"own": FAILED, "unmended for all": (FAILED, "all's")}}
    broken = Submission("ada", {"m.py": b"def a(:\n"})
    plans = (plan("a1"), plan("b1"), plan("c1", draws=True))
    judged, loop = judging(found, *plans, needs={"a1": frozenset("b")}, submission=broken)
    assert alike(judged) == {"c1": "all's"}
    assert [name for _, name in loop.runs] == ["a1", "b1", "c1", "c1"]


def test_what_takes_long_is_not_asked_once_more(judging):
    found = {"a1": (FAILED, "mine"), "a2": (FAILED, "mine")}
    long = plan("a2", draws=True, seconds=LIMIT + 1)
    judged, loop = judging(found, plan("a1", draws=True), long, needs={})
    assert loop.ran("unmended for all") == [("unmended for all", "a1")]
    assert alike(judged) == {"a1": "mine"}


def test_where_it_is_not_known_what_checks_need_none_is_run_again(judging):
    judged, loop = judging({"a1": (FAILED, "mine"), "b1": FAILED}, plan("a1", draws=True), plan("b1"))
    assert [name for _, name in loop.runs] == ["a1", "b1"]
    assert not judged.result.ungraded


@pytest.fixture
def proving(assignment, judging) -> Callable[..., tuple[Judged, Loop]]:
    """Judges a planted mistake."""

    def judged(found, *plans, **more):
        bench = Recording(assignment, reference=PlainLauncher(), trusted=True, **more)
        return judging(found, *plans, bench=bench)

    return judged


@pytest.mark.parametrize(
    ("apart", "elsewhere", "seen"),
    [
        ("other", "other", "other"),
        ("other", "else", VARIES),
        ("", "else", "own"),
        ("other", "", "own"),
        ("own", "?", "own"),
    ],
)
def test_a_mistake_says_what_is_seen_where_nothing_is_left_of_the_call_before(proving, apart, elsewhere, seen):
    found = {"a1": {"own": (FAILED, "own"), "apart": (FAILED, apart), "elsewhere": (FAILED, elsewhere)}, "b1": PASSED}
    judged, loop = proving(found)
    assert alike(judged) == {"a1": seen}
    again = [("apart", "a1")] if apart == "own" else [("apart", "a1"), ("elsewhere", "a1")]
    assert loop.ran("apart", "elsewhere") == again


def test_only_what_the_mistake_fails_in_itself_and_quickly_is_run_apart(proving):
    found = {"a1": {"own": (FAILED, "1"), "b": PASSED}, "a2": PASSED, "a3": FAILED, "b1": (FAILED, "2"), "b2": FAILED}
    plans = (plan("a1"), plan("a2"), plan("a3"), plan("b1", seconds=LIMIT + 1), plan("b2"))
    judged, loop = proving(found, *plans, needs={"a1": frozenset("b")})
    assert next(check for check in judged.result.checks if check.name == "a1").carried == ("b",)
    assert not {"apart", "elsewhere"} & {*loop.bench.put_there}


def test_a_students_code_is_not_run_apart(judging):
    _, loop = judging({"a1": (FAILED, "mine")}, needs={})
    assert loop.bench.put_there == ["own"]


def test_who_used_up_the_budget_is_traced_in_short(judging, assignment, monkeypatch):
    found = {"a1": {"own": FAILED, "b": PASSED}, "b1": FAILED}
    for spent in (True, False):
        bench = Recording(assignment, {"a1": frozenset("b")})
        monkeypatch.setattr(type(bench.spending), "spent", spent)
        judged, loop = judging(found, bench=bench)
        assert loop.bench.put_there == ["own", *(["in short"] if spent else []), "b"]
        assert judged.result.checks[0].carried == ("b",)


def test_what_ran_out_of_time_again_is_not_run_a_third_time_and_after_two_exercises_nothing_is(judging):
    late = {"own": FAILED, "a": TIMEOUT}
    found = {"a1": FAILED, "b1": late, "b2": late, "c1": late, "c2": late}
    needs = {name: frozenset("a") for name in ("b1", "b2", "c1", "c2")}
    _, loop = judging(found, needs=needs)
    assert loop.ran("a") == [("a", "b1"), ("a", "c1")]
    found |= {"b1": {"own": FAILED, "a": PASSED}, "c1": {"own": FAILED, "a": PASSED}}
    judged, loop = judging(found, needs=needs)
    assert [check.name for check in judged.result.checks if check.carried] == ["b1", "c1"]
    assert loop.ran("a") == [("a", name) for name in ("b1", "b2", "c1", "c2")]


def test_what_never_ends_is_run_again_only_beside_what_is_wrong_and_was_mended(judging):
    endless = {"own": TIMEOUT, "b": PASSED}
    needs = {"a1": frozenset("b"), "a2": frozenset("b")}
    found: dict[str, Any] = {"a1": endless, "a2": endless, "c1": FAILED}
    for answers, again in ((PASSED, False), (FAILED, True), (UNTRIED, True)):
        judged, loop = judging({**found, "b1": answers}, needs=needs)
        assert [check.carried for check in judged.result.checks[:2]] == [("b",) if again else ()] * 2
        assert ("b" in loop.bench.put_there) == again


def test_what_ended_once_is_run_again_also_beside_exercises_that_pass(judging):
    found = {"a1": {"own": TIMEOUT, "b": PASSED}, "a2": {"own": FAILED, "b": FAILED}, "b1": PASSED}
    judged, loop = judging(found, needs={"a1": frozenset("b"), "a2": frozenset("b")})
    assert [check.carried for check in judged.result.checks] == [("b",), (), ()]
    assert loop.ran("b") == [("b", "a1"), ("b", "a2")]


def test_an_unwritten_exercise_may_be_where_a_failure_comes_from(judging):
    judged, _ = judging({"a1": {"own": FAILED, "b": PASSED}, "b1": UNTRIED}, needs={"a1": frozenset("b")})
    assert [(check.carried, check.points) for check in judged.result.checks] == [(("b",), 1.0), ((), 0.0)]


def test_where_nothing_failed_nothing_is_run_again(judging):
    _, loop = judging({"a1": PASSED, "b1": UNTRIED}, needs={"a1": frozenset("b")})
    assert [name for _, name in loop.runs] == ["a1", "b1"]


def test_what_takes_long_comes_last_public_ones_first_by_exercise_and_then_the_shorter(judging):
    late = [
        plan("a4", hidden=True, seconds=LIMIT + 1),
        plan("b3", seconds=LIMIT + 1),
        plan("a2", seconds=LIMIT + 9),
        plan("a1", seconds=LIMIT + 2),
    ]
    plans = [*late, plan("c1"), plan("a5", seconds=LIMIT)]
    _, loop = judging({each.name: PASSED for each in plans}, *plans)
    assert [name for _, name in loop.runs] == ["c1", "a5", "a1", "a2", "b3", "a4"]
    assert loop.bench.put_there == ["own", "start over"]


def test_a_result_says_what_was_judged_where_and_at_what_cost(judging, assignment):
    bench = Recording(assignment, {"a1": frozenset("b")})
    judged, _ = judging({"a1": {"own": FAILED, "b": PASSED}, "b1": FAILED}, bench=bench)
    assert judged.result.files == digest_of(ADA.files)
    assert judged.result.isolation == judged.observations.isolation == ("user", "seccomp")
    assert bench.now is None  # and nothing is left on the bench
    assert (Judged(judged.result).seconds, Judged(judged.result).ran) == (0.0, ())


class Named:
    """In the place of `Suspects`: says that each failing check has seen what it was told to be like."""

    made: list[Named]

    def __init__(self, bench: Bench) -> None:
        self.made.append(self)
        self.asked: list[set[str]] = []
        self.closed = False

    def as_students_draw(self, checks, calls, draw):
        self.asked.append(draw)
        return checks

    def name(self, checks, calls):
        return [msgspec.structs.replace(each, sentence="named") for each in checks]

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def named(monkeypatch) -> list[Named]:
    monkeypatch.setattr(Named, "made", [], raising=False)
    monkeypatch.setattr(judge, "Suspects", Named)
    return Named.made


KNOWN = Diagnoses((Known("`a` returns -1", "a", {"a1": "mine"}),))


def test_mistakes_are_looked_for_by_what_was_drawn_and_by_the_same_ones_for_the_class(judging, assignment, named):
    bench = Recording(assignment, reference=PlainLauncher(), diagnoses=KNOWN)
    loop = Loop(bench, {"a1": (FAILED, "mine"), "b1": PASSED})
    plans = [plan("a1", draws=True), plan("b1")]
    for _ in range(2):
        assert [check.sentence for check in loop.judge(ADA, plans).result.checks] == ["named", "named"]
    (only,) = named
    assert only.asked == [{"a1"}, {"a1"}]


@pytest.mark.parametrize("without", ["solution", "mistakes", "observation"])
def test_none_are_looked_for_without_a(judging, assignment, named, without):
    reference = None if without == "solution" else PlainLauncher()
    bench = Recording(assignment, reference=reference, diagnoses=Diagnoses() if without == "mistakes" else KNOWN)
    judged, _ = judging({"a1": FAILED if without == "observation" else (FAILED, "mine")}, bench=bench)
    assert not judged.result.ungraded
    assert named == []


def test_the_processes_of_mistakes_end_with_the_class_also_if_that_breaks(assignment, named):
    for ends in ([], None):
        loop = JudgingLoop(Recording(assignment), ends, lambda judged: None, "")
        loop._suspects = Named(loop.bench)
        session = SimpleNamespace(testsfailed=0, items=[])
        if ends is None:
            with pytest.raises(TypeError):
                loop.pytest_runtestloop(session)
        else:
            assert loop.pytest_runtestloop(session) is not None  # or pytest would run all checks itself
        assert named[-1].closed


def test_where_the_judge_failed_is_said_as_far_as_it_is_known():
    def outer() -> None:
        compile("1 +", "students.py", "exec")

    try:
        outer()
    except SyntaxError as error:
        found = error
    assert "SyntaxError in test_judge.py, line" in judge_failed(found)
    assert "ValueError. The others" in judge_failed(ValueError("never raised"))


def test_which_package_a_file_of_checks_lacks_is_kept():
    failures = CollectionFailures()
    error = ImportError("while importing")

    def interact(cause: BaseException | None) -> str:
        error.__cause__ = cause
        failures.pytest_exception_interact(SimpleNamespace(excinfo=SimpleNamespace(value=error)))
        return failures.missing

    assert interact(None) == ""
    assert interact(ModuleNotFoundError("of no name")) == ""
    assert interact(ModuleNotFoundError("no", name="scipy")) == "scipy"
    assert interact(ValueError("else")) == "scipy"
    failures.pytest_exception_interact(SimpleNamespace(excinfo=None))
    assert failures.missing == "scipy"
