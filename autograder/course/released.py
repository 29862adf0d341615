"""Tells which files still have something in them as students got it."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Collection, Iterator
from functools import partial

from autograder.course.markers import PLACE, stub_text
from autograder.course.stubs import UNREADABLE, functions_of, python_text, syntax_tree, untouched_stubs
from autograder.errors import Problem
from autograder.records import Assignment

# Of a file's name and content, whether its student has left something unwritten that belongs into it.
Untouched = Callable[[str, bytes], bool]


def untouched_in(assignment: Assignment) -> Untouched:
    """What tells it of the assignment's files: by their stubs, and by the questions of the notebook."""
    texts: dict[str, bytes] = {}
    for name in assignment.files:
        with contextlib.suppress(OSError, UnicodeDecodeError, Problem):
            path = assignment.folder / name
            texts[name] = _text(stub_text(path.read_text(encoding="utf-8"), str(path)).encode())
    return partial(_untouched, assignment, texts)


def _untouched(assignment: Assignment, texts: dict[str, bytes], name: str, content: bytes) -> bool:
    if name == assignment.notebook:
        return bool(unanswered(assignment, content))
    as_released = bool(texts.get(name)) and _text(content) == texts[name]
    return as_released or bool(unbegun(assignment, content)) or not is_python(content)


def unbegun(assignment: Assignment, module: bytes) -> list[str]:
    """The functions of the exercises of which nothing is written yet in a student's module that has their stubs."""
    text = python_text(module)
    return [stub for each in assignment.exercises if untouched_stubs(text, each.stubs) for stub in each.stubs]


def is_python(module: bytes) -> bool:
    """Whether Python can read a student's module, as far as one of its size is looked at."""
    try:
        syntax_tree(python_text(module))
    except UNREADABLE:
        return False
    return True


def defines(module: bytes, functions: Collection[str]) -> bool:
    """Whether a module that can be read has one of the functions."""
    return not functions_of(python_text(module)).keys().isdisjoint(functions)


def unanswered(assignment: Assignment, notebook: bytes) -> list[str]:
    """The questions whose cell in a student's notebook is gone, empty or as it was released."""
    answers = dict(_answers(notebook))
    return [
        question.name
        for question in assignment.questions
        if answers.get(f"question-{question.name}", b"") in (b"", _text(PLACE.encode()))
    ]


def _text(content: bytes) -> bytes:
    """The content without what editors change by themselves: the ends of lines, the mark at the start, spaces."""
    return b"".join(content.removeprefix(b"\xef\xbb\xbf").split())


def _answers(notebook: bytes) -> Iterator[tuple[str, bytes]]:
    """The texts of a notebook's cells that have a grade id, by it, with whatever is attached; none if it is damaged."""
    with contextlib.suppress(ValueError, RecursionError, KeyError, TypeError, AttributeError):
        for cell in json.loads(notebook)["cells"]:
            name = cell.get("metadata", {}).get("nbgrader", {}).get("grade_id")
            if isinstance(name, str):
                attached = json.dumps(cell["attachments"]) if cell.get("attachments") else ""
                said = "".join(cell.get("source", "")) + attached
                yield name, _text(said.encode("utf-8", "surrogatepass"))
