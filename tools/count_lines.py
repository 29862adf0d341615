"""Counts what students read and what they write: lines of code in each notebook, lines of the solution, short blanks.

A blank is a solution region. Empty lines and comments do not count. With --short it names the blanks of one line too.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from autograder.course.course import Course
from autograder.course.markers import regions_of
from autograder.records import Assignment
from autograder.release.lesson import CHECK_CELL, LESSON

REPO = Path(__file__).resolve().parents[1]
CODE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ROW = "{:16} {:>14} {:>14} {:>8} {:>14}"


class Counted(msgspec.Struct, frozen=True):
    """The lines of code that an assignment's notebook gives, and the lines of each of its blanks."""

    name: str
    given: int
    blanks: dict[str, int]

    @property
    def written(self) -> int:
        """The lines that a student writes."""
        return sum(self.blanks.values())

    @property
    def short(self) -> list[str]:
        """The blanks of one line."""
        return [name for name, lines in self.blanks.items() if lines == 1]


def code_lines(text: str) -> int:
    """How many lines of a text are neither empty nor a comment alone."""
    return sum(bool(line.strip()) and not line.lstrip().startswith("#") for line in text.splitlines())


def counted(assignment: Assignment) -> Counted:
    """Counts one assignment; cells that only call a check are not code to read."""
    lesson = (assignment.folder / LESSON).read_text(encoding="utf-8")
    cells = (cell for cell in CODE.findall(lesson) if not CHECK_CELL.search(cell))
    return Counted(assignment.name, sum(map(code_lines, cells)), dict(_blanks(assignment)))


def _blanks(assignment: Assignment) -> Iterator[tuple[str, int]]:
    for name in assignment.files:
        text = (assignment.folder / name).read_text(encoding="utf-8")
        for region in regions_of(text, name):
            yield region.function, code_lines("\n".join(text.splitlines()[region.begin : region.end - 1]))


def table(rows: list[Counted]) -> str:
    """The counts of all assignments, and their sum."""
    total = [sum(row.given for row in rows), sum(row.written for row in rows)]
    blanks, short = sum(len(row.blanks) for row in rows), sum(len(row.short) for row in rows)
    lines = [ROW.format("", "notebook gives", "student writes", "blanks", "of one line")]
    lines += [ROW.format(row.name, row.given, row.written, len(row.blanks), len(row.short)) for row in rows]
    share = f"{short} ({short / max(1, blanks):.0%})"
    return "\n".join([*lines, ROW.format("in all", *total, blanks, share)])


def main(root: Path, names: bool) -> None:
    """Prints the table, and the short blanks if their names are asked for."""
    rows = [counted(assignment) for assignment in Course(root).all_assignments()]
    print(table(rows))
    for row in rows if names else ():
        print(f"{row.name}: {', '.join(row.short) or 'none'}")


if __name__ == "__main__":
    main(REPO, "--short" in sys.argv[1:])
