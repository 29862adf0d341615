"""The judge says which exercise a failure comes from, and a right exercise keeps its points beside a wrong one."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import pytest
from helpers import RIGHT, statuses

from autograder.checks.bench import Bench
from autograder.grading.judge import never_ended
from autograder.grading.pool import JudgeSettings, judge_submissions
from autograder.records import Assignment, Result, Status, Submission

pytestmark = pytest.mark.slow
NEEDS = {"area_of_doubled_sides": frozenset({"double"})}
UNWRITTEN = RIGHT.replace("return x + x", "raise NotImplementedError()")


def judged(tiny: Assignment, texts: Mapping[str, str], needs: Mapping[str, frozenset[str]] | None = NEEDS):
    """The results of submissions by student; the class goes through one judge, in this order."""
    incoming = [Submission(student, {"tiny.py": text.encode()}) for student, text in texts.items()]
    results: list[Result] = []
    settings = JudgeSettings(tiny, b"secret", frozenset(), needs=needs)
    judge_submissions(settings, incoming, lambda one: results.append(one.result))
    return {result.student: result for result in results}


def points(result: Result) -> dict[str, float]:
    return {check.name: check.points for check in result.checks}


@pytest.fixture(scope="module")
def of_the_class(tiny):
    return judged(
        tiny,
        {
            "wrong": RIGHT.replace("x + x", "x * x + 1"),
            "right": RIGHT,
            "unwritten": UNWRITTEN,
            "own fault": RIGHT.replace("self.h * self.w", "self.h + self.w"),
            "both": RIGHT.replace("x + x", "3 * x").replace("self.h * self.w", "self.h + self.w"),
            "right again": RIGHT,
        },
    )


def test_a_right_exercise_keeps_its_points_beside_a_wrong_one(of_the_class):
    result = of_the_class["wrong"]
    carried = {check.name: check.carried for check in result.checks if check.carried}
    assert carried == {"area_of_doubled_sides": ("double",)}
    assert points(result) == {"double_by_hand": 0, "double_agrees": 0, "area_by_hand": 1, "area_of_doubled_sides": 1}
    assert result.score == 2


def test_and_beside_an_unwritten_one(of_the_class):
    result = of_the_class["unwritten"]
    assert statuses(result)["area_of_doubled_sides"] == "blocked"
    assert points(result)["area_of_doubled_sides"] == 1


def test_what_is_wrong_itself_stands(of_the_class):
    for student in ("own fault", "both"):
        assert not any(check.carried for check in of_the_class[student].checks)
        assert points(of_the_class[student])["area_of_doubled_sides"] == 0


def test_the_next_submission_is_judged_as_if_nothing_had_been_traced(of_the_class):
    for student in ("right", "right again"):
        assert set(statuses(of_the_class[student]).values()) == {"passed"}


def test_a_check_runs_as_often_as_it_takes_to_name_the_one_exercise(tiny):
    """Also one after another, as when it is the only one that fails."""
    needs = {"area_of_doubled_sides": frozenset({"double"}), "double_by_hand": frozenset({"area"})}
    unseen = RIGHT.replace("x + x", "x + x if x != 3.0 else 0.0")
    checks = {check.name: check.carried for check in judged(tiny, {"ada": unseen}, needs)["ada"].checks}
    assert checks["double_by_hand"] == ()
    seen_by_one = RIGHT.replace("return x + x", "return 2 * x if x in (3.0, 4.5) or x < 0 or x > 9 else x")
    needs = {name: frozenset({"double", "area"}) for name in ("area_of_doubled_sides", "area_by_hand")}
    lost = judged(tiny, {"ada": seen_by_one}, needs)["ada"].checks
    assert {check.carried for check in lost if check.exercise == "area" and check.status == "failed"} == {("double",)}


def test_without_needs_nothing_is_traced(tiny):
    assert points(judged(tiny, {"ada": UNWRITTEN}, needs=None)["ada"])["area_of_doubled_sides"] == 0


def test_of_the_run_beside_the_solution_no_word_is_kept(tiny):
    """Or a module could tell its student what it sees of the other exercises' solution."""
    spying = "print(open(__file__).read()) if 'two' 'fold' in open(__file__).read() else None\n"
    spying += RIGHT.replace("x + x", "x").replace(
        "return self.h * self.w", "print(open(__file__).read()); raise ValueError(open(__file__).read())"
    )
    (result,) = judged(tiny, {"ada": spying}).values()
    assert "twofold" not in str(result)
    assert "ValueError" in str(result)


def test_a_function_that_works_beside_the_solution_alone_gives_points_for_its_own_exercise_only_if_it_needs_it(tiny):
    """`double` needs nothing of `area`: it never meets the solution of it."""
    lazy = UNWRITTEN.replace("def double(x):", "def double(x):\n    return Rectangle(x, 2).area()\n\ndef unused(x):")
    lazy = lazy.replace("return self.h * self.w", "raise NotImplementedError()")
    lazy = lazy.replace("self.h, self.w", "self.height, self.width")  # as the solution has them
    result = judged(tiny, {"ada": lazy})["ada"]
    assert result.score == 0
    unguarded = {"double_by_hand": frozenset({"area"})}
    assert judged(tiny, {"ada": lazy}, unguarded)["ada"].score == 1


def test_who_uses_up_the_budget_loses_in_no_right_exercise(tiny):
    """As a training does that goes through all the examples in each of its many steps."""
    slow = "import time\n" + RIGHT.replace(
        "return x + x", "until = time.process_time() + 0.5\n    while time.process_time() < until: pass\n    return x"
    )
    limits = msgspec.structs.replace(tiny.limits, budget_seconds=0.8)
    result = judged(msgspec.structs.replace(tiny, limits=limits), {"ada": slow})["ada"]
    assert "timeout" in statuses(result).values()
    assert points(result) == {"double_by_hand": 0, "double_agrees": 0, "area_by_hand": 1, "area_of_doubled_sides": 1}


def test_who_hangs_hangs_no_longer_for_being_traced(tiny):
    hanging = RIGHT.replace("x + x", "2 * x if any(iter(int, 1)) else x")
    result = judged(tiny, {"ada": hanging})["ada"]
    assert statuses(result)["double_by_hand"] == "timeout"
    assert points(result)["area_of_doubled_sides"] == 1


@pytest.mark.parametrize(("area", "again"), [("self.h * self.w", False), ("self.h + self.w", True)])
def test_what_never_ends_beside_right_exercises_is_not_run_beside_them_again(tiny, monkeypatch, area, again):
    hanging = RIGHT.replace("x + x", "2 * x if any(iter(int, 1)) else x").replace("self.h * self.w", area)
    needs = {name: frozenset({"area"}) for name in ("double_by_hand", "double_agrees")}
    put = []
    mended = Bench.put_mended
    monkeypatch.setattr(Bench, "put_mended", lambda bench, files: [put.append(files), mended(bench, files)])
    result = judged(tiny, {"ada": hanging}, needs)["ada"]
    assert [statuses(result)[name] for name in needs] == ["timeout", "timeout"]
    assert bool(put) == again


@pytest.mark.parametrize(
    ("statuses", "found"),
    [
        (["timeout", "timeout"], True),
        (["timeout", "blocked", "timeout"], True),
        (["timeout"], False),
        (["timeout", "failed", "timeout"], False),
        (["timeout", "passed", "timeout"], False),
    ],
)
def test_an_exercise_never_ended_if_two_of_its_checks_ran_out_of_time_and_none_came_to_an_end(
    of_the_class, statuses, found
):
    model = of_the_class["right"].checks[0]
    checks = [msgspec.structs.replace(model, exercise="double", status=Status(each)) for each in statuses]
    other = msgspec.structs.replace(model, exercise="area", status=Status.PASSED)
    assert never_ended([*checks, other]) == ({"double"} if found else set())
