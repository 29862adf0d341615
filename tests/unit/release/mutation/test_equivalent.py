"""A mutant that nobody can notice needs a reason, and the list cannot outlive the code."""

from __future__ import annotations

import pytest

from autograder.course.manifest import find_assignment
from autograder.errors import Problem
from autograder.release.mutation.equivalent import EQUIVALENT, equivalents
from autograder.release.mutation.mutants import mutants_of

CHANGE = "twofold = x + x => twofold = x - x"


@pytest.fixture
def tiny(course):
    return find_assignment(course / "source", "01")


def read(assignment, text: str) -> dict[str, str]:
    (assignment.folder / EQUIVALENT).write_text(text)
    return equivalents(assignment, mutants_of(assignment))


def test_there_may_be_none(tiny):
    assert equivalents(tiny, mutants_of(tiny)) == {}


def test_a_reason_belongs_to_a_change_of_a_function(tiny):
    assert read(tiny, f'["double"]\n"{CHANGE}" = "x is 0."\n') == {f"double: {CHANGE}": "x is 0."}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('["double"]\n"twofold = x + y => twofold = x - y" = "x is 0."\n', "no mutant is"),
        (f'["triple"]\n"{CHANGE}" = "x is 0."\n', "no mutant is"),
        (f'["double"]\n"{CHANGE}" = " "\n', "needs a reason"),
        (f'"{CHANGE}" = "x is 0."\n', "outside of a table"),
        ("[double\n", "not valid TOML"),
    ],
)
def test_what_fits_no_mutant_or_gives_no_reason_is_refused(tiny, text, said):
    with pytest.raises(Problem, match=said):
        read(tiny, text)
