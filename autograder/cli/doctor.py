"""Prints what the machine has for the sandbox, and how an attack on it ended: the command `autograder doctor`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import typer

from autograder.cli.options import Json, out, print_json
from autograder.errors import Problem

if TYPE_CHECKING:
    from rich.console import RenderableType

    from autograder.sandbox.doctor.machine import Finding
    from autograder.sandbox.doctor.self_attack import Trial


class Diagnosis(msgspec.Struct, frozen=True):
    """What was found; `isolates` says whether `grade` can confine submissions here, `reason` why not."""

    isolates: bool
    reason: str
    layers: tuple[str, ...]
    findings: tuple[Finding, ...]
    trials: tuple[Trial, ...]


def doctor(json: Json = False) -> None:
    """Say what this machine has for the sandbox, what is missing and how to get it; attack the sandbox from inside.

    Exit status: 0 if `grade` can isolate submissions here, 1 if not.
    """
    diagnosis = diagnose()
    if json:
        print_json(diagnosis)
    else:
        out.print(shown(diagnosis))
    raise typer.Exit(0 if diagnosis.isolates else 1)


def diagnose() -> Diagnosis:
    """Looks at the machine, then attacks the sandbox as a submission would."""
    from autograder.sandbox.doctor.machine import findings
    from autograder.sandbox.doctor.self_attack import LIMITS, Report, self_attack
    from autograder.sandbox.launchers import SandboxLauncher
    from autograder.sandbox.session import SEE_DOCTOR

    found = tuple(findings())
    launcher = SandboxLauncher(memory_mb=LIMITS.memory_mb)
    report, reason = Report((), ()), ""
    try:
        report = self_attack(launcher)
        reason = ", ".join(trial.attack for trial in report.trials if not trial.stopped)
        reason = reason and f"Not stopped: {reason}."
    except Problem as problem:
        reason = str(problem).replace(SEE_DOCTOR, "").rstrip()
    finally:
        launcher.stop()
    return Diagnosis(not reason, reason, report.layers, found, report.trials)


def shown(diagnosis: Diagnosis) -> RenderableType:
    """The diagnosis as two tables and a verdict."""
    from rich.console import Group
    from rich.markup import escape
    from rich.table import Table

    parts = Table("", "part", "found", box=None, pad_edge=False)
    told: set[str] = set()
    for finding in diagnosis.findings:
        advice = "" if finding.remedy in told else _advice(finding)
        told.add(finding.remedy)
        mark = "[green]✓[/]" if finding.there else "[red]✗[/]" if finding.needed else "[yellow]-[/]"
        parts.add_row(mark, finding.part, escape("\n".join(filter(None, [finding.found, advice]))))
    attacks = Table("", "self-attack", "layers against it", "outcome", box=None, pad_edge=False)
    for trial in diagnosis.trials:
        mark = "[green]✓[/]" if trial.stopped else "[red]✗[/]"
        against = (layer for layer in trial.layers if layer in diagnosis.layers)
        attacks.add_row(mark, trial.attack, ", ".join(against), escape(trial.outcome))
    verdict = "[green]grade can isolate submissions on this machine.[/]"
    if not diagnosis.isolates:
        verdict = f"[red]grade cannot isolate submissions on this machine.[/] {escape(diagnosis.reason)}"
    return Group(parts, "", attacks, "", verdict) if diagnosis.trials else Group(parts, "", verdict)


def _advice(finding: Finding) -> str:
    return f"get it: {finding.remedy}" if finding.remedy else ""
