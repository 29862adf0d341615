"""Keeps what an instructor says of wrong answers, by what these gave rather than by whose they are."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

import msgspec

from autograder.errors import Problem
from autograder.files import write_atomically
from autograder.text import printable

COMMENTS = "comments.toml"

# An exercise's name, and the hash of what its checks observed.
Seen = tuple[str, str]


def read_comments(root: Path, assignment: str) -> dict[Seen, str]:
    """What is said in the course in `root` of answers to an assignment. Raises `Problem` that names the file."""
    return {(name, seen): text for name, own in _kept(root).get(assignment, {}).items() for seen, text in own.items()}


def write_comment(root: Path, assignment: str, seen: Seen, text: str) -> None:
    """Keeps `text`, or with an empty one nothing any more. Raises `Problem` as `read_comments` does."""
    import tomli_w

    comments = read_comments(root, assignment) | {seen: printable(text.strip(), keep="\n")}
    exercises: dict[str, dict[str, str]] = {}
    for (exercise, observed), each in sorted(comments.items()):
        if each:
            exercises.setdefault(exercise, {})[observed] = each
    kept: dict[str, Mapping[str, Mapping[str, str]]] = {**_kept(root), assignment: exercises}
    table = {name: own for name, own in sorted(kept.items()) if own}
    write_atomically(root / COMMENTS, tomli_w.dumps(table, multiline_strings=True).encode())


def _kept(root: Path) -> dict[str, dict[str, dict[str, str]]]:
    path = root / COMMENTS
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        return msgspec.convert(table, type=dict[str, dict[str, dict[str, str]]])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise Problem(
            f'{path} cannot be understood: {error}. Each comment is a line `HASH = "text"` below '
            "[ASSIGNMENT.EXERCISE]; mend it, or delete the file and write the comments again with `autograder comment`."
        ) from None
