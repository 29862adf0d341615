"""Recognises which platform packed a class export, takes off what is wrapped around it, and refuses to guess."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import tzinfo
from pathlib import Path
from typing import Protocol

from autograder.errors import Problem
from autograder.intake.archives import Entry
from autograder.intake.exports import blackboard, brightspace, by_name, canvas, github, gradescope, moodle
from autograder.intake.exports.export import Export, Reading, strays
from autograder.intake.identity import ARCHIVES, copy_number, marks
from autograder.intake.owners import is_wrapper, marked, owner_by, stem_of, wrappers
from autograder.records import Assignment
from autograder.text import printable_name


class Platform(Protocol):
    """A module of `autograder.intake.exports`."""

    NAME: str

    def recognised(self, names: Sequence[str], around: str) -> str:
        """Why `names`, in what is called `around`, are at the top of an export of this platform; '' if they are not."""

    def read(self, export: Export) -> Reading:
        """What `export` says."""


PLATFORMS: tuple[Platform, ...] = (gradescope, blackboard, brightspace, github, canvas, moodle, by_name)
_SAID = "you said so"
_OTHERWISE = "If it is none, say --platform names."
_MARKING = ("canvas", "moodle")  # every name, with a number of somebody's
BY_NAME: tuple[Platform, ...] = (canvas, moodle, by_name)  # these may lie side by side


def read_export(
    entries: Sequence[Entry], source: Path, assignment: Assignment, zone: tzinfo | None = None, platform: str = ""
) -> tuple[Reading, str]:
    """What the class export at `source` says, and one sentence on how it was read; by `platform`, if that is given.

    Raises `Problem` if there is no such platform, its export cannot be understood, or several folders of one could be
    students'.
    """
    forced = [each for each in PLATFORMS if each.NAME.casefold() == platform.casefold()]
    if platform and not forced:
        raise Problem(f"There is no platform {platform!r}; give one of {', '.join(each.NAME for each in PLATFORMS)}.")
    wanted = (*assignment.files, assignment.notebook)
    (top, inner) = _only_folder(entries)
    around_all = is_wrapper(top, {stem_of(source)}) or top in wrappers(entries, owner_by(platform), wanted)
    if not forced or forced[0] not in BY_NAME:
        stem = stem_of(source)
        for around, candidate in ((stem, entries), (top, inner if around_all else [])):
            names = _of_other_platforms(_names(candidate), bool(forced))
            for each in forced or PLATFORMS:
                if names and each not in BY_NAME and (why := each.recognised(names, around)):
                    reading = each.read(Export(candidate, wanted, zone, around))
                    return _with_others(reading, entries, candidate), f"{_sentence(each, why)} {_OTHERWISE}"
            if not forced and (why := github.cloned(candidate)):
                reading = github.read(Export(candidate, wanted, zone, around))
                return _with_others(reading, entries, candidate), f"{_sentence(github, why)} {_OTHERWISE}"
        if forced:
            reading = forced[0].read(Export(inner or entries, wanted, zone, top if inner else stem))
            return _with_others(reading, entries, inner or entries), _sentence(forced[0], _SAID)
    export = Export(_unwrapped(entries, source, assignment, top, inner), wanted, zone)
    if forced:
        return forced[0].read(export), _sentence(forced[0], _SAID)
    _require_no_sections(export.entries, wanted, source)
    like = ((each, each.recognised(_names(export.entries), "")) for each in BY_NAME if each is not by_name)
    return by_name.read(export), next((_sentence(each, why) for each, why in like if why), "")


def _with_others(reading: Reading, entries: Sequence[Entry], read: Sequence[Entry]) -> Reading:
    """`reading`, with what lies beside the folder whose entries were `read` as nobody's."""
    around = _only_folder(entries)[0] if read is not entries else None
    beside = {entry.path: [entry] for entry in entries if around is not None and entry.parts[0] != around}
    return replace(reading, strays=(*reading.strays, *strays(beside)))


def _of_other_platforms(names: Sequence[str], said: bool) -> list[str]:
    """Those of `names` that neither Canvas nor Moodle marked; none where at least half are theirs, unless it is `said`.

    Everybody is one voice, by the first mark of a name: what comes behind it a student may have chosen, in all their
    files alike.
    """
    people = {name: marked(name.removesuffix("/")) for name in names}
    others = [name for name, person in people.items() if not (person and person.platform in _MARKING)]
    voices = {person or name for name, person in people.items()}
    theirs = {people[name] for name in names} - {people[name] for name in others}
    return others if said or 2 * len(theirs) < len(voices) else []


def _sentence(platform: Platform, why: str) -> str:
    return f"Read as an export of {platform.NAME}: {why}." if platform is not by_name else f"Read by its names: {why}."


def _names(entries: Sequence[Entry]) -> list[str]:
    """The names at the top of `entries`, a folder's with /."""
    return list(Export(entries, ()).tops())


def _only_folder(entries: Sequence[Entry]) -> tuple[str, list[Entry]]:
    """The one folder at the top of `entries`, if there is just one, and what is in it."""
    folders = {each.parts[0] for each in entries if (each.folder or len(each.parts) > 1) and not each.outside}
    if len(folders) != 1:
        return "", []
    (top,) = folders
    return top, [
        replace(entry, parts=entry.parts[1:]) for entry in entries if entry.parts[0] == top and entry.parts[1:]
    ]


def _unwrapped(
    entries: Sequence[Entry], source: Path, assignment: Assignment, top: str, inside: Sequence[Entry]
) -> list[Entry]:
    """`entries` without the folder `top` that a program put around everything it packed, which holds `inside`.

    Raises `Problem` where several folders in it could be students'.
    """
    wanted = (*assignment.files, assignment.notebook)
    tops = {entry.parts[0] for entry in entries if not entry.outside}
    for around in [each for each in tops if not top and is_wrapper(each)]:
        _require_no_rivals(around, _rivals([entry for entry in entries if entry.parts[0] == around], wanted, 1), source)
    if not top or any(marks(top)) or any(_is_wanted(entry.parts[0], wanted) for entry in inside):
        return list(entries)
    rivals = _rivals(inside, wanted, 0)
    known = is_wrapper(top, {stem_of(source), assignment.name})
    packed = {each for each in tops - {top} if each.lower().endswith(ARCHIVES) or any(marks(each))}
    if packed and not (known and len(rivals) > 1):
        return list(entries)
    if inside and (known or any(any(marks(entry.parts[0])) for entry in inside)):
        return [*inside, *(entry for entry in entries if entry.parts[0] != top)]
    _require_no_rivals(top, rivals, source)
    return list(entries)


def _rivals(entries: Iterable[Entry], wanted: Collection[str], depth: int) -> list[str]:
    """The names at a depth in `entries` that could each be a student's, by what is in them."""
    below = (replace(entry, parts=entry.parts[depth:]) for entry in entries)
    return sorted({entry.parts[0] for entry in below if entry.parts and _holds_wanted(entry, wanted)})


def _require_no_rivals(top: str, rivals: Sequence[str], source: Path) -> None:
    if len(rivals) > 1:
        top, names = printable_name(top), ", ".join(map(printable_name, rivals[:3]))
        raise Problem(
            f"{source} holds a folder, {top}, and several in it could be students: {names}. If they "
            f"are, collect what is in {top}, or call that folder submissions; if all of it is one "
            "student's, keep one of each file. Nothing was collected."
        )


def _require_no_sections(entries: Sequence[Entry], wanted: Collection[str], source: Path) -> None:
    """Raises `Problem` where the tops are parts of a class rather than students: many hold several who could be some.

    One student with two folders beside others who have none is no part of a class.
    """
    tops: dict[str, list[Entry]] = {}
    for entry in entries:
        if not entry.folder and not entry.outside:
            tops.setdefault(entry.parts[0], []).append(entry)
    own = [top for top, held in tops.items() if _is_a_students(top, held, wanted)]
    inside = {top: found for top, held in tops.items() if top not in own and (found := _rivals(held, wanted, 1))}
    several = [top for top, found in inside.items() if len(found) > 1]
    if 2 * len(several) < len(own) + len(inside) or len(several) < (2 if own else 1) or len(inside) < 2:
        return
    parts = sorted(map(printable_name, inside))
    each = " and ".join((", ".join(parts[:-1]), parts[-1])) if len(parts) < 5 else f"{', '.join(parts[:4])} ..."
    students = ", ".join(map(printable_name, inside[several[0]][:3]))
    raise Problem(
        f"{source} holds parts of a class rather than students: several in {printable_name(several[0])} could be "
        f"students: {students}. Collect {each} one by one; if each of them is one student's, say --platform names. "
        "Nothing was collected."
    )


def _is_a_students(top: str, held: Iterable[Entry], wanted: Collection[str]) -> bool:
    """Whether what is `held` at the top of a pile is one student's: a platform says so, or it is a file of theirs."""
    paths = [entry.parts for entry in held]
    loose = top.lower().endswith((*ARCHIVES, ".py", ".ipynb")) and paths == [(top,)]
    return loose or any(marks(top)) or any(_is_wanted(parts[1], wanted) for parts in paths if len(parts) == 2)


def _is_wanted(name: str, wanted: Collection[str]) -> bool:
    return any(copy_number(name, file) is not None for file in wanted)


def _holds_wanted(entry: Entry, wanted: Collection[str]) -> bool:
    """Whether `entry` is an archive, or one of the assignment's files in a folder."""
    if entry.folder:
        return False
    return entry.parts[-1].lower().endswith(ARCHIVES) or (len(entry.parts) > 1 and _is_wanted(entry.parts[-1], wanted))
