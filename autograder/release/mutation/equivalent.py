"""Reads which mutants no check can notice, and why: what an author wrote down in equivalent.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable

from autograder.errors import Problem
from autograder.records import Assignment
from autograder.release.mutation.mutants import Mutant

EQUIVALENT = "equivalent.toml"


def equivalents(assignment: Assignment, mutants: Iterable[Mutant]) -> dict[str, str]:
    """The reasons by the mutants' names. Raises `Problem` for one that is no mutant any more, or has no reason.

    The file has a table for each function, in which a change is a key and the reason its value.
    """
    path = assignment.folder / EQUIVALENT
    if not path.is_file():
        return {}
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Problem(f"{path} is not valid TOML: {error}.") from None
    known = {mutant.name for mutant in mutants}
    found: dict[str, str] = {}
    for function, changes in tables.items():
        if not isinstance(changes, dict):
            raise Problem(f"{path}: {function!r} stands outside of a table; begin one with the function's name.")
        for change, reason in changes.items():
            name = f"{function}: {change}"
            if name not in known:
                raise Problem(f"{path}: no mutant is {name!r} any more; take it out, or write what it has become.")
            if not isinstance(reason, str) or not reason.strip():
                raise Problem(f"{path}: {name!r} needs a reason why no check can notice it.")
            found[name] = reason
    return found
