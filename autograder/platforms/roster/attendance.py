"""Says who of the roster has handed in, who has not, and who handed in without being in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from autograder.intake.attempts import told_of
from autograder.platforms.roster.kept import course_roster, label
from autograder.platforms.roster.matching import Matches, matches, why
from autograder.platforms.roster.names import most_alike
from autograder.platforms.roster.table import Roster

DECIDE = "If you know who it is, write the folder into their line of roster.csv, in a column student."


class Attendance(msgspec.Struct, frozen=True):
    """The names of the students with a hand-in, of whom `missing` has none, and whom each of `unknown` may be meant
    for, '' for nobody; of some of them `unclear` says why they are taken for none of those.
    """

    names: Mapping[str, str]
    missing: tuple[str, ...]
    unknown: Mapping[str, str]
    unclear: Mapping[str, str] = {}


def found_in(roster: Roster, students: Iterable[str], submitted: Path) -> Matches:
    """Where in the roster `students` of one assignment are, by what the receipts in `submitted` say of them."""
    return matches(roster.members, {student: told_of(submitted, student) for student in sorted(students)})


def real_names(root: Path, students: Iterable[str], submitted: Path) -> Mapping[str, str]:
    """The names of `students` of one assignment, as far as the roster of the course in `root` knows them."""
    roster = course_roster(root)
    if roster is None:
        return {}
    found = found_in(roster, students, submitted).found
    return {student: label(roster.members[place]) for student, place in found.items()}


def attendance(roster: Roster, students: Iterable[str], submitted: Path) -> Attendance:
    """Of `students`, who have handed in one assignment, and of the roster."""
    students = sorted(students)
    known = found_in(roster, students, submitted)
    names = [label(member) for member in roster.members]
    there = set(known.found.values())
    unknown = [student for student in students if student not in known.found]
    meant = {
        student: " or ".join(dict.fromkeys(names[at] for at in doubt.places)) for student, doubt in known.doubts.items()
    }
    like = called_like(roster) if len(unknown) > len(meant) else str
    return Attendance(
        {student: names[place] for student, place in known.found.items()},
        tuple(name for place, name in enumerate(names) if place not in there),
        {student: meant[student] if student in meant else like(student) for student in unknown},
        {student: why(doubt, roster.members) for student, doubt in known.doubts.items()},
    )


def called_like(roster: Roster) -> Callable[[str], str]:
    """What finds the name of whoever in the roster is called most like somebody, '' if nobody is."""
    called: dict[str, list[str]] = {}
    for each in roster.members:
        called.setdefault(label(each), []).extend((each.student, each.name, each.login, each.username, each.email))
    return most_alike(called)


def sentences(found: Attendance, assignment: str) -> Iterator[str]:
    """What there is to say of it: nothing if everybody has handed in, and nobody else."""
    if found.missing:
        yield f"Nothing of {len(found.missing)} for {assignment}: {', '.join(found.missing)}."
    yield from strangers(found)


def strangers(found: Attendance) -> Iterator[str]:
    """A sentence on each who handed in and is not in the roster, or could be several people of it."""
    folders = {name: student for student, name in found.names.items()}
    for student, like in found.unknown.items():
        if student in found.unclear:
            yield f"{student} {found.unclear[student]}, so is taken for nobody. {DECIDE}"
        else:
            given = f" Then collect what is theirs with --student {folders[like]}." if like in folders else ""
            yield f"{student} is not in the roster.{f' Is it {like}?{given}' if like else ''}"
