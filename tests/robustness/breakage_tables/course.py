"""Breaks what a course says of dates, what its own checks ask, and what its releases are proved by."""

from __future__ import annotations

from breakage_tables.breakage import Breakage

UNIT = "tests/unit"
BEST = f"{UNIT}/grading/test_best_attempt.py"
GRADIENT_FREE = "tests/integration/test_gradient_free.py::test_no_exercise_is_earned_by_steps_and_differences"

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
        " or proof.faults:",
        ":",
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
        "solutions are out before free days and hours of grace are over",
        "autograder/course/policy.py",
        " + timedelta(days=self.late.free_days, hours=self.late.grace_hours)",
        "",
        (f"{UNIT}/course/test_policy.py",),
    ),
    Breakage(
        "an assignment without a date is closed",
        "autograder/course/policy.py",
        "name in self.due and self.last_chance(name) < now",
        "name not in self.due or self.last_chance(name) < now",
        (f"{UNIT}/course/test_policy.py",),
    ),
    Breakage(
        "an epoch of 03 is asked for with derivatives alone",
        "source/03_classifier/checks/hidden/test_classifier.py",
        "    assert numbers == approx(solution(probe_epoch, *given)[0], rel=1e-7)\n",
        "",
        (f"{GRADIENT_FREE}[03_classifier/complex_uncounted]",),
    ),
    Breakage(
        "training in 04 is asked for with derivatives alone",
        "source/04_layers/checks/hidden/test_layers.py",
        "    agree(probe_train, matrices, slopes, ",
        "    agree(probe_train, matrices, None, ",
        (f"{GRADIENT_FREE}[04_layers/training_by_hand]",),
    ),
    Breakage(
        "linear layers go back over floats alone",
        "source/04_layers/checks/hidden/test_layers.py",
        "    agree(probe_largest_terms, ",
        "    (lambda *arguments: None)(probe_largest_terms, ",
        (f"{GRADIENT_FREE}[04_layers/slope_of_each_product]",),
    ),
]
