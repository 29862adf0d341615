"""Judges right answers for many drawn secrets: no verdict may depend on which numbers are drawn.

    python tests/robustness/seeds.py [assignment ...] [--draws 1000] [--jobs N] [--from 0]
    python tests/robustness/seeds.py 06_softmax --style solution --draw 17

Right answers are each solution, and the solution with each style put behind it: those in tests/styles/<assignment>/ and
those that tests/integration/test_other_styles.py and test_styles_of_networks.py list. Only files of checks that draw
are run. What is done is kept in build/seeds/, and is not done again until an answer, a check or the judge changes. The
second form judges one draw and says all that its checks say. Ends with 1 if a check was lost, or an assignment has
fewer than three styles.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import multiprocessing
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import cache
from pathlib import Path
from typing import NamedTuple

REPO = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(REPO / "tests")]

from helpers import script  # noqa: E402

from autograder.checks.bench import Bench  # noqa: E402
from autograder.course.manifest import assignments_in, find_assignment, hidden_checks, public_checks  # noqa: E402
from autograder.course.packages import absent  # noqa: E402
from autograder.course.solutions import solution_of, solutions_needed  # noqa: E402
from autograder.files import digest, digest_of, files_below  # noqa: E402
from autograder.grading.judge import Judged, judge_each  # noqa: E402
from autograder.records import Assignment, Submission  # noqa: E402
from autograder.sandbox.channel import Launcher  # noqa: E402
from autograder.sandbox.confined import SandboxLauncher  # noqa: E402
from autograder.sandbox.plain import PlainLauncher  # noqa: E402

SOURCE, STYLES = REPO / "source", REPO / "tests" / "styles"
TABLES = ("tests/integration/test_other_styles.py", "tests/integration/test_styles_of_networks.py")
KEPT = REPO / "build" / "seeds"
FEWEST_STYLES = 3
CHUNK = 20  # draws that one process judges in a row


class Draw(NamedTuple):
    """One answer with one drawn secret."""

    assignment: str
    style: str
    number: int


class Lost(NamedTuple):
    """A check that a right answer did not pass, and what it says."""

    draw: Draw
    check: str
    status: str
    message: str


class DrawnBench(Bench):
    """A bench that draws by the number at the end of the submission's name."""

    def seed(self, check: str) -> int:
        """A number that depends on the draw and the check, as if another secret had been made."""
        drawn = f"{self.submission.student.rpartition(' ')[2]} {check}"
        return int.from_bytes(hashlib.sha256(drawn.encode()).digest()[:16], "big")


def answers(assignment: Assignment) -> dict[str, dict[str, bytes]]:
    """The files of every right answer by the name of its style."""
    files = solution_of(assignment).files
    last = assignment.files[-1]
    styles = {path.stem: path.read_bytes() for path in sorted((STYLES / assignment.name).glob("*.py"))}
    styles |= {style: code.encode() for name, style, code in _table() if name == assignment.name}
    return {
        "solution": files,
        **{style: {**files, last: files[last] + b"\n\n" + code} for style, code in styles.items()},
    }


def _table() -> Iterator[tuple[str, str, str]]:
    """Assignment, name and code of the styles that the tests list."""
    for test in (test for table in TABLES for test in vars(script(table)).values() if callable(test)):
        for mark in (mark for mark in getattr(test, "pytestmark", []) if mark.name == "parametrize"):
            for each in mark.args[1]:
                match getattr(each, "values", each):
                    case (str(name), str(code)):
                        yield name, str(each.id or "another style"), code
                    case (str(name), dict(styles)):
                        yield from ((name, style, code) for style, code in styles.items())


def key_of(assignment: Assignment, files: Mapping[str, bytes]) -> str:
    """A hash of all that a verdict depends on but the draw."""
    folder = digest_of(files_below(assignment.folder / "checks"))
    manifest = (assignment.folder / "assignment.toml").read_bytes()
    return digest([judging(), folder, manifest, digest_of(solutions_needed(assignment)), digest_of(files)])


@cache
def judging() -> str:
    """A hash of the kit's code that judges: what the judge imports, and what runs beside students' code."""
    says = "import sys; import autograder.grading.judge; print(*(m for m in sys.modules if m[:11] == 'autograder.'))"
    said = subprocess.run([sys.executable, "-c", says], capture_output=True, text=True, check=True, cwd=REPO).stdout
    imported = [REPO / f"{module.replace('.', '/')}.py" for module in said.split()]
    workers = (REPO / "autograder/sandbox/worker").glob("*.py")
    files = sorted(path for path in {*imported, *workers} if path.exists())
    return digest_of({path.relative_to(REPO).as_posix(): path.read_bytes() for path in files})


def judge(draws: Iterable[Draw]) -> list[Lost]:
    """What is lost in draws of one assignment and style."""
    draws = list(draws)
    assignment = find_assignment(SOURCE, draws[0].assignment)
    files = answers(assignment)[draws[0].style]
    bench = DrawnBench(
        assignment, _launcher(assignment), solutions_needed(assignment), _launcher(assignment), trusted=True
    )
    by_name = {f"{draw.style} {draw.number}": draw for draw in draws}
    lost: list[Lost] = []

    def note(judged: Judged) -> None:
        draw = by_name[judged.result.student]
        failed = (check for check in judged.result.checks if check.status != "passed")
        lost.extend(Lost(draw, check.name, str(check.status), check.message) for check in failed)

    try:
        judge_each(bench, drawing(assignment), [Submission(n, files) for n in by_name], note)
    finally:
        bench.close()
    return lost


def drawing(assignment: Assignment) -> list[Path]:
    """The files of checks in which something is drawn."""
    files = (*public_checks(assignment), *hidden_checks(assignment))
    return [path for path in files if "rng" in path.read_text(encoding="utf-8")]


def _launcher(assignment: Assignment) -> Launcher:
    """Workers as copies of one that has loaded what they need, which saves most of the time, where that can be."""
    if sys.platform.startswith("linux"):
        return SandboxLauncher(assignment.packages, layers=frozenset(), warm_up=assignment.warm_up)
    return PlainLauncher()


def _kept(assignment: str, style: str) -> Path:
    return KEPT / assignment / f"{hashlib.sha256(style.encode()).hexdigest()[:16]}.json"


def read(assignment: str, style: str, key: str) -> dict[int, list[list[str]]]:
    """What was lost in each draw that is done, if all is as it was then."""
    try:
        kept = json.loads(_kept(assignment, style).read_text(encoding="utf-8"))
        return {int(number): lost for number, lost in kept["draws"].items()} if kept["key"] == key else {}
    except (OSError, ValueError, KeyError):
        return {}


def write(assignment: str, style: str, key: str, done: Mapping[int, list[list[str]]]) -> None:
    """Keeps what was lost in each draw that is done."""
    path = _kept(assignment, style)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    unfinished.write_text(json.dumps({"style": style, "key": key, "draws": done}), encoding="utf-8")
    unfinished.replace(path)


def run(assignments: Iterable[Assignment], numbers: range, jobs: int) -> int:
    """Judges what is not done yet, in parallel, and prints what is lost; how many checks that is."""
    done: dict[tuple[str, str], dict[int, list[list[str]]]] = {}
    keys: dict[tuple[str, str], str] = {}
    chunks: list[list[Draw]] = []
    for assignment in assignments:
        for style, files in answers(assignment).items():
            place = (assignment.name, style)
            keys[place] = key_of(assignment, files)
            done[place] = read(*place, keys[place])
            open_ones = [Draw(*place, number) for number in numbers if number not in done[place]]
            chunks += [open_ones[at : at + CHUNK] for at in range(0, len(open_ones), CHUNK)]
    chunks.sort(key=lambda chunk: chunk[0].number)  # so that a run that is stopped has seen something of each
    print(f"{sum(map(len, chunks))} draws to judge, {sum(map(len, done.values()))} done before", flush=True)
    # Never as copies of this process: each has a pytest of its own.
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        futures = {pool.submit(judge, chunk): chunk for chunk in chunks}
        for count, future in enumerate(as_completed(futures), 1):
            place = futures[future][0][:2]
            done[place] |= {draw.number: [] for draw in futures[future]}
            for lost in future.result():
                done[place][lost.draw.number].append([lost.check, lost.status, lost.message])
                tell(lost)
            write(*place, keys[place], done[place])
            print(f"{count} of {len(chunks)} parts are done", end="\r", file=sys.stderr, flush=True)
    return report(done, numbers)


def tell(lost: Lost) -> None:
    """Says which check was lost, and the command that shows it."""
    name, style, number = lost.draw
    said = " ".join(lost.message.split())[:200]
    print(f"LOST {name} {lost.check}: {style}, draw {number}: {lost.status}. {said}")
    print(f"     python tests/robustness/seeds.py {name} --style {style!r} --draw {number}", flush=True)


def report(done: Mapping[tuple[str, str], Mapping[int, list[list[str]]]], numbers: range) -> int:
    """A line for each assignment and check that lost; how many checks that is in all."""
    total = 0
    for name in sorted({name for name, _ in done}):
        own = {style: draws for (each, style), draws in done.items() if each == name}
        lost = [check for draws in own.values() for n in numbers for check, *_ in draws.get(n, [])]
        total += len(lost)
        counts = ", ".join(f"{check} {lost.count(check)}" for check in sorted(set(lost))) or "nothing"
        print(f"{name}: {len(own)} answers x {len(numbers)} draws, lost: {counts}")
    return total


def main(arguments: list[str]) -> int:
    """Runs what the command line asks for; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("assignments", nargs="*")
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--from", dest="first", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--style", default="solution")
    parser.add_argument("--draw", type=int)
    options = parser.parse_args(arguments)
    chosen = [find_assignment(SOURCE, name) for name in options.assignments] or assignments_in(SOURCE)
    chosen = [each for each in chosen if not absent(each.packages)]
    if options.draw is not None:
        if options.style not in (styles := answers(chosen[0])):
            parser.error(f"{chosen[0].name} has no style {options.style!r}; it has: {', '.join(styles)}.")
        lost = judge([Draw(chosen[0].name, options.style, options.draw)])
        print("\n\n".join(f"{each.check}: {each.status}\n{each.message}" for each in lost) or "nothing is lost")
        return int(bool(lost))
    total = run(chosen, range(options.first, options.first + options.draws), options.jobs)
    few = [each.name for each in chosen if len(answers(each)) <= FEWEST_STYLES]
    if few:
        print(f"Fewer than {FEWEST_STYLES} styles beside the solution: {', '.join(few)}. Add some to {STYLES.name}/.")
    return int(bool(total or few))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
