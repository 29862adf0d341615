"""Examines what this machine offers a sandbox, and attacks it."""

from __future__ import annotations

import msgspec

from autograder.errors import SEE_DOCTOR, Problem
from autograder.sandbox.confined import SandboxLauncher
from autograder.sandbox.doctor.machine import Finding, findings
from autograder.sandbox.doctor.self_attack import LIMITS, Report, Trial, self_attack


class Diagnosis(msgspec.Struct, frozen=True):
    """What was found; `isolates` says whether `grade` can confine submissions here, `reason` why not."""

    isolates: bool
    reason: str
    layers: tuple[str, ...]
    findings: tuple[Finding, ...]
    trials: tuple[Trial, ...]


def diagnose() -> Diagnosis:
    """Looks at the machine, then attacks the sandbox as a submission would."""
    found = tuple(findings())
    launcher = SandboxLauncher(memory_mb=LIMITS.memory_mb)
    report, reason = Report((), ()), ""
    try:
        report = self_attack(launcher)
        reason = ", ".join(trial.attack for trial in report.trials if not trial.stopped)
        reason = reason and f"Not stopped: {reason}."
    except Problem as problem:
        # Who reads this has asked the doctor already.
        reason = str(problem).replace(SEE_DOCTOR, "").rstrip()
    finally:
        launcher.stop()
    return Diagnosis(not reason, reason, report.layers, found, report.trials)
