"""Finds code of the assignment's where no check looks: in the notebook, in a file of another name, or in no Python."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from autograder.course.released import is_python
from autograder.course.stubs import MAX_PARSED, functions_of, python_text, untouched_stubs, unwritten
from autograder.intake.archives import Entry, Refused
from autograder.intake.limits import MAX_MODULE_BYTES
from autograder.records import Assignment, Refusal
from autograder.text import in_utf8

MOST_FILES, MOST_TEXT = 50, 4 * 1024 * 1024  # of one student, looked into
TAG = re.compile(r"<[^<>]*>")
MAGIC = re.compile(r"[%!].*")  # of IPython
# How what is no Python begins where a program, or a person who copied it, has put something around the code.
SAVED_AS = {
    "HTML": rb"<(?:[!?]|html|head|body|pre|div|p\b|meta|span|table|svg|code)",
    "RTF": rb"\{\\rtf",
    "a diff": rb"diff --|--- |@@ |\*\*\* ",
    "Markdown": rb"```|~~~",
    "a session": rb">>> |In ?\[[0-9 ]*\]:",
    "a zip": rb"PK\x03\x04",
    "PDF": rb"%PDF",
}
CONFLICT = tuple(re.compile(mark, re.MULTILINE) for mark in (rb"^<<<<<<< ", rb"^=======$", rb"^>>>>>>> "))
NUMBERED = re.compile(rb"\s*([0-9]{1,9})\b[^\n]*\n\s*([0-9]{1,9})\b")


def saved_as(module: bytes) -> str:
    """What a module was saved as that is no Python, but holds code; '' where it is Python, or just a mistake in it."""
    content = module.removeprefix(b"\xef\xbb\xbf").lstrip()
    if content.startswith(b"{") and cells_in(content):
        return "a notebook"
    if is_python(module):
        return ""
    if all(mark.search(content) for mark in CONFLICT):
        return "two versions that Git could not merge"
    numbers = NUMBERED.match(content)
    if numbers and int(numbers[1]) + 1 == int(numbers[2]):
        return "lines with their numbers"
    return next((kind for kind, start in SAVED_AS.items() if re.match(start, content, re.IGNORECASE)), "")


def in_the_notebook(assignment: Assignment, taken: Mapping[str, bytes]) -> list[str]:
    """The functions of a cell of the notebook that belong into a module, and are not begun in those `taken`."""
    notebook = taken.get(assignment.notebook)
    left = _left(assignment, taken) if notebook else []
    return _written("\n\n".join(_code(cells_in(notebook or b""))), left) if left else []


def elsewhere(assignment: Assignment, taken: Mapping[str, bytes], others: Iterable[Entry]) -> Iterator[Refusal]:
    """Those of the `others`, files of other names, that have such a function."""
    left: list[str] | None = None
    size = 0
    for number, entry in enumerate(others):
        left = _left(assignment, taken) if left is None else left
        if not left or number >= MOST_FILES or size > MOST_TEXT:
            return
        try:
            data = in_utf8(entry.read(MAX_MODULE_BYTES))
        except (Refused, UnicodeError):
            continue
        size += len(data)
        if found := _written(TAG.sub("", data.decode(errors="replace")), left):
            lacking = f"defines {_named(found)}, not begun in {_files(assignment)}; ask which counts"
            yield Refusal(entry.path, lacking, person=True)


def told_of(assignment: Assignment, found: Collection[str]) -> str:
    """What to tell of a notebook that has the functions that were `found`."""
    return f"taken, but defines {_named(found)}, not begun in {_files(assignment)}; only what is there is judged"


def cells_in(notebook: bytes) -> list[object]:
    """The cells of a notebook; none if it is none."""
    try:
        cells = json.loads(notebook)["cells"]
    except (ValueError, RecursionError, KeyError, TypeError):
        return []
    return cells if isinstance(cells, list) else []


def _left(assignment: Assignment, taken: Mapping[str, bytes]) -> list[str]:
    """The functions of the exercises of which no module has anything but the stub."""
    texts = [python_text(taken[name]) for name in assignment.files if name in taken]

    def is_begun(stubs: tuple[str, ...]) -> bool:
        holding = (text for text in texts if not functions_of(text).keys().isdisjoint(stubs))
        return any(not untouched_stubs(text, stubs) for text in holding)

    return [stub for each in assignment.exercises if not is_begun(each.stubs) for stub in each.stubs]


def _code(cells: Iterable[object]) -> Iterator[str]:
    for cell in cells:
        match cell:
            case {"cell_type": "code", "source": str() | list() as source}:
                lines = "".join(part for part in source if isinstance(part, str)).splitlines()
                yield "\n".join(line for line in lines if not MAGIC.match(line))


def _written(text: str, functions: Iterable[str]) -> list[str]:
    """Those of the `functions` that `text` defines otherwise than as a stub, be it Python as a whole or not.

    A method counts without its class too, if it is a function by itself.
    """
    possible = {name: name.rpartition(".")[2] for name in functions}
    possible = {name: last for name, last in possible.items() if _definition(last).search(text)}
    own = functions_of(text) if possible and len(text) <= MAX_PARSED else {}
    if own:
        stubs = set(unwritten(text, tuple(own)))
        return [name for name, last in possible.items() if own.keys() & {name, last} - stubs]
    return [name for name, last in possible.items() if any(_bodies(text, last))]


def _definition(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?:\b|\\n)def[ \t]+{re.escape(name)}[ \t]*\(")


def _bodies(text: str, name: str) -> Iterator[str]:
    """What stands behind a definition up to the next, unless that is the stub's error."""
    for match in _definition(name).finditer(text):
        after = text[match.end() : match.end() + 2_000]
        body = re.split(r"(?:\b|\\n)def[ \t]", after, maxsplit=1)[0]
        if "NotImplementedError" not in body:
            yield body


def _named(functions: Collection[str]) -> str:
    return ", ".join(sorted(functions)[:3])


def _files(assignment: Assignment) -> str:
    return " or ".join(assignment.files)
