"""Reads the hand-ins of a class as fingerprints and wrong values, without what everybody was given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from autograder.course.markers import solution_text, stub_text
from autograder.course.mutants import written_mistakes
from autograder.records import Assignment, Result, Submission
from autograder.similarity.compare import HandIn, Value
from autograder.similarity.tokens import Function, functions_of, names_of
from autograder.similarity.winnowing import Place, every_hash, fingerprints


class Common:
    """What an assignment gives everybody: the names in its modules, and the hashes of stub and solution."""

    def __init__(self, assignment: Assignment) -> None:
        """Reads the assignment's source."""
        self.names: frozenset[str] = frozenset()
        texts = {name: (assignment.folder / name).read_text(encoding="utf-8") for name in assignment.files}
        for text in texts.values():
            self.names |= names_of(text.encode())
        made = {name: [make(text, name) for make in (stub_text, solution_text)] for name, text in texts.items()}
        given = [self.functions({name: code.encode()}) for name, codes in made.items() for code in codes]
        self.hashes = {each for functions in given for each in every_hash(functions)}
        wrong = assignment.folder / "wrong"
        mistakes = (
            [self.functions({"": each.text.encode()}) for each in written_mistakes(wrong)] if wrong.is_dir() else []
        )
        # A plausible mistake is one that people make by themselves: as good as seen in an earlier year.
        self.mistakes = [tuple(self.own(each)) for each in mistakes]

    def functions(self, files: Mapping[str, bytes]) -> list[Function]:
        """The functions in some modules."""
        return [each for name, code in files.items() for each in functions_of(name, code, self.names)]

    def own(self, functions: Iterable[Function]) -> dict[int, Place]:
        """The fingerprints that are neither of the stub nor of the solution."""
        return {each: place for each, place in fingerprints(functions).items() if each not in self.hashes}


def handins_of(
    common: Common,
    submissions: Sequence[Submission],
    results: Mapping[str, Result],
    groups: Mapping[str, Sequence[str]],
) -> list[HandIn]:
    """Each hand-in, a group's once; `groups` tells with whom each student handed in."""
    files = {each.student: each.files for each in submissions}
    found: dict[tuple[str, ...], HandIn] = {}
    for student, own in files.items():
        # Who is of the group but handed in something else is for themselves.
        together = (each for each in groups.get(student, ()) if files.get(each) == own)
        students = tuple(sorted({student, *together}))
        if students not in found:
            places = common.own(common.functions(own))
            found[students] = HandIn(students, places, wrong_values(results.get(student)))
    return list(found.values())


def wrong_values(result: Result | None) -> frozenset[Value]:
    """What public checks observed of a hand-in that did not pass, by no fault of another exercise."""
    checks = result.checks if result else ()
    return frozenset(
        (check.exercise, check.name, check.seen)
        for check in checks
        if check.seen and not (check.hidden or check.carried)
    )
