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
_UNTIMED = (
    "the time in its name was not understood; download it again with Brightspace in English, or unpack the export, and "
    "write the time at the end of this name like Oct 19, 2026 926 PM"
)
_LIKE = re.compile(r"(?P<user>\d+)-\d+ ?- .+? ?- .*\d.*")
_MONTH = r"[^\W\d_]+"
_DAY = "|".join(
    (
        rf"{_MONTH}\.? \d{{1,2}},? \d{{4}}",
        rf"\d{{1,2}}\.? (?:de )?{_MONTH}\.?,? (?:de )?\d{{4}}",
        r"\d{1,2}\.\d{1,2}\.\d{4}",
        r"\d{1,2}[-_]\d{1,2}[-_]\d{4}",
        r"\d{4}[-_.]\d{1,2}[-_.]\d{1,2}",
        r"\d{4}[年년] ?\d{1,2}[月월] ?\d{1,2}[日일]",
    )
)
# In which half of the day: in front of the clock, behind it, or nowhere where it counts to 24.
_BEFORE, _BEHIND = r"上午|下午|午前|午後|오전|오후", r"[ap]\.? ?m(?:\.|\b)"
_CLOCK = r"(?P<hour>\d{1,2})(?:[:._]| ?h ?)?(?P<minute>\d\d)(?:[:._]\d\d)?"
_TIME = rf"\b(?P<day>{_DAY}),? (?:(?P<before>{_BEFORE}) ?)?{_CLOCK}(?: ?(?P<behind>{_BEHIND}))?(?!\w)"
_NAME = re.compile(rf"(?P<user>\d+)-\d+ ?- (?P<name>.+?) ?- (?P<time>{_TIME})(?: - (?P<file>.+))?", re.IGNORECASE)
_DATES = re.compile(_TIME, re.IGNORECASE)
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2009\u202f", " "))  # that stand between the parts of a time
# How the months' names begin in English, German, French, Spanish, Portuguese, Italian, Dutch, Scandinavian and Turkish.
_MONTHS = (
    ("jan", "ene", "gen", "oca"),
    ("feb", "fév", "fev", "şub"),
    ("mar", "mär", "mrz", "maa", "mrt"),
    ("apr", "avr", "abr", "nis"),
    ("may", "mai", "maj", "mei", "mag"),
    ("jun", "juin", "giu", "haz"),
    ("jul", "juil", "lug", "tem"),
    ("aug", "aoû", "ago", "ağu"),
    ("sep", "set", "eyl"),
    ("oct", "okt", "out", "ott", "eki"),
    ("nov", "kas"),
    ("dec", "déc", "dez", "dic", "des", "ara"),
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
    handins: dict[tuple[str, datetime], HandIn] = {}
    others, untimed = dict[str, Sequence[Entry]](), dict[str, Sequence[Entry]]()
    undated: dict[str, str] = {}
    unclear = []
    for label, group in export.tops().items():
        name, folder = printable_name(group[0].parts[0].translate(_SPACES)), label.endswith("/")
        match = _NAME.fullmatch(name)
        # A second date is in a person's name or in a file's: then nobody knows which one Brightspace wrote.
        dates = len(_DATES.findall(name))
        moment = _moment(match, export) if match and dates == 1 and folder == (not match["file"]) else None
        if match and moment:
            person = Person("brightspace", match["user"], match["name"].strip(), match["user"])
            files = tuple(inside(group) if folder else (replace(group[0], parts=(match["file"],), path=match["file"]),))
            # At the top, each file of a submission stands by itself.
            known = handins.setdefault((person.key, moment), HandIn(label, person, (moment.timestamp(),), (), moment))
            handins[person.key, moment] = replace(known, entries=(*known.entries, *files))
            continue
        like = _LIKE.fullmatch(name)
        (untimed if like else others)[label] = group
        if like:
            unclear.append(Unclear(label, (Person("brightspace", like["user"], ""),)))
            undated |= {like["user"]: name} if dates < 2 else {}
    if len(undated) > len({key for key, _ in handins}):
        raise Problem(
            f"{printable_name(next(iter(undated.values())))}: the time that Brightspace wrote cannot be read. Set your "
            "language there to English (Account Settings > Locale & Language), and download the submissions again. "
            "Nothing was collected."
        )
    index = {label: others.pop(label) for label in (_INDEX,) if label in others}
    told = (*strays(others), *strays(untimed, _UNTIMED), *strays(index, _COMMENTS))
    return Reading(tuple(handins.values()), told, tuple(unclear))


def _moment(match: re.Match[str], export: Export) -> datetime | None:
    """The time that Brightspace wrote, mostly without what stands between hours and minutes: `926 PM`, `9:26 p.m.`.

    None for what is no time, or could be two.
    """
    half = _half(match)
    hour, minute = int(match["hour"]), int(match["minute"])
    date = _date(match["day"])
    if date is None or (half and not 1 <= hour <= 12):
        return None
    try:
        moment = datetime(*date, hour % 12 + 12 * (half == "p") if half else hour, minute)
    except ValueError:
        return None
    return export.in_utc(moment, NAME)


def _half(match: re.Match[str]) -> str:
    """The half of the day: a, p, or '' where none is said; both may be said at once, and then mean one."""
    before, behind = match["before"], (match["behind"] or "")[:1].casefold()
    return ("a" if before in ("上午", "午前", "오전") else "p") if before else behind


def _date(day: str) -> tuple[int, int, int] | None:
    """Year, month and day; None for a month that is not known, or two numbers of which either may be the month."""
    numbers, word = list(map(int, re.findall(r"\d+", day))), re.search(_MONTH, day.replace(" de ", " "))
    year = numbers.pop(0 if numbers[0] > 31 else -1)
    if len(numbers) == 1:
        month = _month(word[0]) if word else None
        return (year, month, numbers[0]) if month else None
    first, second = numbers
    if re.match(r"\d{4}", day):  # whoever begins with the year goes on with the month
        return year, first, second
    if "." in day:  # with dots, the day comes first everywhere
        return year, second, first
    if first > 12 or first == second:
        return year, second, first
    return (year, first, second) if second > 12 else None


def _month(word: str) -> int | None:
    """The number of a month, of its name or how that is shortened."""
    known = ((start, number) for number, starts in enumerate(_MONTHS, 1) for start in starts)
    return next((number for start, number in known if word.casefold().startswith(start)), None)
