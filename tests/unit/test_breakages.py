"""The tables of breakages still fit the product that they break and the tests that must notice."""

from __future__ import annotations

from collections import Counter

import pytest
from helpers import REPO, script

from attacks.recipes import read_attacks

program = script("tests/robustness/breakages.py")
BREAKAGES = program.BREAKAGES
ELSEWHERE = {"release": "course", "source": "course", "report": "grading"}
ELSEWHERE |= dict.fromkeys(("cli", "feedback", "integrations", "markup"), "platforms")
table = pytest.mark.parametrize("breakage", BREAKAGES, ids=lambda each: each.name)


def test_there_are_thirty_ways_and_each_has_its_name():
    assert len(BREAKAGES) >= 30
    assert set(Counter(each.name for each in BREAKAGES).values()) == {1}


def test_each_table_is_read_and_holds_what_breaks_its_part():
    files = {path.stem for path in (REPO / "tests/robustness/breakage_tables").glob("*.py")}
    assert files - {"__init__", "breakage"} == set(program.TABLES)
    for part, rows in program.TABLES.items():
        places = {each.file.removeprefix("autograder/").split("/")[0] for each in rows}
        assert part == "attacks" or {ELSEWHERE.get(place, place) for place in places} == {part}


@table
def test_what_is_broken_stands_in_its_file_once_and_is_changed(breakage):
    """If this fails, the code has moved on: give the row in tests/robustness/breakage_tables its new text or file."""
    assert (REPO / breakage.file).read_text(encoding="utf-8").count(breakage.old) == 1
    assert breakage.new != breakage.old


@table
def test_the_tests_that_must_notice_are_there_and_run_with_the_others(breakage):
    assert breakage.tests
    for test in breakage.tests:
        if test.startswith(program.ATTACKS):
            assert (REPO / test / "expected.toml").is_file()
            continue
        file, _, name = test.partition("[")[0].partition("::")
        assert file.startswith(("tests/unit/", "tests/sandbox/", "tests/integration/"))
        assert f"def {name or 'test_'}" in (REPO / file).read_text(encoding="utf-8")


def test_the_guard_against_each_attack_on_a_class_or_at_home_is_taken_away():
    guarded = {test for row in program.TABLES["attacks"] for test in row.tests}
    tried = {str(each.folder.relative_to(REPO)) for each in read_attacks() if each.calls_itself or each.at_home}
    assert tried == guarded
