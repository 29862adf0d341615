"""A mutant meets checks until one notices it, public ones first; and what is on record of the course holds."""

from __future__ import annotations

from collections.abc import Iterable

from helpers import REPO

from autograder.course.manifest import assignments_in
from autograder.files import digest, kit_digest
from autograder.grading.settings import proof_settings
from autograder.records import Assignment
from autograder.release.mutation.mutants import Mutant, mutants_of
from autograder.release.mutation.record import checks_of, read_record, solution_key
from autograder.release.mutation.trying import Trial, exercise_of, try_here

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
