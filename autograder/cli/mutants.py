"""Runs `autograder build --mutants`: tries the mutants of solutions, keeps what came of it, and prints who survives.

It is a command of its own: it takes minutes where the proof of a mended check takes seconds, and a survivor asks for
thought, not for a release that waits. What it keeps in `solutions/` is read by every build, which says how the score
was, or that the solution or the checks have changed since.
"""

from __future__ import annotations

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.text import Text

from autograder.course.course import Course
from autograder.course.packages import absent
from autograder.files import write_atomically
from autograder.records import Assignment
from autograder.release.mutation.gate import BY_ALL, BY_PUBLIC, Outcome, Score, recorded_score, try_mutants
from autograder.release.mutation.record import MUTANTS, read_record, written


def tell_mutants(course: Course, assignments: list[Assignment], out: Console) -> bool:
    """Tries the mutants of some assignments that are not on record; whether enough of each one's are noticed."""
    enough = True
    for assignment in assignments:
        if missing := absent(assignment.packages):
            out.print(f"{assignment.name}: {', '.join(missing)} is not installed, so its mutants are not tried.")
            continue
        outcome = _try(course, assignment)
        out.print(_score(outcome.score, f"; {outcome.tried} tried now"), soft_wrap=True)
        out.print(_list(outcome.score, f"source/{assignment.name}"), end="", soft_wrap=True)
        enough = enough and outcome.score.enough
    return enough


def _try(course: Course, assignment: Assignment) -> Outcome:
    folder = course.solutions / assignment.name
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(f"trying the mutants of {assignment.name}", total=None)
        outcome = try_mutants(
            assignment, read_record(folder), lambda done, all_: bar.update(task, completed=done, total=all_)
        )
    write_atomically(folder / MUTANTS, written(outcome.record))
    return outcome


def recorded_line(course: Course, assignment: Assignment) -> Text:
    """What is on record of an assignment's mutants, in one line."""
    score = recorded_score(course.solutions / assignment.name, assignment)
    if score:
        return _score(score, ", as recorded for just this solution and these checks")
    command = f"autograder build {assignment.name} --mutants"
    text = f"{assignment.name}: mutants not tried since the solution or the checks changed: {command}"
    return Text(text, style="yellow")


def _score(score: Score, how: str) -> Text:
    public, all_ = score.share(score.by_public), score.share(score.by_all)
    same = f", {len(score.equivalent)} more are equivalent" if score.equivalent else ""
    return Text(
        f"{score.assignment}: of {score.total} mutants public checks notice {public:.1%} (goal {BY_PUBLIC:.0%}), "
        f"all checks {all_:.1%} (goal {BY_ALL:.0%}){same}{how}",
        style="green" if score.enough else "red",
    )


def _list(score: Score, folder: str) -> Text:
    """The survivors, those that nobody can notice with the reason, and reasons that do not hold, a line each."""
    told = Text()
    for each in score.survivors:
        told.append(f"  survives: {folder}/{each.file}:{each.line}: {each.name}\n")
    for line in score.revoked:
        told.append(f"  recorded as equivalent, but {line}\n", style="red")
    for each, reason in score.equivalent:
        told.append(f"  equivalent: {folder}/{each.file}:{each.line}: {each.name}: {reason}\n", style="dim")
    return told
