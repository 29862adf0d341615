"""Breaks what a course says of dates and what its releases are proved by."""

from __future__ import annotations

from breakage_tables.breakage import Breakage

UNIT = "tests/unit"
BEST = f"{UNIT}/grading/test_best_attempt.py"

TABLE = [
    Breakage(
        "[due] without [late] costs all",
        "autograder/course/policy.py",
        "per_day: Share = 0.0",
        "per_day: Share = 1.0",
        (f"{UNIT}/platforms/nbgrader/test_lateness.py", BEST),
    ),
    Breakage(
        "a proof with faults is accepted",
        "autograder/release/proof.py",
        " and not proof.faults else None",
        " else None",
        (f"{UNIT}/release/test_proof_recorded.py",),
    ),
    Breakage(
        "solutions are out when they are due, whoever has longer",
        "autograder/course/policy.py",
        "max([self.due[assignment], *self.extensions.get(assignment, {}).values()])",
        "self.due[assignment]",
        (f"{UNIT}/course/test_policy.py",),
    ),
    Breakage(
        "an assignment without a date is closed",
        "autograder/course/policy.py",
        "name in self.due and self.last_deadline(name) < now",
        "name not in self.due or self.last_deadline(name) < now",
        (f"{UNIT}/course/test_policy.py",),
    ),
]
