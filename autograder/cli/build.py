"""Runs `autograder build`: writes or compares the releases of a course, and prints what it finds.

What takes long is done again only when its source has changed: `solutions/` keeps the proof, and the lesson as it ran.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from autograder.cli import tables
from autograder.cli.mutants import recorded_line, tell_mutants
from autograder.course.course import PROOF, Course
from autograder.course.packages import absent
from autograder.errors import Problem
from autograder.files import write_tree
from autograder.grading.settings import judge_settings
from autograder.records import Assignment
from autograder.release.blame import blame
from autograder.release.build import STUDENTS, TEACHERS, build_release, proved_files
from autograder.release.diagnoses import Trial, good_enough
from autograder.release.drift import leaks_on_disk, release_drift, stale_folders
from autograder.release.lesson import has_lesson
from autograder.release.mutation.record import MUTANTS
from autograder.release.proof import (
    Proof,
    planted,
    prove,
    record_of,
    recorded_proof,
    sampled,
    spot_check,
    try_diagnoses,
)
from autograder.release.run_lesson import executed_notebook, recorded_run
from autograder.sandbox.confined import sandbox_works
from autograder.sandbox.layers import LAYERS


def build_course(course: Course, name: str, proof: bool, matrix: bool, out: Console) -> bool:
    """Writes the release of one assignment or all; whether every one is proved, or could not be and so was left.

    Raises `Problem` for a source that cannot be built or proved; then nothing was written.
    """
    chosen = _choose(course, name)
    releases = {where: dict(files) for each in chosen for where, files in build_release(course, each).items()}
    for assignment in chosen:
        teachers = releases[f"{TEACHERS}/{assignment.name}"]
        old = course.solutions / assignment.name
        if on_record := _on_record(assignment, old, proof, out):
            teachers[PROOF] = record_of(on_record)
            releases[f"{STUDENTS}/{assignment.name}"] |= proved_files(assignment, on_record)
            _show(on_record, matrix, out)
        if (old / MUTANTS).is_file():
            teachers[MUTANTS] = (old / MUTANTS).read_bytes()
        out.print(recorded_line(course, assignment), soft_wrap=True)
        if has_lesson(assignment):
            teachers[assignment.notebook] = _with_outputs(assignment, old / assignment.notebook, teachers, out)
    for where, files in releases.items():
        write_tree(course.root / where, files)
    if not name:
        for path in stale_folders(course, {assignment.name for assignment in chosen}):
            shutil.rmtree(path)
    out.print(f"Wrote {', '.join(releases)}.", highlight=False, soft_wrap=True)
    return True


def _on_record(assignment: Assignment, folder: Path, proof: bool, out: Console) -> Proof | None:
    """The proof in the teachers' `folder`, or with `proof` one made now if there is none of this source."""
    recorded = recorded_proof(folder, assignment)
    if missing := absent(assignment.packages):
        _tell_absent(assignment, missing, recorded, out)
    elif proof and recorded is None:
        return _prove_or_refuse(assignment, out)
    elif recorded:
        out.print(tables.proof_line(recorded, ", as recorded for just this source"))
    return recorded


def check_course(course: Course, name: str, proof: bool, matrix: bool, out: Console, sample: bool = False) -> bool:
    """Compares the release of one assignment or all with the source, and proves it anew; whether all is well.

    With `sample`, of what is proved on record only stub, solution and an eighth of the mistakes are judged again.

    Raises `Problem` for a source that cannot be built, and for a leak.
    """
    chosen = _choose(course, name)
    drift = [line for assignment in chosen for line in release_drift(course, assignment)]
    leaks_on_disk(course)
    if not name:
        stale = stale_folders(course, {assignment.name for assignment in chosen})
        drift += [f"{path.name}: the source has no such assignment" for path in stale]
    for line in drift:
        out.print(f"drift: {line}", style="red", markup=False, highlight=False)
    if drift:
        out.print("Run `autograder build`, and commit what it writes.")
    for assignment in chosen:
        out.print(recorded_line(course, assignment), soft_wrap=True)
    proofs = [_proof_holds(course, assignment, sample, matrix, out) for assignment in chosen if proof]
    return not drift and all(proofs)


def _proof_holds(course: Course, assignment: Assignment, sample: bool, matrix: bool, out: Console) -> bool:
    """Proves the assignment anew, or a sample of it; whether that is well and what is on record. Tells all of it."""
    recorded = recorded_proof(course.solutions / assignment.name, assignment)
    if missing := absent(assignment.packages):
        _tell_absent(assignment, missing, recorded, out)
        return True
    if sample and recorded:
        ok = _spot_check(assignment, recorded, out)
        _show(recorded, matrix, out)
        return ok
    proved = prove_aloud(assignment)
    out.print(tables.faults(proved) if proved.faults else tables.proof_line(proved))
    _show(proved, matrix, out)
    as_recorded = recorded is None or proved.failed == recorded.failed
    if not as_recorded:
        out.print(f"drift: {assignment.name}/{PROOF}: not what the proof gives", style="red", highlight=False)
    return not proved.faults and as_recorded


def _choose(course: Course, name: str) -> list[Assignment]:
    return [course.assignment(name)] if name else course.all_assignments()


def _with_outputs(assignment: Assignment, old: Path, teachers: dict[str, bytes], out: Console) -> bytes:
    """The lesson as it ran: from disk if it ran just so, otherwise by running it now."""
    if ran := recorded_run(old, teachers[assignment.notebook]):
        return ran
    if absent(assignment.packages):  # what ran before stays, and is drift until it can run again
        return old.read_bytes() if old.is_file() else teachers[assignment.notebook]
    with out.status(f"running the lesson of {assignment.name}"):
        return executed_notebook(assignment)


def _prove_or_refuse(assignment: Assignment, out: Console) -> Proof:
    proof = prove_aloud(assignment)
    out.print(tables.faults(proof) if proof.faults else tables.proof_line(proof))
    if proof.faults:
        raise Problem("The release is not proved; nothing was written.")
    return proof


def prove_aloud(assignment: Assignment) -> Proof:
    """A proof with a progress bar."""
    with _bar(f"proving {assignment.name}", len(planted(assignment)) + 2) as step:
        return prove(assignment, step)


def _spot_check(assignment: Assignment, recorded: Proof, out: Console) -> bool:
    again = len(sampled(planted(assignment)))
    with _bar(f"judging {assignment.name} again", again + 2) as step:
        faults = spot_check(assignment, recorded, step)
    for fault in faults:
        out.print(f"{assignment.name}: {fault}", style="red", markup=False, highlight=False)
    out.print(tables.proof_line(recorded, f", as recorded; {again} of them judged again"))
    return not faults


def blame_mistakes(course: Course, name: str, out: Console) -> bool:
    """Grades the planted mistakes of one assignment or all, and tells what they lose in exercises that are right."""
    found = []
    for assignment in _choose(course, name):
        if missing := absent(assignment.packages):
            _tell_absent(assignment, missing, recorded_proof(course.solutions / assignment.name, assignment), out)
            continue
        layers = LAYERS if sandbox_works() else frozenset[str]()
        settings = judge_settings(course, assignment, layers)
        with _bar(f"grading the mistakes of {assignment.name}", len(planted(assignment))) as step:
            found.append(blame(assignment, settings, step))
        out.print(tables.blame(found[-1]), soft_wrap=True)
    out.print(tables.blame_in_all(found))
    return True


def tell_diagnoses(course: Course, name: str, out: Console) -> bool:
    """Prints how many of the planted mistakes a student would hear named; whether it is enough of each assignment's."""
    trials: dict[str, Trial] = {}
    for assignment in _choose(course, name):
        if missing := absent(assignment.packages):
            _tell_absent(assignment, missing, None, out)
            continue
        with _bar(f"judging {assignment.name}", len(planted(assignment)) + 2) as step:
            trials[assignment.name] = try_diagnoses(assignment, step)
    out.print(tables.trials(trials))
    return good_enough(trials.values())


def try_course_mutants(course: Course, name: str, out: Console) -> bool:
    """Tries the mutants of one assignment or all; whether enough of each one's are noticed."""
    return tell_mutants(course, _choose(course, name), out)


@contextlib.contextmanager
def _bar(label: str, total: int) -> Iterator[Callable[[], None]]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(label, total=total)
        yield lambda: progress.advance(task)


def _show(proof: Proof, matrix: bool, out: Console) -> None:
    if matrix:
        out.print(tables.kill_matrix(proof), soft_wrap=True)


def _tell_absent(assignment: Assignment, missing: list[str], recorded: Proof | None, out: Console) -> None:
    state = "its proof is on record" if recorded else "it is not proved"
    out.print(
        f"{assignment.name}: {', '.join(missing)} is not installed, so {state}. To work on it: "
        f"pip install {missing[0]}",
        style="yellow",
        markup=False,
        highlight=False,
    )
