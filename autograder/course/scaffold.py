"""Starts a new assignment: a folder below source/ that builds as it is."""

from __future__ import annotations

import keyword
import re
from pathlib import Path

from autograder.errors import Problem

TEMPLATE = Path(__file__).parent / "template"
_NAME = re.compile(r"\d\d_([a-z][a-z0-9_]*)")


def new_assignment(source: Path, name: str) -> Path:
    """The folder `source/name`, with one exercise to replace.

    Raises `Problem` for a name that is not like 08_attention, or that is taken.
    """
    found = _NAME.fullmatch(name)
    if not found or keyword.iskeyword(found[1]):
        raise Problem(f"{name!r} is no name for an assignment: two digits, _, and a Python name, like 08_attention.")
    folder = source / name
    if folder.exists():
        raise Problem(f"{folder} exists already. Choose another name, or edit what is there.")
    for path in sorted(path for path in TEMPLATE.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
        target = folder / path.relative_to(TEMPLATE).as_posix().replace("MODULE", found[1])
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(path.read_text(encoding="utf-8").replace("MODULE", found[1]), encoding="utf-8")
    return folder
