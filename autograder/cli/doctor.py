"""Prints what the machine has for the sandbox, and how an attack on it ended: the command `autograder doctor`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from autograder.cli.options import Json, out, print_json

if TYPE_CHECKING:
    from rich.console import RenderableType

    from autograder.sandbox.doctor import Diagnosis
    from autograder.sandbox.doctor.machine import Finding


def doctor(json: Json = False) -> None:
    """Say what this machine has for the sandbox, what is missing and how to get it; attack the sandbox from inside.

    Exit status: 0 if `grade` can isolate submissions here, 1 if not.
    """
    from autograder.sandbox.doctor import diagnose

    diagnosis = diagnose()
    if json:
        print_json(diagnosis)
    else:
        out.print(diagnosis_table(diagnosis))
    raise typer.Exit(0 if diagnosis.isolates else 1)


def diagnosis_table(diagnosis: Diagnosis) -> RenderableType:
    """The diagnosis as two tables and a verdict."""
    from rich.console import Group
    from rich.markup import escape
    from rich.table import Table

    parts = Table("", "part", "found", box=None, pad_edge=False)
    advised: set[str] = set()
    for finding in diagnosis.findings:
        advice = "" if finding.remedy in advised else _advice(finding)
        advised.add(finding.remedy)
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
