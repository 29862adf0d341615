"""Tells which students of the course are in its groups, and who of them is in none for an assignment."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from autograder.errors import Problem
from autograder.intake.attempts import Told
from autograder.intake.groups import Groups
from autograder.intake.identity import folder_name, id_key
from autograder.platforms.roster.attendance import called_like
from autograder.platforms.roster.called import folders_of, is_called
from autograder.platforms.roster.groups import GROUPS, Membership, by_person
from autograder.platforms.roster.kept import FIELDS, label, people_finder
from autograder.platforms.roster.matching import TellsOf, matches, why
from autograder.platforms.roster.names import most_alike
from autograder.platforms.roster.table import Member, Roster


def nobody(student: str) -> Collection[Told]:
    """No platform says anything."""
    return ()


def taken_out(
    kept: Sequence[Membership],
    student: str,
    assignment: str,
    roster: Roster | None,
    told: TellsOf = nobody,
    students: Collection[str] = (),
) -> list[Membership]:
    """`kept`, where one of the `students` is in no group for an assignment."""
    people = by_person(kept)
    ids, _ = _ids([person for person, _ in people], {student, *students}, roster, told)
    own = next(
        (each for each, found in zip(people, ids, strict=True) if found == student), (Member(student=student), [])
    )
    stay = [line for line in kept if line.assignment != assignment or line not in own[1]]
    return [*stay, Membership("", assignment, own[0])]


def groups_for(
    lines: Sequence[Membership],
    assignment: str,
    students: Collection[str],
    roster: Roster | None,
    told: TellsOf = nobody,
) -> Groups:
    """The groups for an assignment, each of their members by the id of one of the `students`, or by the one to be."""
    mine = by_person(line for line in lines if line.assignment in ("", assignment))
    ids, notes = _ids([person for person, _ in mine], students, roster, told)
    if students and roster is None and (new := sorted({*ids} - {*students, ""})):
        notes.append(
            f"Only {GROUPS} names {', '.join(new)}: the course has no roster, and nothing came of them before."
        )
    members: dict[str, list[str]] = {}
    out = set()
    for (person, own), student in zip(mine, ids, strict=True):
        counting = [line for line in own if line.assignment] or own
        groups = list(dict.fromkeys(line.group for line in counting if line.group))
        if len(groups) > 1:
            notes.append(
                f"{label(person)} is in {' and in '.join(groups)}, so gets the hand-in of neither. Leave one line of "
                f"{GROUPS} for {assignment or 'all assignments'}."
            )
        elif student and groups and all(line.group for line in counting):
            members.setdefault(groups[0], []).append(student)
        elif student:
            out.add(student)
    return Groups({name: tuple(each) for name, each in members.items()}, frozenset(out), tuple(notes))


def _ids(
    people: Sequence[Member], students: Collection[str], roster: Roster | None, told: TellsOf
) -> tuple[list[str], list[str]]:
    """The id of each of `people`, '' for who cannot be told from another, and a sentence on each of those."""
    everybody = {student: told(student) for student in sorted(students)}
    ids, doubts = _folders(people, roster.members if roster else (), everybody)
    entry_of = people_finder(roster.members if roster else ())
    notes = [f"By {GROUPS}, {student} {said}, so is in no group." for student, _, said in doubts]
    ids |= {place: "" for _, places, _ in doubts for place in places if place not in ids}
    for place, person in enumerate(people):
        entry = entry_of(person)
        known = roster.members[entry[0]] if roster and len(entry) == 1 else person
        ids.setdefault(place, _id_to_be(person, known))
    counts = Counter(map(id_key, filter(None, ids.values())))
    for place, student in ids.items():
        if counts[id_key(student)] > 1:
            notes.append(f"{label(people[place])} cannot be told from another of {GROUPS}, so is in no group.")
            ids[place] = ""
    return [ids[place] for place in range(len(people))], notes


def _folders(
    people: Sequence[Member], members: Sequence[Member], told: Mapping[str, Collection[Told]]
) -> tuple[dict[int, str], list[tuple[str, Sequence[int], str]]]:
    """The folders by the places of their people, and those that could be several's: which places, and why.

    Whom `people` do not tell, `members` of the roster may.
    """
    here, there, same = matches(people, told), matches(members, told), people_finder(people)
    ids = {place: student for student, place in here.found.items()}
    doubts: list[tuple[str, Sequence[int], str]] = [
        (student, doubt.places, why(doubt, people)) for student, doubt in here.doubts.items()
    ]
    for student in told.keys() - here.found.keys() - here.doubts.keys():
        meant = [there.found[student]] if student in there.found else []
        unclear = there.doubts.get(student)
        places = [at for each in (unclear.places if unclear else meant) for at in same(members[each])]
        if unclear and places:
            doubts.append((student, places, why(unclear, members)))
        elif len(places) > 1:
            doubts.append((student, places, f"could be {' or '.join(label(people[at]) for at in places)}"))
        elif places:
            ids.setdefault(places[0], student)
    return ids, sorted(doubts)


def canvas_member(
    lines: Iterable[Membership],
    number: str,
    students: Collection[str],
    roster: Roster | None,
    told: TellsOf = nobody,
) -> str:
    """The id of a member whom Canvas knows by a number; '' if it is nobody's."""
    people = [line.member for line in lines if line.member.canvas_id == number]
    ending = sorted(student for student in students if student.endswith(f"_{number}"))
    there = [student for student in ending if _is_canvas(told(student), number)]
    if not people or len(there) == 1:
        return there[0] if people else ""
    entry = people_finder(roster.members)(people[0]) if roster else []
    return _id_to_be(people[0], roster.members[entry[0]] if roster and len(entry) == 1 else people[0])


def _is_canvas(told: Collection[Told], number: str) -> bool:
    """Whether somebody is, or may be if no platform says anything, whom Canvas knows by a number."""
    return not told or any((each.platform, each.key) == ("canvas", number) for each in told)


def _id_to_be(person: Member, member: Member) -> str:
    """What `collect` would call somebody of whom nothing has come yet; `member` is the one of the roster."""
    if student := person.student or member.student:
        return student
    if person.canvas_id:
        first, _, last = member.name.rpartition(" ")
        words = re.sub(r"\W", "", member.name if ", " in member.name else f"{last}{first}").lower()
        return f"{words}_{person.canvas_id}"
    return folder_name(next(filter(None, (person.name, *(getattr(person, field) for field in FIELDS)))))


def unknown_members(lines: Iterable[Membership], roster: Roster) -> Iterator[str]:
    """A sentence on each member whom the roster does not know."""
    find = people_finder(roster.members)
    unknown = [label(person) for person, _ in by_person(lines) if not find(person)]
    closest = called_like(roster) if unknown else str
    for name in unknown:
        like = closest(name)
        yield f"{name} of {GROUPS} is not in the roster.{f' Is it {like}?' if like else ''}"


def folder_meant(
    word: str, lines: Sequence[Membership], students: Collection[str], roster: Roster | None, told: TellsOf = nobody
) -> str:
    """The folder, there or to be, that `word` is, or that is whose name or id it is.

    Raises `Problem`, with the most similar one, if it is nobody's, or not one person's alone.
    """
    people = [person for person, _ in by_person(lines)]
    members = roster.members if roster else ()
    ids, _ = _ids(people, students, roster, told)
    there = folders_of(members, {student: told(student) for student in sorted(students)})
    called = {each: [each] for each in (*students, *filter(None, ids))}
    for person, folder in zip(people, ids, strict=True):
        called.get(folder, []).append(person.name)
    for place, member in enumerate(members):
        own = called.setdefault(there.get(place) or _id_to_be(member, member), [])
        own += [member.student, member.name, member.login]
    if same := [folder for folder in called if id_key(folder) == id_key(word)]:
        return same[0]
    meant = [(place, member) for place, member in enumerate(members) if is_called(member, word)]
    if len(meant) == 1 and meant[0][0] in there:
        return there[meant[0][0]]
    if roster is None and (folder := _only_one(zip(people, ids, strict=True), word, students)):
        return folder
    to_be = {id_key(_id_to_be(members[place], members[place])): folder for place, folder in there.items()}
    like = to_be.get(id_key(word)) or most_alike(called)(word)
    raise Problem(
        f"Nobody is called {word}: no folder of submitted/, and nobody alone in {GROUPS} or the roster. Nothing is "
        f"changed.{f' Did you mean {like}?' if like else ''}"
    )


def _only_one(people: Iterable[tuple[Member, str]], word: str, students: Collection[str]) -> str:
    """The folder of the one person in groups.csv whose name or id is `word`; '' if several may be meant, or nobody."""
    meant = {folder for person, folder in people if is_called(person, word)}
    others = {student for student in students if id_key(student) == id_key(folder_name(word))}
    return "".join(meant) if len(meant | others) == 1 else ""


def changed_groups(before: Groups, after: Groups) -> Iterator[tuple[str, str]]:
    """Each student who is in another group than before, or in none, and what to say of it."""
    was, now = ({each: team for team, own in groups.members.items() for each in own} for groups in (before, after))
    for student in sorted({*was, *now, *(after.out - before.out)}):
        old, new = was.get(student), now.get(student)
        if old != new:
            instead = f", before that in {old}" if old and new else ""
            yield student, f"put into {new}{instead}" if new else f"taken out of {old}"
        elif student not in was and student in after.out - before.out:
            yield student, "in no group"
