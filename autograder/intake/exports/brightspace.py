"""Reads what Brightspace (D2L) packs with *Assignments > Submissions > Download*.

Each submission is a folder `<user>-<folder> - <full name> - <Oct 19, 2026 926 PM>/`, beside an `index.html`; older
versions put the file at the top, with ` - <file>` behind the date. Brightspace writes the numbers and the time, in the
language and the zone of who exports; the student writes the name, in some organisations, and what is in the folder.
Source: https://community.d2l.com/brightspace/kb/articles/3443-download-submissions
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from autograder.errors import Problem
from autograder.intake.archives import Entry
from autograder.intake.exports.export import Export, Reading, Unclear, inside, matching, strays
from autograder.intake.identity import Person
from autograder.intake.selection import HandIn
from autograder.text import printable_name

NAME = "Brightspace"
_INDEX = "index.html"
_COMMENTS = "Brightspace's list of what was handed in; comments that students wrote are in it alone: read them there"
_UNTIMED = "the time in its name was not understood; set your language in Brightspace to English, and download it again"
_LIKE = re.compile(r"(?P<user>\d+)-\d+ ?- .+? ?- .*\d.*")
_MONTH = r"[^\W\d_]+"
_DAY = "|".join(
    (
        rf"{_MONTH}\.? \d{{1,2}},? \d{{4}}",
        rf"\d{{1,2}}\.? (?:de )?{_MONTH}\.?,? (?:de )?\d{{4}}",
        r"\d{1,2}\.\d{1,2}\.\d{4}",
        r"\d{4}-\d{1,2}-\d{1,2}",
    )
)
_TIME = rf"\b(?:{_DAY}),? \d{{3,4}}(?: [AP]M)?(?!\w)"
_NAME = re.compile(rf"(?P<user>\d+)-\d+ ?- (?P<name>.+?) ?- (?P<time>{_TIME})(?: - (?P<file>.+))?")
# How the months' names begin in English, German, French, Spanish, Portuguese, Italian, Dutch and Scandinavian.
_MONTHS = (
    ("jan", "ene", "gen"),
    ("feb", "fév", "fev"),
    ("mar", "mär", "mrz", "maa", "mrt"),
    ("apr", "avr", "abr"),
    ("may", "mai", "maj", "mei", "mag"),
    ("jun", "juin", "giu"),
    ("jul", "juil", "lug"),
    ("aug", "aoû", "ago"),
    ("sep", "set"),
    ("oct", "okt", "out", "ott"),
    ("nov",),
    ("dec", "déc", "dez", "dic", "des"),
)


def recognised(names: Sequence[str], around: str) -> str:
    """Why `names` are those at the top of such an export; '' if they are not."""
    return matching([name for name in names if name != _INDEX], _LIKE.fullmatch)


def mark(name: str) -> tuple[int, str] | None:
    """That Brightspace's number of a user stands at the start of `name`, and which; None if it does not."""
    found = _LIKE.match(name)
    return (0, found["user"]) if found else None


def read(export: Export) -> Reading:
    """The submissions in `export`. Raises `Problem` if most of its dates are in a language that is not known."""
    handins = []
    others, untimed = dict[str, Sequence[Entry]](), dict[str, Sequence[Entry]]()
    undated: dict[str, str] = {}
    unclear = []
    for label, group in export.tops().items():
        name, folder = label.removesuffix("/"), label.endswith("/")
        match = _NAME.fullmatch(name)
        # A second date is in a person's name or in a file's: then nobody knows which one Brightspace wrote.
        dates = len(re.findall(_TIME, name))
        moment = _moment(match["time"], export) if match and dates == 1 and folder == (not match["file"]) else None
        if match and moment:
            person = Person("brightspace", match["user"], match["name"].strip(), match["user"])
            files = tuple(inside(group) if folder else (replace(group[0], parts=(match["file"],), path=match["file"]),))
            handins.append(HandIn(label, person, (moment.timestamp(),), files, moment))
            continue
        like = _LIKE.fullmatch(name)
        (untimed if like else others)[label] = group
        if like:
            unclear.append(Unclear(label, (Person("brightspace", like["user"], ""),)))
            undated |= {like["user"]: name} if dates < 2 else {}
    if len(undated) > len({handin.person for handin in handins}):
        raise Problem(
            f"{printable_name(next(iter(undated.values())))}: the time that Brightspace wrote cannot be read. Set your "
            "language there to English (Account Settings > Locale & Language), and download the submissions again. "
            "Nothing was collected."
        )
    index = {label: others.pop(label) for label in (_INDEX,) if label in others}
    told = (*strays(others), *strays(untimed, _UNTIMED), *strays(index, _COMMENTS))
    return Reading(tuple(handins), told, tuple(unclear))


def _moment(time: str, export: Export) -> datetime | None:
    """The time that Brightspace wrote: hours and minutes without a separator, as `926 PM` or `2126`."""
    *day, clock, half = time.split(" ") if time[-1] == "M" else (*time.split(" "), "")
    numbers, word = re.findall(r"\d+", " ".join(day)), re.search(_MONTH, " ".join(day).replace(" de ", " "))
    month = _month(word[0]) if word else int(numbers.pop(1))
    year, number = sorted(map(int, numbers), reverse=True)
    hour, minute = int(clock[:-2]), int(clock[-2:])
    if month is None or (half and not 1 <= hour <= 12):
        return None
    try:
        moment = datetime(year, month, number, hour % 12 + 12 * (half == "PM") if half else hour, minute)
    except ValueError:
        return None
    return export.in_utc(moment, NAME)


def _month(word: str) -> int | None:
    """The number of a month, of its name or how that is shortened."""
    known = ((start, number) for number, starts in enumerate(_MONTHS, 1) for start in starts)
    return next((number for start, number in known if word.casefold().startswith(start)), None)
