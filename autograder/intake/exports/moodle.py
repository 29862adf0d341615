"""Reads what Moodle packs with *Download all submissions*, in folders or not.

Each folder or file is `<full name>_<participant>_assignsubmission_<kind>_<name>`. Moodle writes the number, which is
another one in each assignment, and what follows up to the file's name; the student writes the file's name, and on sites
where profiles may be edited the full name. Nothing says when something was handed in.
Source: https://github.com/moodle/moodle/blob/main/public/mod/assign/locallib.php
"""

from __future__ import annotations

from collections.abc import Sequence

from autograder.intake.exports import by_name
from autograder.intake.exports.export import Export, Reading, matching
from autograder.intake.identity import platform_person

NAME = "Moodle"


def recognised(names: Sequence[str], around: str) -> str:
    """Why `names` are those at the top of such an export; '' if they are not."""
    return matching(names, lambda name: (person := platform_person(name)) and person.platform == "moodle")


def read(export: Export) -> Reading:
    """The hand-ins in `export`, whatever else their names may look like."""
    return by_name.read_as(export, "moodle")
