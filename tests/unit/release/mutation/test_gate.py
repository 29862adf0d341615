"""The score leaves out what is equivalent, and says what a reason hides that a check notices."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from autograder.course.manifest import find_assignment
from autograder.errors import Problem
from autograder.records import Assignment
from autograder.release.mutation import gate
from autograder.release.mutation.equivalent import EQUIVALENT
from autograder.release.mutation.gate import Score, recorded_score, score_of, try_mutants
from autograder.release.mutation.mutants import mutants_of
from autograder.release.mutation.record import MUTANTS, Check, Record, checks_of, kit_key, solution_key, written
from autograder.release.mutation.trying import Noticed

CHANGES = ("twofold = x + x => twofold = x - x", "twofold = x + x => twofold = x")


@pytest.fixture
def tiny(course: Path) -> Assignment:
    return find_assignment(course / "source", "01")


def record_of(tiny: Assignment, **by: str) -> Record:
    """A record in which a public check noticed all but those that `by` names with underscores."""
    noticed = dict.fromkeys((each.name for each in mutants_of(tiny)), Noticed("double_by_hand"))
    for change, check in zip(CHANGES, by.values(), strict=False):
        noticed[f"double: {change}"] = Noticed(check)
    return Record(tiny.name, solution_key(tiny), kit_key(), checks_of(tiny), noticed)


def test_hidden_checks_count_for_all_and_not_for_public_ones(tiny):
    score = score_of(tiny, mutants_of(tiny), record_of(tiny, first="double_agrees", second=""))
    assert (score.total - score.by_all, score.total - score.by_public) == (1, 2)
    assert [each.name for each in score.survivors] == [f"double: {CHANGES[1]}"]


def test_an_equivalent_one_is_not_counted_and_one_that_is_noticed_is_none(tiny):
    (tiny.folder / EQUIVALENT).write_text(f'["double"]\n"{CHANGES[0]}" = "no"\n"{CHANGES[1]}" = "so it is"\n')
    score = score_of(tiny, mutants_of(tiny), record_of(tiny, first="double_by_hand", second=""))
    assert score.total == len(mutants_of(tiny)) - 2 == score.by_all
    assert score.survivors == ()
    assert [(each.name, reason) for each, reason in score.equivalent][1] == (f"double: {CHANGES[1]}", "so it is")
    assert score.revoked == (f"double: {CHANGES[0]}: double_by_hand notices it",)
    assert not score.enough


@pytest.mark.parametrize(
    ("public", "all_", "enough"), [(85, 98, True), (84, 98, False), (85, 97, False), (100, 100, True)]
)
def test_the_goals_are_85_and_98_of_a_hundred(public, all_, enough):
    assert Score("01", 100, public, all_, (), (), ()).enough is enough


@pytest.fixture
def asked(monkeypatch) -> list[str]:
    """The names of the mutants that are tried; each is noticed."""
    names: list[str] = []

    def tried(assignment, trials, jobs):
        names.extend(trial.mutant.name for trial in trials)
        return ((name, Noticed("double_by_hand")) for name in list(names))

    monkeypatch.setattr(gate, "tried", tried)
    return names


def test_what_is_on_record_is_not_tried_again(tiny, asked):
    first = try_mutants(tiny, None, lambda done, all_: None)
    assert first.tried == len(mutants_of(tiny)) == len(asked)
    asked.clear()
    assert try_mutants(tiny, first.record, lambda done, all_: None).tried == 0
    assert asked == []


def test_a_changed_check_has_the_mutants_of_its_own_exercise_tried_again(tiny, asked):
    record = record_of(tiny)
    checks = {**record.checks, "double_agrees": msgspec.structs.replace(record.checks["double_agrees"], code="5")}
    try_mutants(tiny, msgspec.structs.replace(record, checks=checks), lambda done, all_: None)
    assert asked == [each.name for each in mutants_of(tiny) if each.function == "double"]


@pytest.mark.parametrize("part", ["solution", "kit"])
def test_another_solution_or_another_kit_makes_all_anew(tiny, asked, part):
    record = msgspec.structs.replace(record_of(tiny), **{part: "another"})
    assert try_mutants(tiny, record, lambda done, all_: None).tried == len(mutants_of(tiny))


def test_a_reason_for_no_mutant_is_told_before_anything_is_tried(tiny, asked):
    (tiny.folder / EQUIVALENT).write_text('["double"]\n"a => b" = "no"\n')
    with pytest.raises(Problem, match="no mutant is"):
        try_mutants(tiny, None, lambda done, all_: None)
    assert asked == []


def test_a_record_counts_for_just_this_solution_and_these_checks(tiny, tmp_path):
    assert recorded_score(tmp_path, tiny) is None
    (tmp_path / MUTANTS).write_bytes(written(record_of(tiny)))
    score = recorded_score(tmp_path, tiny)
    assert score is not None
    assert score.enough
    path = tiny.folder / "checks/test_tiny.py"
    path.write_text(path.read_text().replace("3.0", "4.0"))
    assert recorded_score(tmp_path, tiny) is None


def test_of_no_mutants_all_are_noticed():
    assert Score("01", 0, 0, 0, (), (), ()).enough
    assert not Score("01", 0, 0, 0, (), (), ("one is noticed",)).enough


@pytest.mark.parametrize(("how", "jobs"), [({}, 0), ({"jobs": 3}, 3)])
def test_each_mutant_that_was_tried_is_told_and_kept(tiny, monkeypatch, how, jobs):
    with_jobs = []

    def tried(assignment, trials, jobs):
        with_jobs.append(jobs)
        return ((trial.mutant.name, Noticed("double_agrees", "f00")) for trial in trials)

    monkeypatch.setattr(gate, "tried", tried)
    told: list[tuple[int, int]] = []
    outcome = try_mutants(tiny, None, lambda done, all_: told.append((done, all_)), **how)
    count = len(mutants_of(tiny))
    assert told == [(number, count) for number in range(1, count + 1)]
    assert with_jobs == [jobs]
    noticed = {each.name: Noticed("double_agrees", "f00") for each in mutants_of(tiny)}
    assert outcome.record == Record(tiny.name, solution_key(tiny), kit_key(), checks_of(tiny), noticed)
    assert (outcome.score.by_public, outcome.score.by_all, outcome.tried) == (0, count, count)


@pytest.mark.parametrize("gone", [True, False])
def test_a_check_that_came_or_went_has_the_mutants_of_its_exercise_tried_again(tiny, asked, gone):
    """Others of them may be noticed by another check first, and behave otherwise to a class's."""
    record = record_of(tiny)
    checks = {**record.checks, "double_before": Check("5")} if gone else dict(record.checks)
    if not gone:
        del checks["double_agrees"]
    try_mutants(tiny, msgspec.structs.replace(record, checks=checks), lambda done, all_: None)
    assert asked == [each.name for each in mutants_of(tiny) if each.function == "double"]


def test_a_record_without_a_mutant_that_there_is_gives_no_score(tiny, tmp_path):
    record = record_of(tiny)
    _, *others = record.noticed
    (tmp_path / MUTANTS).write_bytes(
        written(msgspec.structs.replace(record, noticed={each: record.noticed[each] for each in others}))
    )
    assert recorded_score(tmp_path, tiny) is None
    (tmp_path / MUTANTS).write_bytes(
        written(msgspec.structs.replace(record, noticed={**record.noticed, "gone": Noticed("")}))
    )
    assert recorded_score(tmp_path, tiny) == score_of(tiny, mutants_of(tiny), record)
