"""For notebooks: `check("sigmoid")` shows its verdicts in place; `with attempt():` names a stub that is in the way."""

from __future__ import annotations

import contextlib
import html
import io
import sys
import traceback
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from rich.console import Console

from autograder.errors import Problem
from autograder.feedback import terminal
from autograder.feedback.check import CheckReport, place_of, run_checks
from autograder.feedback.hints import note_mistakes
from autograder.feedback.marks import MARKS
from autograder.feedback.markup import details_table, prose
from autograder.records import Assignment, CheckResult, Status
from autograder.sandbox.channel import Launcher
from autograder.sandbox.confined import SandboxLauncher
from autograder.sandbox.plain import PlainLauncher

COLOURS = {Status.PASSED: "#1a7f37", Status.NOT_ATTEMPTED: "#6e7781", Status.BLOCKED: "#9a6700"}


class Shown:
    """The verdicts on one exercise, as text and as HTML."""

    def __init__(self, run: CheckReport | None, problem: str = "") -> None:
        self._run = run
        self._problem = problem

    def __repr__(self) -> str:
        if self._run is None:
            return self._problem
        console = Console(file=io.StringIO(), width=110, record=True, force_jupyter=False)
        console.print(terminal.checked(self._run))
        return console.export_text()

    def _repr_html_(self) -> str:
        if self._run is None:
            return f"<p>{prose(self._problem)}</p>"
        if not self._run.exercise:
            return f"<pre>{html.escape(repr(self))}</pre>"
        rows = "".join(_row(check) for check in self._run.result.checks)
        if self._run.banner:
            rows = details_table(self._run.banner)
        place = html.escape(place_of(self._run.assignment, self._run.exercise))
        score = html.escape(terminal.points(self._run))
        where = "" if self._run.passed else f" Edit {place}."
        further = html.escape(terminal.further(self._run))
        notes = [terminal.carried_note(self._run, list(self._run.result.checks)), terminal.earlier_note(self._run)]
        origin = "".join(f"<p>{prose(note)}</p>" for note in notes if note)
        said = f"<b>{score}</b>{where}{further}"
        return f'<div style="font-family:sans-serif;line-height:1.45">{rows}{origin}<p>{said}</p></div>'


def _row(check: CheckResult) -> str:
    symbol = MARKS[check.status][0]
    colour = COLOURS.get(check.status, "#cf222e")
    text = f'<div><b style="color:{colour}">{symbol}</b> {prose(check.sentence)}'
    return f"{text}{details_table(check.details)}</div>"


class _Kept:
    """A launcher whose zygote lives as long as the notebook: packages are imported once, not in every check."""

    outer_layers: tuple[str, ...] = ()

    def __init__(self, launcher: Launcher) -> None:
        self.start = launcher.start

    def stop(self) -> None:
        """Nothing: the zygote ends with the notebook's own process."""


@cache
def _kept(packages: tuple[str, ...], warm_up: str) -> _Kept:
    return _Kept(SandboxLauncher(packages, layers=(), warm_up=warm_up))


def _launcher(assignment: Assignment) -> Launcher:
    if sys.platform.startswith("linux"):
        return _kept(assignment.packages, assignment.warm_up)
    return PlainLauncher()


def check(exercise: str = "") -> Shown:
    """Runs the public checks of one exercise, or of all, on the files in the notebook's folder."""
    try:
        run = run_checks(Path.cwd(), exercise, _launcher)
    except Problem as problem:
        return Shown(None, str(problem))
    note_mistakes(run.assignment, run.result.checks)
    return Shown(run)


@contextlib.contextmanager
def attempt() -> Iterator[None]:
    """Runs what a lesson does with the student's code; a stub on the way is named, in place of a traceback."""
    try:
        yield
    except NotImplementedError as error:
        last, line = list(traceback.walk_tb(error.__traceback__))[-1]
        code = last.f_code
        print(
            f"{Path(code.co_filename).name}, line {line}: {code.co_qualname} is not written yet. "
            "Write it, save the file, and run this cell again."
        )
