"""Only what a change may have touched is tried again."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from helpers import REPO

from autograder.course.manifest import find_assignment
from autograder.records import Assignment
from autograder.release.mutation import record as module
from autograder.release.mutation.mutants import Mutant
from autograder.release.mutation.record import (
    MUTANTS,
    Check,
    Record,
    by_behaviour,
    checks_of,
    kit_key,
    open_trials,
    read_record,
    solution_key,
    written,
)
from autograder.release.mutation.trying import Noticed

CHECKS = {"a": Check("1"), "b": Check("2"), "c": Check("3", hidden=True), "d": Check("4", hidden=True)}
NOTICED = {"f: by a": Noticed("a", "1f"), "f: by c": Noticed("c"), "f: survives": Noticed("")}
RECORD = Record("01", "s", "k", CHECKS, NOTICED)
MUTATED = [Mutant("m.py", 1, "f", change, "") for change in ("by a", "by c", "survives")]


def again(**changed: Check) -> dict[str, tuple[str, set[str]]]:
    """What is tried again with other checks: which check first, and which are passed already."""
    known, trials = open_trials(MUTATED, {**CHECKS, **changed}, RECORD)
    assert set(known) | {each.mutant.name for each in trials} == set(NOTICED)
    return {each.mutant.name: (each.first, set(each.passed)) for each in trials}


def test_without_a_record_all_are_tried():
    known, trials = open_trials(MUTATED, CHECKS, None)
    assert known == {}
    assert [trial.mutant for trial in trials] == MUTATED


def test_where_nothing_has_changed_nothing_is_tried():
    assert again() == {}


def test_a_check_that_has_changed_meets_what_it_noticed_and_what_survived():
    assert again(a=Check("5")) == {
        "f: by a": ("a", set()),
        "f: by c": ("c", {"b"}),  # a public check now may come first
        "f: survives": ("", {"b", "c", "d"}),
    }
    assert again(c=Check("5", hidden=True)) == {
        "f: by c": ("c", {"a", "b"}),
        "f: survives": ("", {"a", "b", "d"}),
    }


def test_a_new_check_meets_what_survived():
    assert again(e=Check("5", hidden=True)) == {"f: survives": ("", set("abcd"))}
    assert set(again(e=Check("5"))) == {"f: by c", "f: survives"}


def test_a_mutant_is_tried_whose_check_is_gone():
    _, trials = open_trials(MUTATED, {"b": CHECKS["b"]}, RECORD)
    assert [trial.mutant.name for trial in trials] == ["f: by a", "f: by c"]


def test_a_check_that_tells_what_a_mutant_behaves_like_has_it_tried_again():
    beside = {"f": frozenset("ab")}
    assert open_trials(MUTATED, CHECKS, RECORD, beside)[1] == []
    _, trials = open_trials(MUTATED, {**CHECKS, "b": Check("5")}, RECORD, beside)
    assert [(each.mutant.name, each.first) for each in trials] == [
        ("f: by a", "a"),
        ("f: by c", "c"),
        ("f: survives", ""),
    ]
    gone = {name: check for name, check in CHECKS.items() if name != "b"}
    assert [each.mutant.name for each in open_trials(MUTATED, gone, RECORD, beside)[1]] == ["f: by a", "f: by c"]


def test_what_behaves_alike_is_found_together_and_what_is_no_mutant_any_more_is_not():
    record = Record("01", "s", "k", CHECKS, {**NOTICED, "f: by c": Noticed("c", "1f"), "f: gone": Noticed("a", "2f")})
    assert by_behaviour(record, MUTATED) == {"1f": MUTATED[:2]}


def test_a_new_mutant_meets_all_checks():
    new = Mutant("m.py", 2, "f", "new", "")
    assert open_trials([new], CHECKS, RECORD)[1] == [(new, "", frozenset())]


def test_a_record_is_read_as_it_was_written(tmp_path):
    assert read_record(tmp_path) is None
    (tmp_path / MUTANTS).write_bytes(written(RECORD))
    assert read_record(tmp_path) == RECORD
    for other in ("{}", "[]", '{"noticed": 1}'):
        (tmp_path / MUTANTS).write_text(other)
        assert read_record(tmp_path) is None


def test_a_record_from_before_behaviour_was_kept_still_says_what_noticed_a_mutant(tmp_path):
    old = {name: each.by for name, each in NOTICED.items()}
    kept = {"assignment": "01", "solution": "s", "kit": "k", "checks": {}, "noticed": old}
    (tmp_path / MUTANTS).write_bytes(msgspec.json.encode(kept))
    record = read_record(tmp_path)
    assert record is not None
    assert record.noticed == {name: Noticed(by) for name, by in old.items()}


@pytest.fixture
def tiny(course: Path) -> Assignment:
    return find_assignment(course / "source", "01")


def change(tiny: Assignment, file: str, old: str, new: str) -> None:
    path = tiny.folder / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_the_solution_is_another_one_where_its_code_changes_and_not_its_words(tiny):
    before = solution_key(tiny)
    change(tiny, "tiny.py", '"""2 x."""', '"""Twice x."""\n    # a comment')
    assert solution_key(tiny) == before
    change(tiny, "tiny.py", "3 * x", "x * 3")  # outside of the regions, which may call it
    assert solution_key(tiny) != before


def test_a_check_is_another_one_where_its_code_or_that_of_its_file_changes(tiny):
    before = checks_of(tiny)
    assert {name: check.hidden for name, check in before.items()} == {
        "double_by_hand": False, "area_by_hand": False, "double_agrees": True, "area_of_doubled_sides": True,
    }  # fmt: skip
    change(tiny, "checks/test_tiny.py", "double of 3 is 6", "twice 3 is 6")
    assert checks_of(tiny) == before
    change(tiny, "checks/test_tiny.py", "student(probe, 3.0)", "student(probe, 4.0)")
    assert [name for name, check in checks_of(tiny).items() if check != before[name]] == ["double_by_hand"]
    change(tiny, "checks/hidden/test_tiny.py", '"""Hidden checks."""', "X = 1")
    assert len([name for name, check in checks_of(tiny).items() if check != before[name]]) == 3


def test_what_is_on_record_would_be_written_just_so_again():
    folder = REPO / "solutions/01_autograd"
    record = read_record(folder)
    assert record is not None
    assert written(record) == (folder / MUTANTS).read_bytes()
    assert written(RECORD).count(b"hidden") == 2, "only of hidden checks it is said"


def test_the_code_that_judges_is_a_part_of_what_is_on_record(tmp_path, monkeypatch):
    for part in module.JUDGING:
        (tmp_path / part).mkdir(parents=True)
        (tmp_path / part / "x.py").write_text("1")
        assert list((module.KIT / part).glob("*.py"))
    monkeypatch.setattr(module, "KIT", tmp_path)
    seen = [kit_key()]
    for part in ("", *module.JUDGING):
        (tmp_path / part / "y.py").write_text("2")
        seen.append(kit_key())
    assert seen[0] == seen[1]
    assert len(set(seen)) == 1 + len(module.JUDGING)


def test_what_a_docstring_says_is_no_code_of_a_check_and_any_other_constant_is(tiny):
    path = tiny.folder / "checks/test_tiny.py"
    path.write_text(
        'class A:\n    """Doc."""\n\n\ndef test_a(student):\n    """Only words."""\n\n\ndef helper():\n    x = 1\n'
    )
    before = checks_of(tiny)["a"]
    for old, new, same in (
        ("Doc.", "Other.", True),
        ("Only words.", "Others.", True),
        ('    """Others."""\n', '    """Others."""\n    assert student\n', False),
        ("x = 1", "x = 2", False),
    ):
        change(tiny, "checks/test_tiny.py", old, new)
        assert (checks_of(tiny)["a"] == before) is same
        before = checks_of(tiny)["a"]
    assert len(before.code) == 16
