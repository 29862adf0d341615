"""Reads what Canvas packs with *Download Submissions*.

Every file lies at the top, as `<lastfirst>[_LATE]_<user>_<file>_<name>`, `LATE_anon_<id>_<file>_<name>` where students
are anonymous, and `..._text.html` what was typed. Canvas writes the numbers, of which that of the user is the person's
in every course and that of a file is higher the later it came, and whether it was late; the student writes the file's
name, which comes last, and in many institutions the name at the start. Nothing says when a file was handed in.
Source: https://github.com/instructure/canvas-lms/blob/master/lib/content_zipper.rb
"""

from __future__ import annotations

from collections.abc import Sequence

from autograder.intake.exports import by_name
from autograder.intake.exports.export import Export, Reading, matching
from autograder.intake.identity import platform_person

NAME = "Canvas"


def recognised(names: Sequence[str], around: str) -> str:
    """Why `names` are those at the top of such an export; '' if they are not."""
    return matching(names, lambda name: (person := platform_person(name)) and person.platform == "canvas")


def read(export: Export) -> Reading:
    """The hand-ins in `export`, whatever else their names may look like."""
    return by_name.read_as(export, "canvas")
