"""Reads the folders of attacks, each with its expected.toml and the files to hand in."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import msgspec

from attacks import archives, notebooks
from autograder.course.markers import regions_of, solution_text
from autograder.records import Assignment

HERE = Path(__file__).parent
TINY = "01_tiny"  # the assignment of the tests' course, whose limits are short
STUB = "raise NotImplementedError"
EXPECTED, CODE = "expected.toml", "attack.py"
STATUSES = ("failed", "error", "timeout", "not_attempted", "blocked")


class Kind(msgspec.Struct, frozen=True):
    """One family of attacks: what graders have been fooled or broken by."""

    number: int
    title: str


class Attack(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One submission that attacks, by a student of its `name`, and what has to become of it.

    Its module is the solution with the exercises `attacked` left as stubs, and then the code of attack.py (`at`
    says where). Where they are `begun` these stubs return None, because of untouched ones nothing is told but that.
    Of these exercises it earns nothing but the checks `known`: answers that every student can read, claims that
    hold without the work, and parts that the attack does honestly. The exercises in `lost` go with it, those
    `endangered` may, those `enabled` build on it and may earn more; all others earn what they earn without the
    attack. `status` are the statuses that the attacked exercises' checks may have; `refused` stands in the receipt,
    `says` in a message of the result; `spells` does too, and never where students read it while earlier assignments
    are open. What `calls_itself` something is handed in as platforms export a class (classes.py): unless it is refused
    it is `late`, and its time may be `corrected` after grading, or it `needs_person` before its grade is final. What is
    judged `at_home` gets the same verdicts there. The tests try those that are `essential`: without a word, all on the
    tiny assignment alone.
    """

    name: str
    assignment: str
    kind: int
    about: str
    attacked: tuple[str, ...]
    begun: bool = False
    status: tuple[str, ...] = STATUSES
    known: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    endangered: tuple[str, ...] = ()
    enabled: tuple[str, ...] = ()
    at: str = "end"
    archive: str = ""
    notebook: str = ""
    refused: str = ""
    says: str = ""
    spells: str = ""
    calls_itself: str = ""
    late: bool = False
    corrected: bool = False
    needs_person: bool = False
    at_home: bool = False
    essential: bool = False
    folder: Path = Path()


def kinds() -> list[Kind]:
    """The families of attacks, in order."""
    table = tomllib.loads((HERE / "kinds.toml").read_text(encoding="utf-8"))
    return [Kind(int(number), title) for number, title in table.items()]


def read_attacks() -> list[Attack]:
    """Every attack, by assignment, kind and name."""
    found = []
    for path in sorted(HERE.glob(f"*/*/{EXPECTED}")):
        assignment = path.parents[1].name
        place = {"name": path.parent.name, "assignment": assignment, "folder": path.parent}
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        found.append(msgspec.convert({"essential": assignment == TINY, **table, **place}, Attack))
    return sorted(found, key=lambda attack: (attack.assignment, attack.kind, attack.name))


@cache
def unwritten(module: Path, stubs: tuple[str, ...], body: str) -> str:
    """The solution in `module` with another `body` of the functions `stubs`."""
    text = module.read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    for region in reversed(regions_of(text, str(module))):
        if region.function in stubs:
            indent = re.match(r"\s*", lines[region.begin - 1])[0]  # type: ignore[index]
            lines[region.begin - 1 : region.end] = [f"{indent}{body}\n"]
    return solution_text("".join(lines), str(module))


def honest_files(assignment: Assignment, attacked: Iterable[str], body: str = STUB) -> dict[str, bytes]:
    """What the same student hands in without the attack: everything right but for the exercises `attacked`."""
    stubs = tuple(stub for e in assignment.exercises if e.name in set(attacked) for stub in e.stubs)
    return {name: unwritten(assignment.folder / name, stubs, body).encode() for name in assignment.files}


def handed_in(attack: Attack, assignment: Assignment) -> dict[str, bytes]:
    """The files of the hand-in by path; one that ends in .zip or .tar.gz is the whole hand-in."""
    files = honest_files(assignment, attack.attacked, "return None" if attack.begun else STUB)
    module = assignment.files[0]
    if attack.at == "nowhere":
        del files[module]
    code = attack.folder / CODE
    if code.exists():
        files[module] = _joined(files[module], code.read_bytes(), attack.at)
    extra = (path for path in sorted(attack.folder.rglob("*")) if path.is_file() and "__pycache__" not in path.parts)
    own = {str(path.relative_to(attack.folder)): path.read_bytes() for path in extra}
    files |= {name: content for name, content in own.items() if name not in (EXPECTED, CODE)}
    if attack.notebook:
        files[assignment.notebook] = notebooks.MAKERS[attack.notebook](assignment)
    if attack.archive:
        return archives.MAKERS[attack.archive](files)
    return files


def _joined(module: bytes, code: bytes, at: str) -> bytes:
    if at == "whole":
        return code
    if at == "start":
        # Nothing may stand before `from __future__`.
        head, future, rest = module.partition(b"from __future__ import annotations\n")
        return head + future + code + rest if future else code + module
    return module + b"\n\n" + code
