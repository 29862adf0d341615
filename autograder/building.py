"""Runs `build` for a person: a course's root enters; files are written or compared, and what was found is printed."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from autograder import display
from autograder.build import build_release, drift_of, leaks_on_disk, remove_stale, stale_folders, write_tree
from autograder.course import assignments_in, find_assignment
from autograder.mistakes import read_mistakes
from autograder.proof import prove
from autograder.records import Assignment, Problem
from autograder.release import Files


def build_course(root: Path, name: str, check: bool, proof: bool, out: Console) -> bool:
    """Builds one assignment or all; whether nothing was at fault.

    With `check` nothing is written, and drift is a fault. Raises `Problem` for a source that cannot be built.
    """
    chosen = [find_assignment(root / "source", name)] if name else assignments_in(root / "source")
    releases = {where: files for assignment in chosen for where, files in build_release(root, assignment).items()}
    fine = True
    if check:
        leaks_on_disk(root)
        drift = [line for where, files in releases.items() for line in drift_of(root / where, files)]
        names = {where.partition("/")[2] for where in releases}
        drift += (
            [] if name else [f"{path.name}: the source has no such assignment" for path in stale_folders(root, names)]
        )
        for line in drift:
            out.print(f"drift: {line}", style="red", markup=False, highlight=False)
        if drift:
            out.print("Run `autograder build`, and commit what it writes.")
        fine = not drift
    elif not proof or _prove_all(chosen, out):
        _write(root, releases, name, out)
        return True
    else:
        raise Problem("The release is not proved; nothing was written.")
    return (not proof or _prove_all(chosen, out)) and fine


def _write(root: Path, releases: dict[str, Files], name: str, out: Console) -> None:
    for where, files in releases.items():
        write_tree(root / where, files)
    if not name:
        remove_stale(root, {where.partition("/")[2] for where in releases})
    out.print(f"Wrote {', '.join(releases)}.", highlight=False, soft_wrap=True)


def _prove_all(chosen: list[Assignment], out: Console) -> bool:
    proofs = []
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        for assignment in chosen:
            planted = len(read_mistakes(assignment.folder / "wrong"))
            task = progress.add_task(f"proving {assignment.name}", total=planted + 2)
            proofs.append(prove(assignment, lambda task=task: progress.advance(task)))  # type: ignore[misc]
    for proof in proofs:
        out.print(display.faults(proof) if proof.faults else display.proof_line(proof))
    return not any(proof.faults for proof in proofs)
