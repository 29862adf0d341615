"""A proof says of each thing that does not hold; tests/integration/test_proof.py judges for one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from helpers import REPO

from autograder.course.mutants import Mistake
from autograder.grading.alike import PASSED
from autograder.grading.keys import check_keys
from autograder.grading.needs import needs_key
from autograder.records import Assignment, CheckResult, Detail, Label, Result, Status
from autograder.release import proof as module
from autograder.release.proof import (
    MIN_MISTAKES,
    Proof,
    planted,
    planted_submissions,
    proof_key,
    prove,
    read_proof,
    record_of,
    recorded_proof,
    sampled,
    spot_check,
    try_diagnoses,
    unproved_checks,
)
from autograder.sandbox.layers import LAYERS

CHECKS = {
    "double_by_hand": "double",
    "double_agrees": "double",
    "area_by_hand": "area",
    "area_of_doubled_sides": "area",
}


def of(student: str, failing: Iterable[str] = (), **more: Any) -> Result:
    """A result in which these checks fail, or are as `status` says."""
    how = {"status": Status.FAILED, **more}
    checks = [
        CheckResult(name, exercise, name == "double_agrees", Status.PASSED, 1.0, 1.0, "", 0.1)
        for name, exercise in CHECKS.items()
    ]
    told = tuple(msgspec.structs.replace(each, **how) if each.name in failing else each for each in checks)
    return Result(student, "01_tiny", 0.0, 4.0, (), told)


class Judge:
    """Stands for the judges: says of each submission what it is to say, and remembers what it was asked."""

    def __init__(self, tiny: Assignment) -> None:
        self.asked: list[str] = []
        self.settings: list[Any] = []
        self.says = {"solution": of("solution"), "stub": of("stub", CHECKS, status=Status.NOT_ATTEMPTED)}
        self.says |= {label: of(label, mistake.caught_by) for label, mistake in planted(tiny).items()}

    def all(self, settings: Any, submissions: list[Any]) -> list[Result]:
        self.asked += [each.student for each in submissions]
        self.settings.append(settings)
        return [self.says[each.student] for each in submissions]

    def changed(self, label: str, **how: Any) -> None:
        self.says[label] = of(label, **how)


@pytest.fixture
def judge(tiny, monkeypatch) -> Judge:
    found = Judge(tiny)
    monkeypatch.setattr(module, "judge_all", found.all)
    monkeypatch.setattr(module, "measured_needs", lambda settings: ({"area_of_doubled_sides": {"double", "a"}}, True))
    monkeypatch.setattr(module, "sandbox_works", lambda: True)
    return found


@pytest.fixture
def plant(monkeypatch) -> Callable[..., None]:
    """Changes what is planted: mistakes by the names of their files, None for one that is not there."""

    def change(**mistakes: Mistake | None) -> None:
        def read(assignment: Assignment) -> dict[str, Mistake]:
            found = {**planted(assignment), **{f"wrong/{name}.py": each for name, each in mistakes.items()}}
            return {label: each for label, each in found.items() if each}

        monkeypatch.setattr(module, "planted", read)

    return change


def mistake(name: str, *caught_by: str, **more: Any) -> Mistake:
    return Mistake(name, "Is one.", "def double(x):\n    return 1\n", frozenset(caught_by), **more)


def test_where_all_holds_the_proof_says_what_fails_on_what_and_has_no_fault(tiny, judge):
    told: list[None] = []
    proof = prove(tiny, lambda: told.append(None))
    assert (proof.faults, proof.checks, proof.assignment) == ((), tuple(CHECKS), "01_tiny")
    assert proof.failed["solution"] == ()
    assert proof.failed["stub"] == tuple(CHECKS)
    assert proof.failed["wrong/double_rounds.py"] == ("double_agrees", "area_of_doubled_sides")
    assert list(proof.failed) == sorted(judge.says)
    assert (proof.key, proof.sources) == (proof_key(tiny), check_keys(tiny))
    assert proof.seen["wrong/area_square.py"].keys() == {"area_by_hand"}
    assert list(proof.seen) == sorted(planted(tiny))
    assert (proof.needs_key, proof.needs) == (needs_key(tiny), {"area_of_doubled_sides": ("a", "double")})
    assert len(told) == len(judge.says)
    assert sorted(judge.asked) == sorted(judge.says)


def test_needs_are_kept_only_where_every_check_came_to_an_end_and_the_rest_holds(tiny, judge, monkeypatch):
    monkeypatch.setattr(module, "measured_needs", lambda settings: ({"area_by_hand": {"double"}}, False))
    proof = prove(tiny)
    assert (proof.faults, proof.needs_key, proof.needs) == ((), "", {})
    monkeypatch.setattr(module, "measured_needs", lambda settings: pytest.fail("needs were measured"))
    judge.changed("wrong/area_sum.py")
    proof = prove(tiny)
    assert (len(proof.faults), proof.needs_key, proof.needs) == (1, "", {})


def only(faults: Iterable[str]) -> str:
    (fault,) = faults
    return fault


def test_a_mistake_that_survives_a_check_it_names_is_told_with_the_check_alone(tiny, judge):
    judge.changed("wrong/area_sum.py", failing=["area_of_doubled_sides"])
    assert only(prove(tiny).faults) == "wrong/area_sum.py: survives area_by_hand"


def test_a_mistake_that_fails_what_it_does_not_name_is_told_with_that_alone(tiny, judge):
    judge.changed("wrong/area_square.py", failing=["area_by_hand", "double_agrees", "area_of_doubled_sides"])
    fault = only(prove(tiny).faults)
    assert fault.startswith("wrong/area_square.py: fails area_of_doubled_sides, double_agrees too")


def test_of_a_check_that_breaks_on_the_solution_no_mistake_is_blamed(tiny, judge):
    judge.changed("solution", failing=["area_by_hand"])
    judge.changed("wrong/double_rounds.py", failing=["double_agrees", "area_of_doubled_sides", "area_by_hand"])
    assert only(prove(tiny).faults).startswith("the solution does not pass area_by_hand")


def test_a_check_that_is_not_there_is_told_and_no_survivor(tiny, judge, plant):
    plant(area_square=mistake("area_square", "area_by_hand", "test_area_by_hand"))
    fault = only(prove(tiny).faults)
    assert fault == "wrong/area_square.py: there is no check test_area_by_hand; leave test_ out: area_by_hand"


def test_a_check_that_catches_nothing_is_told(tiny, judge, plant):
    plant(**{name: mistake(name, "area_of_doubled_sides") for name in ("area_a", "area_b", "area_c", "area_d")})
    for label in judge.says:
        failing = {"area_of_doubled_sides"} | ({"double_agrees"} if "double" in label else set())
        if label not in ("solution", "stub"):
            judge.changed(label, failing=failing)
    for each in "abcd":
        judge.changed(f"wrong/area_{each}.py", failing=["area_of_doubled_sides"])
    useless = [fault for fault in prove(tiny).faults if fault.startswith("no mistake is caught by")]
    assert only(useless).startswith("no mistake is caught by area_by_hand, double_by_hand: ")


@pytest.mark.parametrize(("gone", "count"), [(0, ""), (1, "3 planted mistakes"), (3, "1 planted mistake "), (4, "0 ")])
def test_each_exercise_needs_four_mistakes(tiny, judge, plant, gone, count):
    assert MIN_MISTAKES == 4
    own = [name.removeprefix("wrong/").removesuffix(".py") for name in planted(tiny) if "double" in name]
    plant(**dict.fromkeys(own[:gone]))
    few = [fault for fault in prove(tiny).faults if fault.startswith("exercise")]
    assert few == [] if not gone else count in only(few) and "exercise double has " in few[0]


def test_a_mistake_belongs_to_an_exercise_and_speaks_of_a_hint_that_there_is(tiny, judge, plant):
    names = ("double_last", "double_more", "other")
    hints = len(tiny.exercises[0].hints)
    plant(
        double_last=mistake("double_last", "double_by_hand", hint=hints),
        double_more=mistake("double_more", "double_by_hand", hint=hints + 1),
        other=mistake("other", "double_by_hand", hint=9),
    )
    for name in names:
        judge.changed(f"wrong/{name}.py", failing=["double_by_hand"])
    assert prove(tiny).faults == (
        f"wrong/double_more.py: exercise double has no hint {hints + 1}; it has {hints}",
        "wrong/other.py: it belongs to no exercise; call it wrong/<exercise>_<what>.py, with one of: double, area",
    )


def test_checks_that_break_stubs_that_pass_shared_texts_and_shared_processes_are_told(tiny, judge):
    likely = (Detail(Label.LIKELY, "it adds"),)
    judge.changed("stub", failing=[name for name in CHECKS if name != "area_by_hand"], status=Status.NOT_ATTEMPTED)
    for name in ("sum", "triangle"):
        judge.changed(f"wrong/area_{name}.py", failing=["area_by_hand", "area_of_doubled_sides"], details=likely)
    judge.changed("wrong/double_triples.py", failing=planted(tiny)["wrong/double_triples.py"].caught_by, alike=PASSED)
    faults = prove(tiny).faults
    assert len(faults) == 1 + 2 + 3
    assert faults[0].startswith("the untouched stub is passed, not not_attempted, on area_by_hand")
    assert [fault.partition(" says ")[0] for fault in faults[1:3]] == ["area_by_hand", "area_of_doubled_sides"]
    assert all("fails only after another call" in fault for fault in faults[3:])


@pytest.mark.parametrize("works", [True, False])
@pytest.mark.parametrize("ask", [prove, try_diagnoses, lambda tiny, **more: spot_check(tiny, ON_RECORD, **more)])
def test_judges_are_as_many_as_asked_for_and_confined_where_they_can_be(tiny, judge, monkeypatch, works, ask):
    monkeypatch.setattr(module, "sandbox_works", lambda: works)
    monkeypatch.setattr("os.cpu_count", lambda: 7)
    for how, jobs in (({}, 7), ({"jobs": 3}, 3)):
        ask(tiny, **how)
        (settings,) = judge.settings
        assert (settings.jobs, settings.layers) == (jobs, LAYERS if works else frozenset())
        judge.settings.clear()


ON_RECORD = Proof("01_tiny", "", (), {"solution": (), "stub": tuple(CHECKS)})


def test_a_spot_check_says_what_is_otherwise_than_on_record(tiny, judge, monkeypatch):
    proof = prove(tiny)
    monkeypatch.setattr(module, "sampled", lambda mistakes: {"wrong/area_sum.py": mistakes["wrong/area_sum.py"]})
    judge.asked.clear()
    told: list[None] = []
    assert spot_check(tiny, proof, lambda: told.append(None)) == []
    assert (judge.asked, len(told)) == (["solution", "stub", "wrong/area_sum.py"], 3)
    judge.changed("solution", failing=["area_by_hand"])
    judge.changed("wrong/area_sum.py")
    on_record = msgspec.structs.replace(proof, failed={**proof.failed, "stub": ()})
    assert spot_check(tiny, on_record) == [
        "solution fails area_by_hand; on record nothing",
        f"stub fails {', '.join(CHECKS)}; on record nothing",
        "wrong/area_sum.py fails nothing; on record area_by_hand, area_of_doubled_sides",
    ]


def test_a_spot_check_says_why_checks_break(tiny, judge, monkeypatch):
    proof = prove(tiny)
    monkeypatch.setattr(module, "sampled", lambda mistakes: {})
    judge.changed("solution", failing=["area_by_hand"], status=Status.UNGRADED, message="no such module")
    broken, otherwise = spot_check(tiny, proof)
    assert "no such module" in broken
    assert otherwise == "solution fails area_by_hand; on record nothing"


def test_a_trial_judges_all_mistakes(tiny, judge):
    told: list[None] = []
    try_diagnoses(tiny, lambda: told.append(None))
    assert len(told) == len(judge.asked) == 2 + len(planted(tiny))


def test_what_is_judged_are_solution_stub_and_the_solution_with_each_mistake(tiny, judge, monkeypatch):
    seen: dict[str, bytes] = {}

    def judged(settings: Any, submissions: list[Any]) -> list[Result]:
        seen.update({each.student: each.files["tiny.py"] for each in submissions})
        return judge.all(settings, submissions)

    monkeypatch.setattr(module, "judge_all", judged)
    prove(tiny)
    assert b"x + x" in seen["solution"]
    assert b"x + x" not in seen["stub"]
    assert b"NotImplementedError" in seen["stub"]
    assert b"3 * x" in seen["wrong/double_triples.py"]
    assert b"self.height * self.width" in seen["wrong/double_triples.py"]
    own = {each.student: each.files["tiny.py"] for each in planted_submissions(tiny)}
    assert own == {label: text for label, text in seen.items() if label.startswith("wrong/")}


def test_a_sample_is_about_an_eighth_and_another_one_with_other_code(monkeypatch):
    mistakes = dict.fromkeys(f"wrong/{number}.py" for number in range(1000))
    samples = []
    for key in ("one", "two"):
        monkeypatch.setattr(module, "kit_digest", lambda key=key: key)
        samples.append(sampled(mistakes))
        assert 90 < len(samples[-1]) < 160
        assert sampled(mistakes) == samples[-1]
    assert samples[0] != samples[1]


def test_a_record_names_nothing_that_is_not_there_and_can_be_read(tmp_path: Path):
    written = record_of(ON_RECORD)
    (tmp_path / "proof.json").write_bytes(written)
    assert read_proof(tmp_path) == ON_RECORD
    assert written.endswith(b"}\n")
    assert len(written.splitlines()) > 5
    assert [word for word in (b"faults", b"diagnoses", b"needs", b"seen", b"sources") if word in written] == []


def test_a_proof_that_holds_has_the_keys_of_the_checks_as_they_are(tiny, tmp_path):
    old = Proof("01_tiny", proof_key(tiny), (), {}, sources={"gone": "1"})
    (tmp_path / "proof.json").write_bytes(record_of(old))
    assert recorded_proof(tmp_path, tiny).sources == check_keys(tiny)
    assert unproved_checks(tmp_path, tiny) == ()


def test_what_is_on_record_would_be_written_just_so_again():
    folder = REPO / "solutions/01_autograd"
    proof = read_proof(folder)
    assert proof is not None
    assert record_of(proof) == (folder / "proof.json").read_bytes()
