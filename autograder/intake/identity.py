"""Tells whose hand-in is whose by the top-level names of a class export, and gives every student an id.

The student's id is a folder name made from what the learning platform calls the person:

- Canvas `lastfirst[_LATE]_<user>_<file>_<name>` gives `lastfirst_<user>`: the number is the same in every assignment;
- Moodle `Full Name_<participant>_assignsubmission_...` gives `Full_Name`, without the number, which differs between
  the assignments of one course;
- a folder, archive or loose file of any other name gives that name: `alice/`, `alice.zip`, `alice_engine.py`, or
  `alice.py` where only one module is asked for.

Letters, marks and digits of every script stay, as do `. _ - ' @` inside; anything else becomes `_`. Where two people
would get one folder (on a file system that ignores case), each gets the platform's number or a hash after the name, and
who already has a folder keeps it.
"""

from __future__ import annotations

import hashlib
import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from autograder.text import without_stacks

ARCHIVES = (".zip", ".tar.gz", ".tgz", ".tar")
MAX_ID_BYTES = 80
MAX_LABEL = 1024  # characters; no file system has longer names
PLAIN = "plain"  # the platform of someone whose name stands on what they handed in, and no more
FOLDER = "folder"  # the platform of someone of whom only a folder's name is known
NAMED = ("moodle", "brightspace", "gradescope")  # the platforms that call people by their full names

# As these may begin at any underscore, each is looked for at all of them. No number of a platform's begins with a zero.
_CANVAS = re.compile(
    r"(?=(?P<late>_LATE)?_(?P<user>[1-9][0-9]{0,19})_(?:(?P<file>[1-9][0-9]{0,19})_(?P<rest>.+)|(?:text|link)\.html)$)",
    re.IGNORECASE,
)
_CANVAS_ANONYMOUS = re.compile(
    r"(?P<late>LATE_)?(?P<anonymous>anon_[0-9a-z]{1,20})_(?:(?P<file>[0-9]{1,20})_(?P<rest>.+)|(?:text|link)\.html)",
    re.IGNORECASE,
)
_MOODLE = re.compile(r"(?=_(?P<user>[0-9]{1,20})_assignsubmission_[a-z0-9]+(?:_(?P<rest>.*))?$)")
_WINDOWS_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)


@dataclass(frozen=True)
class Person:
    """Someone who handed in: two are the same person if `platform` and `key` are.

    `signs` are what else the platform says of who it is, each with its kind: sid, email or identifier.
    """

    platform: str
    key: str
    name: str = field(compare=False, default="")
    number: str = field(compare=False, default="")
    signs: tuple[tuple[str, str], ...] = field(compare=False, default=())

    @property
    def told(self) -> tuple[tuple[str, str], ...]:
        """What the platform says of who it is, with the name where it has a real one."""
        return (*self.signs, *([("name", self.name)] if self.platform in NAMED else []))


class Held(Protocol):
    """Tells who has which folder already."""

    def folder_of(self, person: Person, usual: Collection[str]) -> str:
        """The folder that the person has: one of the `usual`, or another; '' if none."""

    def is_free(self, person: Person, student: str) -> bool:
        """Whether nobody else has the folder."""


@dataclass(frozen=True)
class Attribution:
    """Whose a top-level name is, what its file was called, and where it stands among hand-ins of the same person.

    It is `late` if the platform's own mark in the name says so.
    """

    person: Person
    file: str
    order: tuple[float, ...] = ()
    late: bool = False


def copy_number(name: str, wanted: str) -> int | None:
    """0 if `name` is `wanted`, 1 + n if it is its copy n; None if it is another file.

    Copies are `engine (n).py` of browsers, `engine-Copyn.py` of Jupyter and `engine-n.py` of Canvas.
    """
    if name == wanted:
        return 0
    stem, dot, suffix = wanted.rpartition(".")
    number = r"(?: ?\(([0-9]{1,3})\)|-(?:Copy)?([0-9]{1,3}))?"
    copy = re.fullmatch(f"{re.escape(stem)}{number}{re.escape(dot + suffix)}", name, re.IGNORECASE)
    return 1 + int(copy[1] or copy[2] or 0) if copy else None


def readings(label: str, wanted: Collection[str], platform: str = "") -> list[Attribution]:
    """Each way to read the top-level entry `label` (a folder's ends with /), of which there should be one.

    If it is known that `platform` wrote it, Canvas or Moodle, only as that does.
    """
    name = label.removesuffix("/")
    if len(name) > MAX_LABEL:
        return []
    found = [each for each in _platform_readings(name) if each.person.platform == (platform or each.person.platform)]
    if found or platform:
        return found
    if label.endswith("/"):
        return [Attribution(Person(PLAIN, name, name), name)]
    return _plain_file_readings(name, wanted)


def whose(label: str, wanted: Collection[str], platform: str = "") -> Attribution | None:
    """Whose the top-level entry `label` is; None if its name does not say, or says more than one thing.

    A part of such a name is a student's to choose: the name in a profile, or the name of the file.
    """
    found = readings(label, wanted, platform)
    return found[0] if len(found) == 1 else None


def platform_person(name: str) -> Person | None:
    """The one whom Canvas or Moodle names in the top-level `name`; None if none or several can be meant."""
    found = _platform_readings(name)
    return found[0].person if len(found) == 1 else None


def marks(name: str) -> Iterator[tuple[int, Person]]:
    """Where in `name` Canvas or Moodle may have put a person's number, and whose."""
    if anonymous := _CANVAS_ANONYMOUS.fullmatch(name):
        yield 0, Person("canvas", anonymous["anonymous"])
    for platform, pattern in (("canvas", _CANVAS), ("moodle", _MOODLE)):
        yield from ((match.start(), Person(platform, match["user"])) for match in pattern.finditer(name, 1))


def _platform_readings(name: str) -> list[Attribution]:
    """One for each different person that Canvas or Moodle may have meant, in the order of where the name says so."""
    found: dict[Person, tuple[int, Attribution]] = {}
    if anonymous := _CANVAS_ANONYMOUS.fullmatch(name):
        attribution = _from_canvas(name, anonymous, anonymous["anonymous"])
        found[attribution.person] = (0, attribution)
    for match in _CANVAS.finditer(name, 1):
        if not (anonymous and match["user"] == anonymous["anonymous"].rpartition("_")[2]):
            attribution = _from_canvas(name, match, match["user"])
            found.setdefault(attribution.person, (match.start(), attribution))
    for match in _MOODLE.finditer(name, 1):
        person = Person("moodle", match["user"], name[: match.start()], match["user"])
        found.setdefault(person, (match.start(), Attribution(person, match["rest"] or name)))
    return [each for _, each in sorted(found.values(), key=lambda each: each[0])]


def _from_canvas(name: str, match: re.Match[str], key: str) -> Attribution:
    who = name[: match.start()].encode()[:50].decode(errors="ignore")
    person = Person("canvas", key, f"{who}_{key}" if who else key)
    rest = match["rest"] or "text.html"
    copy = re.search(r"-([0-9]{1,3})\.\w+$", rest)  # Canvas numbers the resubmissions of a file
    return Attribution(person, rest, (int(match["file"] or 0), int(copy[1]) if copy else 0), bool(match["late"]))


def _plain_file_readings(name: str, wanted: Collection[str]) -> list[Attribution]:
    for suffix in ARCHIVES:
        if name.lower().endswith(suffix) and (stem := name[: -len(suffix)]):
            return [Attribution(Person(PLAIN, stem, stem), name)]
    if any(copy_number(name, file) is not None for file in wanted):
        return []  # a module without a name on it
    cuts = itertools.product((match.start() for match in re.finditer("[_-]", name)), wanted)
    found = [
        Attribution(Person(PLAIN, name[:cut], name[:cut]), name[cut + 1 :])
        for cut, file in cuts
        if cut and copy_number(name[cut + 1 :], file) is not None
    ]
    stem, dot, suffix = name.rpartition(".")
    fits = [file for file in wanted if file.endswith(f".{suffix}")]
    return found or [Attribution(Person(PLAIN, stem, stem), fits[0])] if stem and dot and len(fits) == 1 else found


def id_key(student: str) -> str:
    """What two ids share that some file system, or some reader, would take for one."""
    return unicodedata.normalize("NFKC", student).casefold()


def folder_name(name: str) -> str:
    """`name` as a folder name that is safe on every system, in a shell, a glob and a URL's path."""
    kept = "".join(map(_safe, without_stacks(unicodedata.normalize("NFC", name[:MAX_LABEL]))))
    kept = re.sub("__+", "_", kept)
    while kept and unicodedata.category(kept[0])[0] not in "LN":  # an option, a hidden folder, a mark on the slash
        kept = kept[1:]
    kept = kept.encode("utf-8", "ignore")[:MAX_ID_BYTES].decode("utf-8", "ignore").rstrip("._-'@")
    return f"student_{kept}" if not kept or _WINDOWS_DEVICE.fullmatch(kept) else kept


def _safe(char: str) -> str:
    """What stands for `char` in a folder name; nothing for a format character, such as a joiner, that nobody sees."""
    category = unicodedata.category(char)
    if category[0] in "LMN" or char in "._-'@":
        return char
    return "" if category == "Cf" else "_"


def _ids_for(person: Person) -> Iterator[str]:
    base = folder_name(person.name)
    digest = hashlib.sha256(f"{person.platform}/{person.key}".encode()).hexdigest()[:8]
    yield base
    yield f"{base}_{person.number or digest}"
    yield f"{base}_{digest}"
    yield from (f"{base}_{digest}_{n}" for n in itertools.count(2))


def student_ids(people: Collection[Person], held: Held) -> dict[Person, str]:
    """An id for each of `people`, all different; whoever has a folder keeps it, and nobody gets another's."""
    shared = Counter(id_key(next(_ids_for(person))) for person in people)
    ids: dict[Person, str] = {}
    used: set[str] = set()
    for person in sorted(people, key=lambda person: (person.platform, person.key)):
        usual = list(itertools.islice(_ids_for(person), 3))
        free = (
            student
            for student in _ids_for(person)
            if held.is_free(person, student)
            and id_key(student) not in used
            and not (student == usual[0] and shared[id_key(usual[0])] > 1)
        )
        mine = held.folder_of(person, usual)
        ids[person] = mine if mine and id_key(mine) not in used else next(free)
        used.add(id_key(ids[person]))
    return ids
