"""Judges right answers for many drawn secrets: no verdict may depend on which numbers are drawn.

    python tests/robustness/seeds.py [assignment...] [--draws 1000] [--training N] [--style STYLE] [--jobs N] [--from 0]
    python tests/robustness/seeds.py 06_softmax --style solution --draw 17

Right answers are each solution, and the solution with each style put behind it: those in tests/styles/<assignment>/ and
those that tests/integration/test_other_styles.py and test_styles_of_networks.py list. Only checks that draw are run.
One process answers for a style in many draws, and one for the solution that all styles are compared with. Where no
function of a style is called by a check, its verdict is the solution's. Checks that have a limit of their own in the
assignment.toml, most of which train, take nearly all the time: with --training they get fewer draws than the others.
With --style only that answer is judged: where styles compute the same numbers, what is drawn decides alone.

What is done is kept in build/seeds/, and is not done again until an answer, a check or the judge changes. The second
form judges one draw and says all that its checks say. Ends with 1 if a check was lost, or an assignment has fewer than
three styles.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import json
import multiprocessing
import os
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

REPO = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(REPO / "tests")]

from helpers import script  # noqa: E402

from autograder.checks.bench import Bench  # noqa: E402
from autograder.course.manifest import assignments_in, find_assignment, hidden_checks, public_checks  # noqa: E402
from autograder.course.packages import absent  # noqa: E402
from autograder.course.solutions import solution_of, solutions_needed  # noqa: E402
from autograder.files import digest, digest_of, files_below  # noqa: E402
from autograder.grading.check_plans import CheckPlan  # noqa: E402
from autograder.grading.judge import JudgingLoop, run_loop  # noqa: E402
from autograder.grading.judged import Judged  # noqa: E402
from autograder.records import Assignment, CheckResult, Status, Submission  # noqa: E402
from autograder.sandbox.channel import Launcher  # noqa: E402
from autograder.sandbox.confined import SandboxLauncher  # noqa: E402
from autograder.sandbox.plain import PlainLauncher  # noqa: E402
from autograder.sandbox.session import Session  # noqa: E402

SOURCE, STYLES = REPO / "source", REPO / "tests" / "styles"
TABLES = ("tests/integration/test_other_styles.py", "tests/integration/test_styles_of_networks.py")
KEPT = REPO / "build" / "seeds"
FEWEST_STYLES = 3
CHUNK, CHUNK_TRAINING = 100, 10  # draws that one process judges in a row
FEW = 5  # draws for which it is not worth while to find out which checks call a style
BROKEN = ", broken"  # behind the name of a style whose functions all fail


class Place(NamedTuple):
    """One answer, and whether it is judged by the checks that have a limit of their own or by the others."""

    assignment: str
    style: str
    training: bool


class Draw(NamedTuple):
    """One answer with one drawn secret."""

    assignment: str
    style: str
    number: int
    training: bool = False

    @property
    def place(self) -> Place:
        """The answer, without its draw."""
        return Place(self.assignment, self.style, self.training)


class Lost(NamedTuple):
    """A check that a right answer did not pass, and what it says."""

    draw: Draw
    check: str
    status: str
    message: str


class DrawnBench(Bench):
    """A bench that draws by the number at the end of the submission's name, and keeps a session for each style."""

    def __init__(self, assignment: Assignment) -> None:
        needed = solutions_needed(assignment)
        super().__init__(assignment, _launcher(assignment), needed, _launcher(assignment), trusted=True)
        self._sessions: dict[str, Session] = {}

    @property
    def student(self) -> Session:
        """The session of the style on the bench: one for all draws."""
        style = self.submission.student.rpartition(" ")[0]
        if style not in self._sessions:
            self._sessions[style] = Session(self._launcher, self.work(self.submission))
        return self._sessions[style]

    def close(self) -> None:
        """Ends every session and worker."""
        for session in self._sessions.values():
            session.close()
        super().close()

    def seed(self, check: str) -> int:
        """A number that depends on the draw and the check, as if another secret had been made."""
        drawn = f"{self.submission.student.rpartition(' ')[2]} {check}"
        return int.from_bytes(hashlib.sha256(drawn.encode()).digest()[:16], "big")


class DrawingLoop(JudgingLoop):
    """Runs the checks that draw: what others say does not depend on a draw. `deaf` never call a style, by its name."""

    def __init__(self, bench: Bench, incoming: Iterable[Submission], training: bool) -> None:
        super().__init__(bench, incoming, self.note, "")
        self.training = training
        self.deaf: dict[str, set[str]] = {}
        self.lost: list[tuple[str, CheckResult]] = []

    def judge(self, submission: Submission, plans: list[CheckPlan]) -> Judged:
        """What the checks that draw give of one style with one draw."""
        deaf = self.deaf.get(submission.student.rpartition(" ")[0], ())
        usual = self.bench.assignment.limits.seconds
        drawn = (plan for plan in plans if plan.draws and plan.name not in deaf)
        return super().judge(submission, [plan for plan in drawn if (plan.seconds > usual) == self.training])

    def note(self, judged: Judged) -> None:
        """Keeps what was lost, or what passes though all of a style's functions fail."""
        passed = [check for check in judged.result.checks if check.status is Status.PASSED]
        style = judged.result.student.rpartition(" ")[0]
        if style.endswith(BROKEN):
            self.deaf[style.removesuffix(BROKEN)] = {check.name for check in passed}
        else:
            self.lost += [(judged.result.student, check) for check in judged.result.checks if check not in passed]


class Breaking(ast.NodeTransformer):
    """Lets every function fail as soon as it is called."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        """The function with a body that does not know what it calls."""
        node.body = ast.parse("broken()").body
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.Lambda:
        """The same of a function without a name."""
        node.body = ast.parse("broken()", mode="eval").body
        return node


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


def broken(assignment: Assignment, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of a style, with functions that fail in the place of all that it puts behind the solution."""
    last = assignment.files[-1]
    solved = solution_of(assignment).files[last]
    style = ast.parse(files[last][len(solved) :])
    return {**files, last: solved + b"\n\n" + ast.unparse(Breaking().visit(style)).encode()}


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
    """What is lost in draws of one assignment, all with training or all without."""
    by_name = {f"{draw.style} {draw.number}": draw for draw in draws}
    first = next(iter(by_name.values()))
    assignment = find_assignment(SOURCE, first.assignment)
    bench = DrawnBench(assignment)
    loop = DrawingLoop(bench, list(_submissions(assignment, by_name)), first.training)
    try:
        run_loop(loop, drawing(assignment))
    finally:
        bench.close()
    return [Lost(by_name[name], check.name, str(check.status), check.message) for name, check in loop.lost]


def _submissions(assignment: Assignment, draws: Mapping[str, Draw]) -> Iterator[Submission]:
    """Each draw by its name; before these the styles with functions that fail, where that saves time."""
    files = answers(assignment)
    styles = Counter(draw.style for draw in draws.values() if draw.style != "solution" and not draw.training)
    number = next(iter(draws.values())).number
    for style in (style for style, count in styles.items() if count > FEW):
        yield Submission(f"{style}{BROKEN} {number}", broken(assignment, files[style]))
    yield from (Submission(name, files[draw.style]) for name, draw in draws.items())


def drawing(assignment: Assignment) -> list[Path]:
    """The files of checks in which something is drawn."""
    files = (*public_checks(assignment), *hidden_checks(assignment))
    return [path for path in files if "rng" in path.read_text(encoding="utf-8")]


def _launcher(assignment: Assignment) -> Launcher:
    """Workers as copies of one that has loaded what they need, which saves most of the time, where that can be."""
    if sys.platform.startswith("linux"):
        return SandboxLauncher(assignment.packages, layers=frozenset(), warm_up=assignment.warm_up)
    return PlainLauncher()


def _kept(place: Place) -> Path:
    name = hashlib.sha256(place.style.encode()).hexdigest()[:16]
    return KEPT / place.assignment / f"{name}{'-training' if place.training else ''}.json"


def read(place: Place, key: str) -> dict[int, list[list[str]]]:
    """What was lost in each draw that is done, if all is as it was then."""
    try:
        kept = json.loads(_kept(place).read_text(encoding="utf-8"))
        return {int(number): lost for number, lost in kept["draws"].items()} if kept["key"] == key else {}
    except (OSError, ValueError, KeyError):
        return {}


def write(place: Place, key: str, done: Mapping[int, list[list[str]]]) -> None:
    """Keeps what was lost in each draw that is done."""
    path = _kept(place)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    unfinished.write_text(json.dumps({"style": place.style, "key": key, "draws": done}), encoding="utf-8")
    unfinished.replace(path)


def run(assignments: Iterable[Assignment], numbers: Mapping[bool, range], jobs: int, only: str = "") -> int:
    """Judges what is not done yet, in parallel, and prints what is lost; how many checks that is.

    `numbers` are those of the draws without training and with it; `only` is the one style that is judged.
    """
    keys = {
        Place(assignment.name, style, training): key_of(assignment, files)
        for assignment in assignments
        for style, files in answers(assignment).items()
        if only in ("", style)
        for training in numbers
        if not training or assignment.longest > assignment.limits.seconds
    }
    done = {place: read(place, key) for place, key in keys.items()}
    chunks = chunks_of(done, numbers)
    print(f"{sum(map(len, chunks))} draws to judge, {sum(map(len, done.values()))} done before", flush=True)
    # Never as copies of this process: each has a pytest of its own.
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        futures = {pool.submit(judge, chunk): chunk for chunk in chunks}
        for count, future in enumerate(as_completed(futures), 1):
            for draw in futures[future]:
                done[draw.place][draw.number] = []
            for lost in future.result():
                done[lost.draw.place][lost.draw.number].append([lost.check, lost.status, lost.message])
                tell(lost)
            for place in {draw.place for draw in futures[future]}:
                write(place, keys[place], done[place])
            print(f"{count} of {len(chunks)} parts are done", end="\r", file=sys.stderr, flush=True)
    return report(done, numbers)


def chunks_of(done: Mapping[Place, Mapping[int, Any]], numbers: Mapping[bool, range]) -> list[list[Draw]]:
    """The draws that are not done yet, as one process judges them: all styles of an assignment with the same draws.

    First come those without training, and of these the first draws of all assignments, for a run that is stopped.
    """
    chunks: dict[tuple[bool, int, str], list[Draw]] = defaultdict(list)
    for place, draws in done.items():
        size = CHUNK_TRAINING if place.training else CHUNK
        for number in (number for number in numbers[place.training] if number not in draws):
            chunk = chunks[place.training, number // size, place.assignment]
            chunk.append(Draw(place.assignment, place.style, number, place.training))
    return [sorted(chunk, key=lambda draw: draw.number) for _, chunk in sorted(chunks.items())]


def tell(lost: Lost) -> None:
    """Says which check was lost, and the command that shows it."""
    name, style, number, _ = lost.draw
    said = " ".join(lost.message.split())[:200]
    print(f"LOST {name} {lost.check}: {style}, draw {number}: {lost.status}. {said}")
    print(f"     python tests/robustness/seeds.py {name} --style {style!r} --draw {number}", flush=True)


def report(done: Mapping[Place, Mapping[int, list[list[str]]]], numbers: Mapping[bool, range]) -> int:
    """A line for each assignment; how many checks were lost in all."""
    total = 0
    for name in sorted({place.assignment for place in done}):
        own = {place: draws for place, draws in done.items() if place.assignment == name}
        lost = [check for place in own for n in numbers[place.training] for check, *_ in own[place].get(n, [])]
        total += len(lost)
        counts = ", ".join(f"{check} {lost.count(check)}" for check in sorted(set(lost))) or "nothing"
        styles = len({place.style for place in own})
        trained = f" ({len(numbers[True])} with training)" if any(place.training for place in own) else ""
        print(f"{name}: {styles} answers x {len(numbers[False])} draws{trained}, lost: {counts}")
    return total


def main(arguments: list[str]) -> int:
    """Runs what the command line asks for; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("assignments", nargs="*")
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--training", type=int)
    parser.add_argument("--from", dest="first", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--style", default="")
    parser.add_argument("--draw", type=int)
    options = parser.parse_args(arguments)
    chosen = [find_assignment(SOURCE, name) for name in options.assignments] or assignments_in(SOURCE)
    chosen = [each for each in chosen if not absent(each.packages)]
    if options.draw is not None:
        style = options.style or "solution"
        if style not in (styles := answers(chosen[0])):
            parser.error(f"{chosen[0].name} has no style {style!r}; it has: {', '.join(styles)}.")
        parts = (judge([Draw(chosen[0].name, style, options.draw, training)]) for training in (False, True))
        lost = [each for part in parts for each in part]
        print("\n\n".join(f"{each.check}: {each.status}\n{each.message}" for each in lost) or "nothing is lost")
        return int(bool(lost))
    training = options.draws if options.training is None else options.training
    numbers = {part: range(options.first, options.first + n) for part, n in ((False, options.draws), (True, training))}
    total = run(chosen, numbers, options.jobs, options.style)
    few = [each.name for each in chosen if len(answers(each)) <= FEWEST_STYLES]
    if few:
        print(f"Fewer than {FEWEST_STYLES} styles beside the solution: {', '.join(few)}. Add some to {STYLES.name}/.")
    return int(bool(total or few))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
