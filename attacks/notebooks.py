"""Makes the hostile notebooks that students hand in for an assignment."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

from attacks.watch import CANARY
from autograder.records import Assignment
from autograder.release.lesson import student_notebook

RUN = f"open('/tmp/{CANARY}', 'w').write('x')\n__import__('os').system('touch {CANARY}')"


def _book(assignment: Assignment) -> dict[str, Any]:
    return dict(json.loads(student_notebook(assignment)))


def _graded(book: dict[str, Any]) -> list[dict[str, Any]]:
    return [cell for cell in book["cells"] if cell["metadata"].get("nbgrader", {}).get("grade")]


def _data(book: dict[str, Any]) -> bytes:
    return json.dumps(book).encode()


def points(assignment: Assignment) -> bytes:
    """Every graded cell is worth a thousand points, and says that it has earned them."""
    book = _book(assignment)
    for cell in _graded(book):
        cell["metadata"]["nbgrader"]["points"] = 1000
        if cell["cell_type"] == "code":
            said = {"output_type": "execute_result", "data": {"text/plain": "1000.0"}, "metadata": {}}
            cell["outputs"] = [{**said, "execution_count": 1}]
    return _data(book)


def no_checks(assignment: Assignment) -> bytes:
    """The check cells are gone: where a gradebook knows no better, an old score stays."""
    book = _book(assignment)
    book["cells"] = [cell for cell in book["cells"] if cell not in _graded(book)]
    return _data(book)


def twice(assignment: Assignment) -> bytes:
    """Every graded cell stands there twice: nbgrader alone stops the whole batch at this."""
    book = _book(assignment)
    book["cells"] += copy.deepcopy(_graded(book))
    return _data(book)


def hooks(assignment: Assignment) -> bytes:
    """Cells that run code wherever a kernel executes them, and a hook around every later cell."""
    book = _book(assignment)
    hook = f"get_ipython().events.register('post_run_cell', lambda result: exec({RUN!r}))"
    cell = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": []}
    book["cells"][:0] = [{**cell, "id": "a", "source": RUN}, {**cell, "id": "b", "source": hook}]
    book["metadata"]["kernelspec"] = {"name": "evil", "display_name": "evil", "argv": ["touch", CANARY]}
    return _data(book)


def markup(assignment: Assignment) -> bytes:
    """A written answer with scripts and links that run them."""
    book = _book(assignment)
    for cell in _graded(book):
        if cell["metadata"]["nbgrader"].get("solution"):
            cell["source"] = "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)>"
    return _data(book)


def deep(assignment: Assignment) -> bytes:
    """Nested too deep to be read."""
    return b'{"cells": ' + b"[" * 100_000


MAKERS: dict[str, Callable[[Assignment], bytes]] = {
    maker.__name__: maker for maker in (points, no_checks, twice, hooks, markup, deep)
}
