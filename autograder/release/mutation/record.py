"""Keeps which check noticed which mutant and what it behaves like, to try again only what a change may have touched."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from autograder.course.manifest import hidden_checks, public_checks
from autograder.course.solutions import solution_of, solutions_needed
from autograder.files import digest, digest_of, files_below
from autograder.records import Assignment
from autograder.release.mutation.mutants import Mutant
from autograder.release.mutation.trying import Noticed, Trial

MUTANTS = "mutants.json"
KIT = Path(__file__).resolve().parents[2]
# Of the kit's code, what a verdict depends on: this says whether a value passes, and the rest brings it there.
JUDGING = ("checks", "sandbox/worker")


class Check(msgspec.Struct, frozen=True, omit_defaults=True):
    """A check as it was when mutants met it: a hash of its code, and whether it is hidden."""

    code: str
    hidden: bool = False


class Record(msgspec.Struct, frozen=True):
    """What came of each mutant, by its name.

    `solution` is a hash of the solution, of those it needs too; `kit` one of the code that judges.
    """

    assignment: str
    solution: str
    kit: str
    checks: dict[str, Check]
    noticed: dict[str, Noticed]


def read_record(folder: Path) -> Record | None:
    """What is on record in the teachers' `folder`, or None."""
    try:
        found = msgspec.json.decode((folder / MUTANTS).read_bytes(), type=dict[str, Any])
        if isinstance(noticed := found.get("noticed"), dict):
            # Before behaviour was kept, the check stood alone.
            found["noticed"] = {name: [each] if isinstance(each, str) else each for name, each in noticed.items()}
        return msgspec.convert(found, Record)
    except (OSError, msgspec.DecodeError):
        return None


def written(record: Record) -> bytes:
    """The content of mutants.json."""
    return msgspec.json.format(msgspec.json.encode(record, order="sorted"), indent=1) + b"\n"


def solution_key(assignment: Assignment) -> str:
    """A hash of what the solution does, of all of it: functions call each other, so that one may hide another's."""
    files = {**solutions_needed(assignment), **solution_of(assignment).files}
    return digest([part for name in sorted(files) for part in (name, _behaviour(ast.parse(files[name])))])


def kit_key() -> str:
    """A hash of the kit's code that a verdict on a mutant depends on."""
    return digest([digest_of(files_below(KIT / part)) for part in JUDGING])


def checks_of(assignment: Assignment) -> dict[str, Check]:
    """The checks by name, each with a hash of its code and of what its file shares."""
    found: dict[str, Check] = {}
    for hidden, paths in ((False, public_checks(assignment)), (True, hidden_checks(assignment))):
        for path in paths:
            tree = ast.parse(path.read_text(encoding="utf-8"))
            tests = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
            shared = ast.Module([node for node in tree.body if node not in tests], [])
            common = _behaviour(shared)
            found |= {
                test.name.removeprefix("test_"): Check(digest([common, _behaviour(test)])[:16], hidden)
                for test in tests
            }
    return found


def _behaviour(tree: ast.AST) -> str:
    """The code without comments, layout and docstrings."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(tree)


def by_behaviour(record: Record, mutants: Iterable[Mutant]) -> dict[str, list[Mutant]]:
    """Mutants by what is on record of how they behave, those that behave alike together."""
    found: dict[str, list[Mutant]] = {}
    for mutant in mutants:
        noticed = record.noticed.get(mutant.name)
        if noticed and noticed.behaviour:
            found.setdefault(noticed.behaviour, []).append(mutant)
    return found


def open_trials(
    mutants: Iterable[Mutant],
    checks: dict[str, Check],
    record: Record | None,
    beside: Mapping[str, frozenset[str]] | None = None,
) -> tuple[dict[str, Noticed], list[Trial]]:
    """What is known of mutants by a record of the same solution and kit, and what has to be tried.

    A mutant that a check noticed is tried again if that has changed, or one `beside` it: of the exercise of the mutated
    function; and if it is hidden and public ones have changed. One that survived meets the checks that have.
    """
    known: dict[str, Noticed] = {}
    trials: list[Trial] = []
    for mutant in mutants:
        found = record.noticed.get(mutant.name) if record else None
        if record is None or found is None:
            trials.append(Trial(mutant))
            continue
        by = found.by
        same = {name for name, check in checks.items() if record.checks.get(name) == check}
        public = {name for name, check in checks.items() if not check.hidden}
        # What survived is to meet every check, and what a hidden one noticed every public one.
        wanted = set(checks) if not by else public if record.checks[by].hidden else set()
        compared = {by, *(beside or {}).get(mutant.function, ())} if by else set()
        if wanted | compared <= same:
            known[mutant.name] = found
        else:
            trials.append(Trial(mutant, by, frozenset((wanted & same) - {by})))
    return known, trials
