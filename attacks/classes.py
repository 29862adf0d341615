"""Hands attacks in as a platform exports a class, among honest students: on whose they are, and on when they came."""

from __future__ import annotations

import csv
import io
import json
import shutil
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from attacks.outcome import Outcome, differences
from attacks.recipes import Attack, handed_in, honest_files
from autograder.course.course import Course
from autograder.files import write_tree
from autograder.records import Assignment, Receipt, Result
from autograder.release.build import build_release

if TYPE_CHECKING:
    from attacks.run import Stage

RULES = """timezone = "UTC"
late = { per_day = 0.1 }
due = { 01_tiny = 2026-10-19T12:00:00 }
"""
Date = tuple[int, int, int, int, int, int]
IN_TIME: Date = (2026, 10, 18, 12, 0, 0)
AFTER: Date = (2026, 10, 21, 12, 0, 0)
BEFORE, AFTERWARDS = (f"2026-10-{day}T12:00:00+00:00" for day in (18, 21))
# By what Moodle and Canvas call them, with all that they hand in right; attackers try to pass for them.
HONEST = ("Ada Okafor_77_assignsubmission_file_/", "bo_4711_900_")


class Row(NamedTuple):
    """What the table says of a student."""

    score: float
    penalty: float
    final: bool = True


Rows = dict[str, Row]


class Collected(NamedTuple):
    """What became of an export: receipts, results and rows of the table, by student."""

    receipts: dict[str, Receipt]
    results: dict[str, Result]
    rows: Rows


class Class:
    """A course of its own with a deadline, in which an export is collected and graded."""

    def __init__(self, stage: Stage, assignment: Assignment) -> None:
        self.stage = stage
        self.assignment = assignment
        self.faults: list[str] = []

    def say(self, *command: str) -> str:
        """What `autograder` prints; a fault if it ends otherwise than well."""
        run = self.stage.command(*command)
        # A table in which a grade is not final, as of somebody whom an attacker may have meant, is one all the same.
        well = (0, 1) if command[0] == "export" else (0,)
        self.faults += [] if run.status in well else [f"{' '.join(command)}: exit {run.status}: {run.err[-500:]}"]
        return run.out

    def taken(self, entries: Mapping[str, bytes], late: Iterable[str]) -> Collected:
        """Everything handed in at once."""
        (self.stage.root / "course.toml").write_text(RULES)
        after = tuple(late)
        with zipfile.ZipFile(self.stage.root / "class.zip", "w") as export:
            for name, content in entries.items():
                info = zipfile.ZipInfo(name, AFTER if name.startswith(after) else IN_TIME)
                export.writestr(info, content)
        said = self.say("collect", self.assignment.name, "class.zip", "--received", "files", "--json")
        receipts = msgspec.convert(json.loads(said), list[Receipt])
        self.say("grade", self.assignment.name)
        found = (self.stage.root / "results" / self.assignment.name).glob("*.json")
        results = [msgspec.json.decode(path.read_bytes(), type=Result) for path in found]
        return Collected(
            {receipt.student: receipt for receipt in receipts},
            {result.student: result for result in results},
            self.rows(),
        )

    def rows(self, *options: str) -> Rows:
        """What the table says of each student."""
        table = csv.DictReader(io.StringIO(self.say("export", self.assignment.name, *options)))
        return {
            row["student"]: Row(float(row["score"]), float(row["late_penalty"]), row["status"] == "graded")
            for row in table
        }

    def enter_gradebook(self) -> None:
        """Has nbgrader grade as it would by itself."""
        course = Course(self.stage.root)
        for where, files in build_release(course, self.assignment).items():
            write_tree(self.stage.root / where, files)
        self.say("course", "init")
        run = self.stage.nbgrader("autograde", self.assignment.name)
        self.faults += [f"nbgrader: exit {run.status}: {run.err[-500:]}"] if run.status else []

    def correct(self, students: Mapping[str, str]) -> tuple[Rows, Rows]:
        """The table by the judge and by the gradebook, once the times are what they are said to be."""
        lines = ["student,received", *(f"{student},{time}" for student, time in students.items())]
        (self.stage.root / "times.csv").write_text("\n".join(lines))
        self.say("collect", self.assignment.name, "class.zip", "--received", "times.csv")
        return self.rows(), self.rows("--gradebook")


def run_class(
    alone: Stage, beside: Stage, assignment: Assignment, attacks: list[Attack]
) -> tuple[list[Outcome], list[str], list[str]]:
    """An outcome for each attack, the honest results that it changes, and what else is not as it should be."""
    honest = {f"{who}{name}": data for who in HONEST for name, data in honest_files(assignment, ()).items()}
    hostile = {
        f"{each.calls_itself}{name}": data for each in attacks for name, data in handed_in(each, assignment).items()
    }
    _share_secret(Course(alone.root), Course(beside.root))
    first, second = Class(alone, assignment), Class(beside, assignment)
    before = first.taken(honest, ())
    after = second.taken({**honest, **hostile}, [each.calls_itself for each in attacks])
    changed = differences(before.results.values(), after.results)
    changed += [
        f"{who}: {row} -> {after.rows[who]}" for who, row in before.rows.items() if row[:2] != after.rows[who][:2]
    ]
    corrected = [each for each in attacks if each.corrected]
    untrue = _corrected(second, after, corrected) if corrected else {}
    outcomes = [outcome_of(each, after, untrue.get(each.name, [])) for each in attacks]
    return outcomes, changed, [*first.faults, *second.faults]


def _share_secret(one: Course, other: Course) -> None:
    """Has hidden inputs drawn alike in both."""
    assert one.secret
    other.secret_file.parent.mkdir()
    shutil.copy(one.secret_file, other.secret_file)


def _corrected(of: Class, found: Collected, attacks: list[Attack]) -> dict[str, list[str]]:
    """By attack, which grades are not those of its new time."""
    of.enter_gradebook()
    whose = {attack.name: _student(attack, found) for attack in attacks}
    in_time = {who for who, receipt in found.receipts.items() if receipt.source.startswith(HONEST)} | {*whose.values()}
    grades = of.correct({who: BEFORE if who in in_time else AFTERWARDS for who in found.rows})
    told = {
        name: [f"in time, and graded {rows[who]}" for rows in grades if rows[who].penalty]
        for name, who in whose.items()
    }
    if grades[0] != grades[1]:
        of.faults.append(f"two grades: {grades[0]} in the table, {grades[1]} in the gradebook")
    return told


def _student(attack: Attack, found: Collected) -> str:
    return next((who for who, each in found.receipts.items() if each.source.startswith(attack.calls_itself)), "")


def _unlike(attack: Attack, found: Collected) -> Iterator[str]:
    """What the attack has come to that it should not."""
    refused = [each for receipt in found.receipts.values() for each in receipt.refused]
    whose = [each for each in refused if each.path.startswith(attack.calls_itself)]
    who = _student(attack, found)
    if attack.refused and (who or not any(attack.refused in each.reason for each in whose)):
        yield f"taken for {who or 'nobody'}, and not refused as {attack.refused!r}: {whose}"
    row = found.rows.get(who)
    if attack.late and not (row and row.penalty):
        yield f"came late, and is graded {row} without a penalty"
    if attack.needs_person and not (row and not row.final):
        yield f"could not be read, and is graded {row} for good"


def outcome_of(attack: Attack, found: Collected, untrue: list[str]) -> Outcome:
    """What became of one attack; `untrue` is what else is said of it that does not hold."""
    result = found.results.get(_student(attack, found))
    checks = result.checks if result else ()
    own = [check for check in checks if check.exercise in attack.attacked]
    forged = [
        *_unlike(attack, found),
        *untrue,
        *(f"{check.name} earned {check.points:g}" for check in own if check.points),
    ]
    statuses = ", ".join(sorted({check.status.value for check in own})) or "refused"
    kept = sum(check.points for check in checks) - sum(check.points for check in own)
    return Outcome(attack, statuses, 0.0, kept, forged, [], [], sum(check.seconds for check in checks))
