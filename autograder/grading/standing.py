"""Compares results with what lies in submitted/: who is not graded, by these files at least, and whose hand-in is gone.

Where nothing of an assignment lies there, there is nothing to compare with: somebody may keep hand-ins elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from autograder.files import digest_of
from autograder.intake.submitted import read_submission
from autograder.records import Assignment, Result

NOT_GRADED = "not graded yet"
OTHER_FILES = "graded with other files than count now"


class Standing(msgspec.Struct, frozen=True):
    """The students whose results do not tell what their hand-ins are worth; of those who are `gone` there is none.

    Each is in order of the students' ids.
    """

    not_graded: tuple[str, ...] = ()
    other_files: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()

    @property
    def open(self) -> dict[str, str]:
        """By student, what is still to be graded of what was handed in."""
        return {**dict.fromkeys(self.not_graded, NOT_GRADED), **dict.fromkeys(self.other_files, OTHER_FILES)}

    def holding(self, results: Iterable[Result]) -> list[Result]:
        """The results that are of what counts."""
        others = {*self.other_files, *self.gone}
        return [each for each in results if each.student not in others]

    def sentences(self, results: Path) -> Iterator[str]:
        """What is left out, and what to do; `results` is the folder of the assignment."""
        for students, status in ((self.not_graded, NOT_GRADED), (self.other_files, OTHER_FILES)):
            if students:
                yield f"{status.capitalize()}: {', '.join(students)}. Next: autograder grade {results.name}"
        yield from self.left_over(results)

    def left_over(self, results: Path) -> Iterator[str]:
        """A sentence on each result whose hand-in is gone."""
        for student in self.gone:
            yield (
                f"{student} has a result, but no hand-in in submitted/, so it is left out. Collect it again, or if "
                f"it is no student's, delete {results / f'{student}.json'}."
            )


def standing(judged: Mapping[str, str], lying: Mapping[str, str]) -> Standing:
    """Of the hashes of files that were judged, and of those that count, by student."""
    if not lying:
        return Standing()
    return Standing(
        tuple(sorted(lying.keys() - judged.keys())),
        tuple(sorted(each for each in lying.keys() & judged.keys() if judged[each] != lying[each])),
        tuple(sorted(judged.keys() - lying.keys())),
    )


def standing_of(assignment: Assignment, results: Iterable[Result], submitted: Path) -> Standing:
    """Of the results of an assignment and what lies in `submitted` of it."""
    return standing({each.student: each.files for each in results}, lying_in(assignment, submitted))


def lying_in(assignment: Assignment, submitted: Path) -> dict[str, str]:
    """By student, the hash of the files that count."""
    places = (place for place in submitted.glob(f"*/{assignment.name}") if place.is_dir())
    return {place.parent.name: digest_of(read_submission("", place, assignment).files) for place in places}
