"""Reads a folder of GitHub clones, as `gh classroom clone student-repos` leaves them.

Each student's repository is a folder `<assignment>-<login>/`; `classroom_roster.csv`, which GitHub Classroom offers
under *Students*, may lie beside them and says who has which login. Students choose their logins, and one may end in
another's, so the assignment's name is found once for all. Students write what is inside, the times of commits too:
nothing says when it was handed in.
Source: https://docs.github.com/en/education/manage-coursework-with-github-classroom/teach-with-github-classroom/use-the-gh-cli
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Sequence

from autograder.errors import Problem
from autograder.intake.archives import GIT, Entry, Refused
from autograder.intake.exports.export import MOST, Export, Reading, Unclear, common_start, inside, strays
from autograder.intake.identity import Person
from autograder.intake.selection import HandIn
from autograder.records import Refusal
from autograder.text import printable_name

NAME = "GitHub"
ROSTER = "classroom_roster.csv"
_AROUND = "-submissions"
_UNCLEAR = "put the clones into a folder <assignment>-submissions, as gh does, which says where the login begins"
_MAX_ROSTER = 16 * 1024 * 1024


def recognised(names: Sequence[str], around: str) -> str:
    """Why `names` are those at the top of such a folder, which is called `around`; '' if they are not."""
    folders = [name.removesuffix("/") for name in names if name.endswith("/")]
    if ROSTER in names and folders:
        return f"it holds {ROSTER} and {len(folders)} folders"
    prefix = f"{around.removesuffix(_AROUND)}-"
    if folders == [around]:  # a program that packed it put it around itself
        return ""
    if around.endswith(_AROUND) and folders and all(name.startswith(prefix) for name in folders):
        return f"it is called {printable_name(around)}, and its folders {printable_name(prefix)}..."
    return ""


def cloned(entries: Sequence[Entry]) -> str:
    """Why `entries` are a folder of clones, whatever it is called; '' if they are not.

    Most folders are clones of git's, and the names of all begin alike.
    """
    folders = {entry.parts[0] for entry in entries if len(entry.parts) > 1 and not entry.outside}
    clones = {entry.parts[0] for entry in entries if entry.clone}
    start = _starts(sorted(folders), "")[0]
    if len(folders) < 2 or len(clones) <= MOST * len(folders) or not start:
        return ""
    return f"{len(clones)} of {len(folders)} folders hold {GIT}, and all are called {printable_name(start)}..."


def read(export: Export) -> Reading:
    """The repositories in `export`. Raises `Problem` if the roster beside them cannot be read."""
    groups = export.tops()
    (said,) = groups.pop(ROSTER, [None])
    folders = [label.removesuffix("/") for label in groups if label.endswith("/")]
    names, identifiers = _roster(said) if said else ({}, {})
    starts = _starts(folders, export.around)
    prefix = _prefix(folders, starts, names)
    handins, others, told, unclear = [], {}, [], []
    for label, group in groups.items():
        if not label.endswith("/"):
            others[label] = group
            continue
        folder = label.removesuffix("/")
        fitting = [login for start in starts if (login := _rest(folder, start)) in names]
        if fitting[1:] or (fitting and prefix is None):
            told.append(Refusal(label, f"could be of {' or '.join(fitting)}: {_UNCLEAR}"))
            logins = sorted(fitting, key=len, reverse=True)
            unclear.append(Unclear(label, tuple(Person("github", login, login) for login in logins)))
            continue
        login = folder.removeprefix(prefix or "") or folder
        if names and login.casefold() not in names:
            told.append(Refusal(label, f"{login} is no login in {ROSTER}, so this is kept as a student's of its own"))
        key = login.casefold()
        person = Person("github", key, names.get(key, "") or login, login, identifiers.get(key, ()))
        order = max((entry.modified for entry in group if not entry.folder), default=())
        handins.append(HandIn(label, person, order, tuple(inside(group))))
    return Reading(tuple(handins), (*strays(others), *told), tuple(unclear))


def _starts(folders: Sequence[str], around: str) -> list[str]:
    """All that may be the assignment's name and the hyphen behind it, the longest first.

    Only one if what is `around` the `folders` is called after the assignment.
    """
    said = f"{around.removesuffix(_AROUND)}-"
    if around.endswith(_AROUND) and all(folder.startswith(said) for folder in folders):
        return [said]
    common = common_start(folders) if folders else ""
    return [common[: at + 1] for at in reversed(range(len(common))) if common[at] == "-"] + [""]


def _prefix(folders: Sequence[str], starts: Sequence[str], logins: Collection[str]) -> str | None:
    """Which of `starts` is the assignment's name; None where a few folders fit a login, and nothing says how."""
    fits = {start: sum(_rest(folder, start) in logins for folder in folders) for start in starts}
    best = max(starts, key=lambda start: fits[start])
    if len(starts) > 1 and not fits[best]:
        return starts[0] if len(folders) > 1 else ""
    return best if len([start for start in starts if start]) <= 1 or fits[best] > 1 else None


def _rest(folder: str, start: str) -> str:
    return folder.removeprefix(start).casefold()


def _roster(entry: Entry) -> tuple[dict[str, str], dict[str, tuple[tuple[str, str], ...]]]:
    """What to call who has which login, '' where the roster does not say, and what the instructor calls them."""
    try:
        text = entry.read(_MAX_ROSTER).decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
    except (Refused, UnicodeDecodeError, csv.Error) as error:
        raise Problem(
            f"{entry.path} cannot be read: {error}. Download it again, or take it out of the folder."
        ) from None
    named: dict[str, str] = {}
    identifiers: dict[str, tuple[tuple[str, str], ...]] = {}
    for row in rows:
        login, name, identifier = ((row.get(each) or "").strip() for each in ("github_username", "name", "identifier"))
        if login:
            named[login.casefold()] = name or identifier
            identifiers[login.casefold()] = (("identifier", identifier),) if identifier else ()
    return named, identifiers
