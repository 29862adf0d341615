"""Makes the files of the honest students who hand in beside the attackers."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from attacks.recipes import honest_files
from autograder.course.markers import solution_text, stub_text
from autograder.course.mutants import read_mistakes, splice
from autograder.records import Assignment

# The names put them before, between and after the attackers in the order of grading.
NAMES = ("0_ada", "d_bob", "m_cem", "s_dia", "zz_eve")


class Company(NamedTuple):
    """Who is graded beside attackers, by how many judges."""

    names: tuple[str, ...]
    judges: int


FULL = Company(NAMES, 2)
SMALL = Company(("m_cem", "s_dia"), 1)  # the last exercise open and nothing written: what the tests have time for


def neighbours(assignment: Assignment, names: Collection[str] = NAMES) -> dict[str, dict[str, bytes]]:
    """Honest hand-ins: all right, one mistake, one exercise open, nothing written, all right once more."""
    module = assignment.files[0]
    path = assignment.folder / module
    source = path.read_text(encoding="utf-8")
    perfect = solution_text(source, str(path))
    mistake = read_mistakes(assignment.folder / "wrong")[0]
    texts = (
        perfect,
        splice(perfect, mistake.text, mistake.name),
        honest_files(assignment, [assignment.exercises[-1].name])[module].decode(),
        stub_text(source, str(path)),
        perfect + "\n# by eve\n",
    )
    return {name: {module: text.encode()} for name, text in zip(NAMES, texts, strict=True) if name in names}
