"""Says to a student that a person has to look at a hand-in before it has a score, and why.

What it was that could not be read or matched is for instructors: it may have been handed in by somebody else.
"""

from __future__ import annotations

from collections.abc import Collection

from autograder.records import Assignment


def waiting(assignment: Assignment, taken: Collection[str]) -> str:
    """That there is no score yet, and why."""
    return f"A person has to look at this before it has a score. {unmatched(assignment, taken)}"


def unmatched(assignment: Assignment, taken: Collection[str]) -> str:
    """Why a person has to look at a hand-in of which these files were `taken`; names of files stand in backticks."""
    missing = " and ".join(f"`{name}`" for name in assignment.files if name not in taken)
    names = ", ".join(f"`{name}`" for name in (*assignment.files, assignment.notebook))
    may_be = f", and may be {missing}" if missing else ""
    return (
        f"Something was handed in that could not be read or matched{may_be}. Files are found by their names: {names}."
    )
