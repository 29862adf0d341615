"""Tells who has which folder of submitted/, as the receipts of all assignments in it say."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from autograder.intake.attempts import receipt_of
from autograder.intake.identity import FOLDER, Person, id_key, whose
from autograder.records import Receipt

# Those that know a person by the same key in every assignment. Moodle numbers participants anew.
LASTING = ("canvas", "gradescope", "blackboard", "brightspace", "github")


@dataclass(frozen=True)
class Holders:
    """By the `id_key` of a folder, whose hand-in of one assignment is `here`, and whose of any assignment is in it.

    The latter are only people whom a platform knows by a lasting key. `folders` has where each of them is.
    """

    here: Mapping[str, Person] = field(default_factory=dict)
    ever: Mapping[str, Collection[Person]] = field(default_factory=dict)
    folders: Mapping[Person, str] = field(default_factory=dict)

    def folder_of(self, person: Person, usual: Collection[str]) -> str:
        """The folder that the person has: one of the `usual`, or whichever they had under another name; '' if none."""
        own = (student for student in usual if self.here.get(id_key(student)) == person)
        before = (student for student in usual if person in self.ever.get(id_key(student), ()))
        found = (*own, *before, self.folders.get(person, ""))
        return next((student for student in found if student and self.is_free(person, student)), "")

    def is_free(self, person: Person, student: str) -> bool:
        """Whether nobody else has the folder, as far as anything says."""
        here = self.here.get(id_key(student))
        if here not in (None, person, Person(FOLDER, student)):
            return False
        return all(
            each in (person, here) or each.platform != person.platform for each in self.ever.get(id_key(student), ())
        )


def holders(submitted: Path, assignment: str, wanted: Collection[str]) -> Holders:
    """Who has which folder of `submitted`, for somebody who hands in the files `wanted` of the assignment."""
    here: dict[str, Person] = {}
    ever: dict[str, set[Person]] = {}
    folders: dict[Person, str] = {}
    for folder in sorted(submitted.iterdir()) if submitted.is_dir() else ():
        key = id_key(folder.name)
        here[key] = _person(receipt_of(folder / assignment), wanted) or Person(FOLDER, folder.name)
        for person in _lasting(folder):
            ever.setdefault(key, set()).add(person)
            folders.setdefault(person, folder.name)
    return Holders(here, ever, folders)


def _person(receipt: Receipt | None, wanted: Collection[str] = ()) -> Person | None:
    if receipt is None:
        return None
    if any(receipt.person):
        return Person(*receipt.person)
    attribution = whose(receipt.source, wanted)  # in a receipt from before there was a person in it
    return attribution.person if attribution else None


def _lasting(folder: Path) -> Iterator[Person]:
    for place in sorted(folder.glob("*/")):
        person = _person(receipt_of(place))
        if person is not None and person.platform in LASTING:
            yield person
