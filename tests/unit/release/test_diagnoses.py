"""Students are told of a mistake only by what nothing else looks like."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from autograder.checks.diagnosis import UNKNOWN, Diagnoses, Known, read_diagnoses
from autograder.course.mutants import Mistake
from autograder.grading.alike import PASSED
from autograder.records import Assignment, CheckResult, Detail, Label, Result, Status
from autograder.release import diagnoses as module
from autograder.release.diagnoses import (
    Trial,
    alike_of,
    diagnoses_file,
    diagnoses_of,
    good_enough,
    in_half,
    shared_texts,
    trial,
)

CHECKS = {"double_by_hand": "double", "double_agrees": "double", "area_by_hand": "area"}
DOUBLE = "def double(x):\n    return 0\n"


def planted(name: str, description: str = "", **more: Any) -> tuple[str, Mistake]:
    return f"wrong/{name}.py", Mistake(name, description or f"Is {name}.", DOUBLE, frozenset(), **more)


def of(student: str, seen: dict[str, str], said: str = "", **more: Any) -> Result:
    """A result in which checks fail that observed something, each with what it says is likely."""
    checks = []
    for name, exercise in CHECKS.items():
        passed = CheckResult(name, exercise, name == "double_agrees", Status.PASSED, 1.0, 1.0, "", 0.1)
        details = (Detail(Label.REASON, "another"), *([Detail(Label.LIKELY, said)] if said else []))
        how = {"status": Status.FAILED, "seen": seen.get(name, ""), "details": details, **more}
        checks.append(msgspec.structs.replace(passed, **how) if name in seen else passed)
    return Result(student, "01_tiny", 0.0, 3.0, (), tuple(checks))


def judged(*mistakes: tuple[str, Mistake], **results: Result) -> tuple[dict[str, Mistake], dict[str, Result]]:
    found = dict(mistakes)
    return found, {label: results[each.name] for label, each in found.items()}


def test_the_table_has_what_public_checks_see_of_each_mistake_by_name(tiny):
    mistakes, results = judged(
        planted("double_zero", hint=2),
        planted("double_again"),
        planted("double_hidden"),
        planted("double_hangs"),
        planted("other"),
        double_zero=of("", {"double_by_hand": "1", "double_agrees": "2"}),
        double_again=of("", {"area_by_hand": "3", "double_by_hand": ""}),
        double_hidden=of("", {"double_agrees": "4"}),
        double_hangs=of("", {"double_by_hand": ""}),
        other=of("", {"area_by_hand": "5"}),
    )
    assert diagnoses_of(tiny, mistakes, results) == Diagnoses(
        (
            Known("`double` is double_again", "double", {"double_by_hand": UNKNOWN, "area_by_hand": "3"}),
            Known("`double` is double_zero", "double", {"double_by_hand": "1"}, 2),
            Known("your code is other", "", {"area_by_hand": "5"}),
        )
    )


def shared(tiny: Assignment, *descriptions: str, area: bool = False, **more: Any) -> tuple[dict[str, Any], list[str]]:
    """Which texts are doubtful, and which are told to the author, where all these mistakes bring the same about."""
    names = [f"double_{number}" for number in range(len(descriptions))]
    names[-1] = f"area_{names[-1]}" if area else names[-1]
    mistakes = dict(map(planted, names, descriptions))
    results = {label: of("", {"double_by_hand": label}, "it adds", **more) for label in mistakes}
    return diagnoses_of(tiny, mistakes, results).doubtful, list(shared_texts(tiny, mistakes, results))


def test_a_text_that_two_mistakes_bring_about_tells_of_neither(tiny):
    assert shared(tiny, "Adds.") == ({}, [])
    assert shared(tiny, "Adds.", "Adds.") == ({}, [])
    doubtful, (told,) = shared(tiny, "Adds.", "Takes away.")
    assert doubtful == {"double_by_hand": ("it adds",)}
    assert told.startswith("double_by_hand says 'it adds' of wrong/double_0.py and of wrong/double_1.py:")


def test_an_author_is_told_of_those_of_the_checks_own_exercise_alone(tiny):
    assert shared(tiny, "Adds.", "Takes away.", area=True) == ({"double_by_hand": ("it adds",)}, [])
    _, (told,) = shared(tiny, "Adds.", "Takes away.", "Is an area.", area=True)
    assert "area" not in told.partition(":")[0]


def test_what_a_check_does_not_call_likely_or_says_in_secret_is_not_shared(tiny):
    assert shared(tiny, "Adds.", "Takes away.", details=(Detail(Label.REASON, "it adds"),)) == ({}, [])
    assert shared(tiny, "Adds.", "Takes away.", hidden=True) == ({}, [])


def test_what_a_class_is_compared_by_goes_before_what_one_student_saw():
    seen = {"double_by_hand": "1", "double_agrees": "2", "area_by_hand": ""}
    found = of("", seen)
    double, agrees, area = found.checks
    checks = (double, msgspec.structs.replace(agrees, alike="3"), area)
    result = msgspec.structs.replace(found, checks=checks)
    assert alike_of(result) == {"double_by_hand": "1", "double_agrees": "3", "area_by_hand": UNKNOWN}
    assert alike_of(of("", seen, alike=PASSED)) == {}
    assert alike_of(of("", {}, alike="3")) == {}


@pytest.fixture
def tried(monkeypatch) -> None:
    """Those whose name ends in 1 are tried."""
    monkeypatch.setattr(module, "in_half", lambda label: label.endswith("1.py"))


def trial_of(tiny: Assignment, **seen: str) -> Trial:
    """A trial of mistakes of which one public check sees this, or '' if a hidden one does."""
    mistakes = dict(planted(name) for name in seen)
    results = {
        f"wrong/{name}.py": of("", {"double_by_hand": each} if each else {"double_agrees": "1"})
        for name, each in seen.items()
    }
    return trial(tiny, mistakes, results)


def test_what_looks_like_nothing_else_is_named_right_and_what_nobody_planted_is_not_named(tiny, tried):
    assert trial_of(tiny, double_a1="1", double_b1="2", double_c2="3") == Trial(2, 2, 0, 0, {})


def test_what_no_public_check_sees_is_not_tried(tiny, tried):
    assert trial_of(tiny, double_a1="", double_b1="2") == Trial(1, 1, 0, 0, {})


def test_what_looks_like_one_of_the_other_half_is_named_wrong_there(tiny, tried):
    told = {"wrong/double_a1.py, unknown": "`double` is double_b2"}
    assert trial_of(tiny, double_a1="1", double_b2="1") == Trial(1, 0, 0, 1, told)


def test_what_is_named_otherwise_is_wrong(tiny, tried, monkeypatch):
    table = Diagnoses((Known("is another", "double", {"double_by_hand": "1"}),))
    monkeypatch.setattr(module, "diagnoses_of", lambda assignment, mistakes, results: table)
    told = {"wrong/double_a1.py": "is another", "wrong/double_a1.py, unknown": "is another"}
    assert trial_of(tiny, double_a1="1", double_c2="3") == Trial(1, 0, 1, 1, told)


@pytest.mark.parametrize(
    ("right", "wrong", "strange", "enough"),
    [(80, 2, 2, True), (79, 0, 0, False), (100, 3, 0, False), (100, 0, 3, False), (0, 3, 3, False)],
)
def test_four_fifths_are_to_be_named_right_and_one_in_fifty_may_be_named_wrong(right, wrong, strange, enough):
    halves = [Trial(50, right // 2, wrong // 2, strange // 2, {})]
    halves.append(Trial(50, right - right // 2, wrong - wrong // 2, strange - strange // 2, {}))
    assert good_enough(halves) is enough


def test_the_half_that_is_tried_stays_the_same_so_that_shares_can_be_compared():
    half = [number for number in range(1000) if in_half(f"wrong/{number}.py")]
    assert 430 < len(half) < 570
    assert half[:7] == [0, 1, 2, 6, 8, 9, 11]


def test_a_table_of_nothing_is_no_file_and_another_can_be_read_by_line(tmp_path):
    assert diagnoses_file(Diagnoses(doubtful={"a": ("b",)})) == {}
    table = Diagnoses((Known("says", "double", {"double_by_hand": "1"}),), {"a": ("b",)})
    ((name, content),) = diagnoses_file(table).items()
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_bytes(content)
    assert read_diagnoses(tmp_path) == table
    assert content.endswith(b"}\n")
    assert len(content.splitlines()) > 5
