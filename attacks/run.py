"""Hands every attack in among honest students, grades them by the public commands, and counts what got through.

    python attacks/run.py                    everything
    python attacks/run.py --essential        what the tests run
    python attacks/run.py 01_tiny frames     attacks whose path holds one of these words
    python attacks/run.py --table            renews the rows of the table in docs/security/attacks.md
    python attacks/run.py --json FILE        writes what became of each attack
    python attacks/run.py --workers 2        has a cluster of so many workers judge, which it starts here
    python attacks/run.py --scheduler tls://HOST:8786 --certificates FOLDER       has another cluster judge

Ends in one line with the counts; exits with 1 unless all but the first two are 0. Linux, with a working sandbox.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

REPO = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(REPO)] if str(REPO) not in sys.path else []

from attacks import classes, home, outcome, recipes, table, watch  # noqa: E402
from attacks.neighbours import FULL, SMALL, Company, neighbours  # noqa: E402
from autograder.course.course import Course  # noqa: E402
from autograder.course.packages import absent  # noqa: E402
from autograder.files import digest  # noqa: E402
from autograder.records import Assignment, Receipt, Result  # noqa: E402

TINY = Course(REPO / "tests" / "course").source / recipes.TINY
Files = dict[str, bytes]


class Stage(NamedTuple):
    """A course of its own in `root`; what commands leave in `scratch` is litter; `elsewhere` are options of `grade`."""

    root: Path
    scratch: Path
    elsewhere: tuple[str, ...] = ()

    def command(self, *arguments: str) -> watch.Run:
        """Runs `autograder` as an instructor would."""
        program = str(Path(sys.executable).with_name("autograder"))
        environment = {**os.environ, "TMPDIR": str(self.scratch), "COLUMNS": "200", "NO_COLOR": "1", "PYTHONUTF8": "1"}
        return watch.run([program, *arguments], self.root, environment)

    def nbgrader(self, *arguments: str) -> watch.Run:
        """Runs nbgrader's own command line, which wants its tools on the PATH."""
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        environment = {**os.environ, "TMPDIR": str(self.scratch), "PATH": path}
        return watch.run([sys.executable, "-m", "nbgrader", *arguments], self.root, environment)


class Session(NamedTuple):
    """What came of one assignment: an outcome for each attack, and what changed around them."""

    outcomes: list[outcome.Outcome]
    changed: list[str]
    leftovers: list[str]
    unexpected: list[str]


def set_stage(folder: Path, elsewhere: tuple[str, ...] = ()) -> Stage:
    """A fresh course with every assignment, and the tiny one whose limits are short."""
    stage = Stage(folder / "course", folder / "scratch", elsewhere)
    folder.mkdir(parents=True, exist_ok=True)
    ignored = shutil.ignore_patterns("__pycache__")
    shipped, course = Course(REPO), Course(stage.root)
    shutil.copytree(shipped.source, course.source, ignore=ignored)
    shutil.copytree(TINY, course.source / TINY.name, ignore=ignored)
    # With their proofs, which say what each check needs: else grading begins with finding that out.
    shutil.copytree(shipped.solutions, course.solutions, ignore=ignored)
    stage.scratch.mkdir()
    return stage


def hand_in(pile: Path, student: str, files: Files) -> None:
    """Puts one hand-in where a learning platform would: a folder, or an archive if `files` is one."""
    for name, content in files.items():
        place = pile / f"{student}{name}" if name.startswith(".") and len(files) == 1 else pile / student / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)


def graded(
    stage: Stage, assignment: Assignment, hand_ins: dict[str, Files], where: str, judges: int
) -> tuple[dict[str, Receipt], dict[str, Result], list[watch.Run]]:
    """Receipts and results by student, of everything handed in at once."""
    pile, submitted, results = (stage.root.parent / where / name for name in ("pile", "submitted", "results"))
    for student, files in hand_ins.items():
        hand_in(pile, student, files)
    grade = ("--submissions", str(submitted), "--results", str(results), "--jobs", str(judges))
    runs = [
        stage.command("collect", assignment.name, str(pile), "--submissions", str(submitted), "--one"),
        stage.command("grade", assignment.name, *grade, *stage.elsewhere),
    ]
    for run in runs:
        if run.status != 0:
            print(f"exit status {run.status}\n{run.out[-3000:]}{run.err[-3000:]}", file=sys.stderr)
    receipts = {
        path.parents[1].name: msgspec.json.decode(path.read_bytes(), type=Receipt)
        for path in submitted.glob("*/*/receipt.json")
    }
    found = (msgspec.json.decode(path.read_bytes(), type=Result) for path in (results / assignment.name).glob("*.json"))
    return receipts, {result.student: result for result in found}, runs


def twin_name(attack: recipes.Attack) -> str:
    """The student who hands in the same without the attack."""
    return f"twin_{digest(attack.attacked)[:12]}"


def run_assignment(stage: Stage, name: str, attacks: list[recipes.Attack], company: Company) -> Session:
    """All attacks on one assignment: neighbours alone first, then among attackers."""
    assignment = Course(stage.root).assignment(name)
    honest = neighbours(assignment, company.names)
    print(
        f"{name}: {len(attacks)} attack{'s' * (len(attacks) > 1)} among {len(honest)} honest students ...",
        file=sys.stderr,
        flush=True,
    )
    twins = {twin_name(attack): recipes.honest_files(assignment, attack.attacked) for attack in attacks}
    _, alone, _ = graded(stage, assignment, {**honest, **twins}, f"{name}/alone", company.judges)
    before, tree = watch.machine(), watch.tree(stage.root, [".autograder"])
    hostile = {attack.name: recipes.handed_in(attack, assignment) for attack in attacks}
    receipts, beside, runs = graded(stage, assignment, {**honest, **hostile}, f"{name}/beside", company.judges)
    runs.append(stage.command("export", name, "--results", str(stage.root.parent / name / "beside" / "results")))
    leftovers = [each for run in runs for each in run.leftovers]
    leftovers += watch.settled(lambda: watch.changes(before, watch.machine()))
    leftovers += [f"in TMPDIR: {path.name}" for path in stage.scratch.iterdir()]
    leftovers += [f"in the course: {path}" for path in _changed(tree, watch.tree(stage.root, [".autograder"]))]
    unexpected = [f"{name}: {each}" for run in runs for each in outcome.unsafe_output(run.out)]
    if not stage.elsewhere:  # whoever judges there is not this command's
        unexpected += [f"{name}: {each}" for each in runs[1].disturbed(company.judges)]
    unexpected += outcome.unsafe_table(runs[-1].out) + [f"exit {r.status}" for r in runs if r.status]
    outcomes = []
    for attack in attacks:
        if attack.name not in beside:
            unexpected.append(f"{attack.name} has no result")
            continue
        result, twin = beside[attack.name], alone[twin_name(attack)]
        became = outcome.outcome(attack, assignment, receipts[attack.name], result, twin)
        if attack.at_home:
            became.told.extend(home.differences(stage, assignment, hostile[attack.name], result))
        outcomes.append(became)
    changed = outcome.differences([alone[student] for student in honest], beside)
    return Session(outcomes, changed, leftovers, unexpected)


def run_class(folder: Path, attacks: list[recipes.Attack]) -> Session:
    """All attacks on how a class is collected, in courses of their own."""
    print(f"{TINY.name}: {len(attacks)} hand-ins in a class as a platform exports it ...", file=sys.stderr, flush=True)
    alone, beside = (set_stage(folder / name) for name in ("alone", "beside"))
    outcomes, changed, unexpected = classes.run_class(alone, beside, Course(alone.root).assignment(TINY.name), attacks)
    leftovers = [f"in TMPDIR: {path.name}" for stage in (alone, beside) for path in stage.scratch.iterdir()]
    return Session(outcomes, changed, leftovers, unexpected)


def _changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    return [path for path in before.keys() | after.keys() if before.get(path) != after.get(path)]


def kit() -> dict[str, str]:
    """The kit itself and the course, which no submission may touch."""
    return {
        f"{folder}/{path}": digest
        for folder in ("autograder", "source")
        for path, digest in watch.tree(REPO / folder).items()
    }


def chosen(words: list[str], essential: bool) -> list[recipes.Attack]:
    """The attacks to run."""
    attacks = [attack for attack in recipes.read_attacks() if attack.essential or not essential]
    return [each for each in attacks if not words or any(word in f"{each.assignment}/{each.name}" for word in words)]


def runnable(attacks: list[recipes.Attack]) -> list[recipes.Attack]:
    """Those whose assignments find their packages here; says which are left out, and for want of what."""
    left = attacks
    for name in sorted({attack.assignment for attack in attacks} - {TINY.name}):
        if missing := absent(Course(REPO).assignment(name).packages):
            left = [attack for attack in left if attack.assignment != name]
            count = sum(attack.assignment == name for attack in attacks)
            print(f"{name}: {count} attacks skipped, because {', '.join(missing)} is not installed", flush=True)
    return left


def run_all(attacks: list[recipes.Attack], few: bool, elsewhere: tuple[str, ...] = ()) -> list[Session]:
    """A session for each assignment; `few` neighbours will do for those of the course."""
    watch.adopt_orphans()
    before = kit()
    with tempfile.TemporaryDirectory(prefix="chainrule-attacks-") as folder:
        stage = set_stage(Path(folder), elsewhere)
        on_classes = [attack for attack in attacks if attack.calls_itself]
        alone = [attack for attack in attacks if not attack.calls_itself]
        sessions = [
            run_assignment(
                stage,
                name,
                [attack for attack in alone if attack.assignment == name],
                SMALL if few and name != TINY.name else FULL,
            )
            for name in sorted({attack.assignment for attack in alone})
        ]
        if on_classes and not elsewhere:
            sessions.append(run_class(Path(folder) / "class", on_classes))
    touched = [f"the kit was changed: {path}" for path in _changed(before, kit())]
    return [*sessions, Session([], [], touched, [])]


@contextlib.contextmanager
def cluster_here(workers: int) -> Iterator[tuple[str, ...]]:
    """The options of `grade` for a cluster of so many workers, each in a network of its own if root asks."""
    sys.path.append(str(REPO / "tests"))
    import clusters

    with (
        tempfile.TemporaryDirectory(prefix="chainrule-cluster-") as folder,
        clusters.cluster(Path(folder), workers) as made,
    ):
        for number in range(workers):
            made.start(f"worker{number}")
        made.await_workers()
        yield "--scheduler", made.address, "--certificates", str(made.certificates)


def main(arguments: list[str]) -> int:
    """Runs the attacks, prints what got through and the counts; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("words", nargs="*")
    parser.add_argument("--essential", action="store_true")
    parser.add_argument("--table", action="store_true")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--workers", type=int)
    parser.add_argument("--scheduler")
    parser.add_argument("--certificates", type=lambda text: Path(text).absolute())
    options = parser.parse_args(arguments)
    attacks = runnable(chosen(options.words, options.essential))
    there = ("--scheduler", options.scheduler, "--certificates", str(options.certificates))
    cluster = contextlib.nullcontext(there if options.scheduler else ())
    with cluster_here(options.workers) if options.workers else cluster as elsewhere:
        sessions = run_all(attacks, options.essential, elsewhere)
    if options.json:
        options.json.write_bytes(msgspec.json.format(msgspec.json.encode(sessions, enc_hook=str)))
    if options.table:
        table.write(sessions)
    return table.report(sessions)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
