"""Reads a folder of GitHub clones, as `gh classroom clone student-repos` leaves them.

Each student's repository is a folder `<assignment>-<login>/`; `classroom_roster.csv`, which GitHub Classroom offers
under *Students*, may lie beside them and says who has which login. GitHub writes logins and so the folders' names, the
student what is inside, the times of commits too: nothing says when it was handed in.
Source: https://docs.github.com/en/education/manage-coursework-with-github-classroom/teach-with-github-classroom/use-the-gh-cli
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from autograder.errors import Problem
from autograder.intake.archives import Entry, Refused
from autograder.intake.exports.export import Export, Reading, common_start, inside, strays
from autograder.intake.identity import Person
from autograder.intake.selection import HandIn
from autograder.text import printable_name

NAME = "GitHub"
ROSTER = "classroom_roster.csv"
_MAX_ROSTER = 16 * 1024 * 1024


def recognised(names: Sequence[str], around: str) -> str:
    """Why `names` are those at the top of such a folder, which is called `around`; '' if they are not."""
    folders = [name.removesuffix("/") for name in names if name.endswith("/")]
    if ROSTER in names and folders:
        return f"it holds {ROSTER} and {len(folders)} folders"
    prefix = f"{around.removesuffix('-submissions')}-"
    if around.endswith("-submissions") and folders and all(name.startswith(prefix) for name in folders):
        return f"it is called {printable_name(around)}, and its folders {printable_name(prefix)}..."
    return ""


def read(export: Export) -> Reading:
    """The repositories in `export`. Raises `Problem` if the roster beside them cannot be read."""
    groups = export.tops()
    (said,) = groups.pop(ROSTER, [None])
    folders = [label.removesuffix("/") for label in groups if label.endswith("/")]
    names = _roster(said) if said else {}
    prefix = _prefix(folders)
    handins, others = [], {}
    for label, group in groups.items():
        if not label.endswith("/"):
            others[label] = group
            continue
        folder = label.removesuffix("/")
        login = _login(folder, names) or folder.removeprefix(prefix)
        person = Person("github", login.casefold(), names.get(login.casefold(), "") or login, login)
        order = max((entry.modified for entry in group if not entry.folder), default=())
        handins.append(HandIn(label, person, order, tuple(inside(group))))
    return Reading(tuple(handins), strays(others))


def _prefix(folders: Sequence[str]) -> str:
    """The assignment's name, up to the hyphen, if all `folders` begin with one."""
    common = common_start(folders) if len(folders) > 1 else ""
    return common[: common.rfind("-") + 1]


def _login(folder: str, names: dict[str, str]) -> str:
    """The login of the roster that `folder` ends with, the longest if several do."""
    fitting = [login for login in names if folder.casefold() == login or folder.casefold().endswith(f"-{login}")]
    return max(fitting, key=len, default="")


def _roster(entry: Entry) -> dict[str, str]:
    """Who has which login; '' where the roster does not say."""
    try:
        text = entry.read(_MAX_ROSTER).decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
    except (Refused, UnicodeDecodeError, csv.Error) as error:
        raise Problem(
            f"{entry.path} cannot be read: {error}. Download it again, or take it out of the folder."
        ) from None
    logins = ((row.get("github_username") or "", row.get("name") or row.get("identifier") or "") for row in rows)
    return {login.strip().casefold(): name.strip() for login, name in logins if login.strip()}
