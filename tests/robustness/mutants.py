"""Mutates the product, one change at a time, and says which changes no test notices.

    python tests/robustness/mutants.py [--sample 60] [--jobs 2] [--fresh] [--every] [autograder/grading ...]

Of each line one mutant is tried, with --every all of them. It meets the unit tests that touch its line, and those of
the sandbox that are fast: docs/developers/mutants.md.
Ends with 1 if less than 95 % of those that are not equivalent are noticed.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import json
import math
import os
import queue
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

from mutant_operators import Mutant, mutants_of

from autograder.files import write_atomically

REPO = Path(__file__).resolve().parents[2]
KEPT = REPO / "build/mutants.json"
EQUIVALENT = Path(__file__).with_name("equivalent_mutants.txt")
SKIPPED = shutil.ignore_patterns(".git", ".venv", "build", "__pycache__", ".*_cache", ".hypothesis", ".coverage*")
# What the command line prints and what lessons draw is looked at; what attacks on purpose is not to be let loose.
LEFT_OUT = ("autograder/cli/", "autograder/viz/", "autograder/course/template/", "autograder/sandbox/doctor/attacks.py")
TESTS = ("tests/unit", "tests/integration", "tests/sandbox")
# Seconds that a test may take, set up too: of the sandbox little, as no coverage comes out of there that could say what
# it touches, so that each meets every mutant; unit tests may take what they take.
FAST = {"tests/sandbox": 1.0, "tests/integration": 3.0}
# Files of tests: few, so that all servers are busy to the end, and not too few, as the kit is loaded for each piece.
AT_A_TIME = 20
LEAST = 0.95
# Of 60, where chance makes much, and tests of other packages are not asked.
LEAST_OF_SAMPLE = 0.75


class Equivalent(NamedTuple):
    """A mutant that no test can notice, and why."""

    file: str
    change: str
    reason: str


def equivalents(text: str) -> list[Equivalent]:
    """What the list holds: `[file]`, and below it lines of `old => new  # why nobody can notice`."""
    found, file = [], ""
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("[") and line.endswith("]") and " => " not in line:
            file = line[1:-1]
        elif line.strip() and not line.startswith("#"):
            change, _, reason = line.rpartition("  # ")
            if not file or " => " not in change or not reason.strip():
                sys.exit(f"{EQUIVALENT.name}:{number} is not `old => new  # reason` below a [file]: {line}")
            found.append(Equivalent(file, change.strip(), reason.strip()))
    return found


def all_mutants(parts: Sequence[str]) -> list[Mutant]:
    """The mutants of the files below these paths."""
    files = sorted(path.relative_to(REPO).as_posix() for path in REPO.glob("autograder/**/*.py"))
    chosen = [file for file in files if not file.startswith(LEFT_OUT) and file.startswith(tuple(parts))]
    if not chosen:
        sys.exit(f"No file of the product is below {' '.join(parts)}; name one as autograder/grading.")
    return [mutant for file in chosen for mutant in mutants_of(file, (REPO / file).read_text(encoding="utf-8"))]


def one_per_line(mutants: Iterable[Mutant]) -> list[Mutant]:
    """The mutant of each line whose change has the least hash: nobody chooses, and all draw the same."""
    first: dict[tuple[str, int], Mutant] = {}
    for mutant in sorted(mutants, key=lambda each: hashlib.sha256(f"{each.file}\0{each.change}".encode()).digest()):
        first.setdefault((mutant.file, mutant.line), mutant)
    return sorted(first.values())


def drawn(mutants: Sequence[Mutant], count: int, commit: str) -> list[Mutant]:
    """Some of those of one package, the same for everybody who has the same commit."""
    chance = random.Random(commit)
    package = package_of(chance.choice(mutants).file)
    own = [mutant for mutant in mutants if package_of(mutant.file) == package]
    return sorted(chance.sample(own, min(count, len(own))))


def package_of(file: str) -> str:
    """`autograder/grading`; of a module beside the packages, itself."""
    return "/".join(file.split("/")[:2])


def own_tests(package: str) -> tuple[str, ...]:
    """How the paths of the tests begin that are named for a package, or for a module beside the packages."""
    name = package.partition("/")[2]
    units = f"tests/unit/test_{name}" if name.endswith(".py") else f"tests/unit/{name}/"
    return (units, "tests/sandbox/") if name == "sandbox" else (units,)


def digest(paths: Iterable[Path]) -> str:
    """One name for the contents of files."""
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(f"{path.relative_to(REPO)}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:16]


class Server:
    """A copy of the tree, and the process that runs tests in it, confined by bubblewrap where there is one."""

    def __init__(self, scratch: Path) -> None:
        self.tree = scratch / "tree"
        shutil.copytree(REPO, self.tree, ignore=SKIPPED, symlinks=True)
        subprocess.run([sys.executable, "-m", "compileall", "-q", "autograder"], cwd=self.tree, check=True)
        held = confinement(scratch)
        self.process = subprocess.Popen(
            [*held, sys.executable, str(Path(__file__).with_name("mutant_runs.py")), "/tmp" if held else str(scratch)]
            + (["held"] if held else []),
            cwd=self.tree,
            env=environment(self.tree),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, **request: Any) -> dict[str, Any]:
        """Sends a request, and waits for the answer."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer

    def close(self) -> None:
        """Lets it end."""
        self.process.communicate()


class Servers:
    """As many servers as jobs, each of which answers one request at a time."""

    def __init__(self, scratch: Path, jobs: int) -> None:
        self.all = [Server(scratch / str(number)) for number in range(jobs)]
        self.free: queue.SimpleQueue[Server] = queue.SimpleQueue()
        for server in self.all:
            self.free.put(server)

    def ask(self, **request: Any) -> dict[str, Any]:
        """Waits for a server that is free, and for its answer."""
        server = self.free.get()
        try:
            return server.ask(**request)
        finally:
            self.free.put(server)

    def close(self) -> None:
        """Lets them end."""
        for server in self.all:
            server.close()


def confinement(scratch: Path) -> list[str]:
    """How bubblewrap is called: all is read-only but the copy, and there are no others' processes and no network."""
    program = shutil.which("bwrap")
    powers = ["--cap-add", "ALL"] if os.getuid() == 0 else []
    command = [str(program), "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp"]
    command += ["--ro-bind", str(REPO), str(REPO)]  # which may lie in /tmp
    command += ["--bind", str(scratch), str(scratch), "--unshare-pid", "--unshare-net", "--die-with-parent", *powers]
    if program and subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0:
        return command
    print("Without bubblewrap: mutants run in process groups of their own, and could write where you can.")
    return []


def environment(tree: Path) -> dict[str, str]:
    """The copy's code comes before what is installed, and no setting of the shell's reaches its tests."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith(("PYTEST_", "COVERAGE_"))}
    return {**kept, "PYTHONPATH": str(tree), "COLUMNS": "200"}


class Map(NamedTuple):
    """Which test touches which line of which file, and how long it takes."""

    seconds: Mapping[str, float]
    touched: Mapping[str, Mapping[str, Sequence[str]]]

    def tests_for(self, mutant: Mutant, in_functions: set[int]) -> list[str]:
        """The tests that could notice: of the line, or of the module where the line runs on import or in a sandbox.

        Of a module also all that are named for it: a default of a structure, which is set in C, touches no line. Of one
        in which nothing runs when tests do, as it has no functions, they are those of what imports it.
        """
        stem = f"/test_{Path(mutant.file).stem}"
        found = (
            set(self.touched.get(mutant.file, {}).get(str(mutant.line), ())) if mutant.line in in_functions else set()
        )
        if not found:
            found = self.tests_of(mutant.file)
            files = {test.partition("::")[0] for test in found}
            found |= {test for test in self.seconds if stem in test and test.partition("::")[0] in files}
        if mutant.file.startswith("autograder/sandbox/"):
            # A fork that is killed, as it is once it has answered, cannot say either what it touched.
            found |= {test for test in self.seconds if test.startswith("tests/unit/sandbox/") and stem in test}
            found |= {test for test in self.seconds if test.startswith("tests/sandbox/")}
        found = found or {test for file in self.touched if imports(file, mutant.file) for test in self.tests_of(file)}
        top = {test: "/".join(test.split("/")[:2]) for test in found}
        fast = [test for test in found if self.seconds.get(test, math.inf) <= FAST.get(top[test], math.inf)]
        return sorted(fast, key=lambda test: (TESTS.index(top[test]), stem not in test, self.seconds[test]))

    def tests_of(self, file: str) -> set[str]:
        """The tests that touch any line of a file."""
        return {test for tests in self.touched.get(file, {}).values() for test in tests}


def imports(file: str, other: str) -> bool:
    """Whether a file of the product imports another one."""
    path = REPO / file
    line = f"from {other.removesuffix('.py').replace('/', '.')} import "
    return path.is_file() and line in path.read_text(encoding="utf-8")


def function_lines(source: str) -> set[int]:
    """The lines that run when something is called, not when the module is imported."""
    functions = [
        node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    return {line for node in functions for line in range(node.body[0].lineno, (node.end_lineno or 0) + 1)}


def map_of_tests(servers: Servers, kept: dict[str, Any], among: tuple[str, ...]) -> Map:
    """The map of tests `among` all: made anew if the product or what they share has changed, else of files that did."""
    shared = [*REPO.glob("autograder/**/*.py"), *REPO.glob("tests/*.py"), *REPO.glob("tests/course*/**/*.py")]
    now = digest(shared)
    if kept.get("shared") != now:
        kept.update(shared=now, files={})
    files = {path.relative_to(REPO).as_posix(): digest([path]) for top in TESTS for path in REPO.glob(f"{top}/**/*.py")}
    maps = kept["files"] = {file: old for file, old in kept["files"].items() if files.get(file) == old["digest"]}
    asked = {file for file in files if file.startswith(among) and Path(file).name.startswith("test_")}
    new = sorted(asked - maps.keys())
    groups = [group for top in TESTS for group in pieces([file for file in new if file.startswith(f"{top}/")])]
    with ThreadPoolExecutor(len(servers.all)) as pool:
        for group, answer in zip(groups, pool.map(lambda group: mapped(servers, group), groups), strict=True):
            for file in group:
                maps[file] = {"digest": files[file], **of_file(answer, file)}
    return merged(each for file, each in maps.items() if file in asked)


def pieces(files: Sequence[str]) -> Iterator[Sequence[str]]:
    """As many files as are mapped at a time, so that no server is left alone with most of them."""
    for start in range(0, len(files), AT_A_TIME):
        yield files[start : start + AT_A_TIME]


def mapped(servers: Servers, files: Sequence[str]) -> dict[str, Any]:
    """What a server says of the lines that these files of tests touch."""
    print(f"Running the tests of {len(files)} files, to see which lines they touch", flush=True)
    answer = servers.ask(map=files, seconds=3600)
    if "touched" not in answer:
        sys.exit(f"The tests could not be run: {answer['noticed']}")
    print("".join(f"  not asked, as it does not pass here: {test}\n" for test in answer["failed"]), end="", flush=True)
    return answer


def of_file(answer: Mapping[str, Any], file: str) -> dict[str, Any]:
    """The part of an answer that is about one file's tests."""
    mine = f"{file}::"
    touched = {
        path: {line: own for line, tests in lines.items() if (own := [test for test in tests if test.startswith(mine)])}
        for path, lines in answer["touched"].items()
    }
    return {"seconds": {t: s for t, s in answer["seconds"].items() if t.startswith(mine)}, "touched": touched}


def merged(maps: Iterable[Mapping[str, Any]]) -> Map:
    """One map of the maps of many files."""
    seconds: dict[str, float] = {}
    touched: dict[str, dict[str, list[str]]] = {}
    for each in maps:
        seconds |= each["seconds"]
        for path, lines in each["touched"].items():
            for line, tests in lines.items():
                touched.setdefault(path, {}).setdefault(line, []).extend(tests)
    return Map(seconds, touched)


class Trials:
    """Tries mutants, and remembers what came of each until its module, or the tests that decided, change."""

    def __init__(self, tests: Map, kept: dict[str, Any]) -> None:
        self.tests = tests
        self.verdicts: dict[str, list[str]] = kept.setdefault("verdicts", {})
        self.files = {file: each["digest"] for file, each in kept["files"].items()}
        self.lines: dict[str, set[int]] = {}

    def decided_by(self, tests: Sequence[str]) -> str:
        """A name for tests as they are now."""
        return hashlib.sha256("".join(f"{t}{self.files.get(t.partition('::')[0])}" for t in tests).encode()).hexdigest()

    def chosen(self, mutant: Mutant) -> list[str]:
        """The tests to ask of a mutant."""
        if mutant.file not in self.lines:
            self.lines[mutant.file] = function_lines((REPO / mutant.file).read_text(encoding="utf-8"))
        return self.tests.tests_for(mutant, self.lines[mutant.file])

    def noticed(self, mutant: Mutant, servers: Servers) -> str:
        """The test that notices, or ''."""
        key = hashlib.sha256(f"{mutant.file}\0{mutant.text}".encode()).hexdigest()[:24]
        tests = self.chosen(mutant)
        said, by = self.verdicts.get(key, ["", ""])
        if by and by == self.decided_by([said] if "::" in said else tests):
            return said
        seconds = 10 + 5 * sum(self.tests.seconds.get(test, 1.0) for test in tests)
        said = servers.ask(file=mutant.file, text=mutant.text, tests=tests, seconds=seconds)["noticed"] if tests else ""
        self.verdicts[key] = [said, self.decided_by([said] if "::" in said else tests)]
        return said


def tried(mutants: Sequence[Mutant], jobs: int, fresh: bool, among: tuple[str, ...]) -> Iterator[tuple[Mutant, str]]:
    """Each mutant with the test `among` all that noticed it, or ''."""
    kept: dict[str, Any] = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() and not fresh else {}
    with tempfile.TemporaryDirectory(prefix="mutants-", ignore_cleanup_errors=True) as scratch:
        Path(scratch).chmod(0o755)
        servers = Servers(Path(scratch), jobs)
        try:
            trials = Trials(map_of_tests(servers, kept, among), kept)
            keep(kept)
            with ThreadPoolExecutor(jobs) as pool:
                done = pool.map(lambda mutant: trials.noticed(mutant, servers), mutants)
                for count, (mutant, noticed) in enumerate(zip(mutants, done, strict=True), 1):
                    if count % 50 == 0:
                        keep(kept)
                    yield mutant, noticed
        finally:
            keep(kept)
            servers.close()


def keep(kept: Mapping[str, Any]) -> None:
    """Writes down what is known so far, for the next time."""
    KEPT.parent.mkdir(exist_ok=True)
    write_atomically(KEPT, json.dumps(kept).encode())


def report(results: Iterable[tuple[Mutant, str]]) -> float:
    """Prints who survives, and then each package's score; the whole one."""
    total, noticed = Counter[str](), Counter[str]()
    for mutant, said in results:
        package = package_of(mutant.file)
        total[package] += 1
        noticed[package] += bool(said)
        if not said:
            print(f"{mutant.file}:{mutant.line}: {mutant.change}", flush=True)
    print()
    for package in total:
        print(f"{package:<24}{noticed[package]:>6} of {total[package]:>5}  {noticed[package] / total[package]:6.1%}")
    score = noticed.total() / max(total.total(), 1)
    print(f"{'all':<24}{noticed.total():>6} of {total.total():>5}  {score:6.1%}")
    return score


def main(arguments: Sequence[str]) -> int:
    """Tries the mutants that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", default=["autograder/"], help="files or packages of the product")
    parser.add_argument(
        "--sample", type=int, default=0, help="try only so many, of one package that the commit draws, on its tests"
    )
    parser.add_argument("--jobs", type=int, choices=(1, 2), default=2)
    parser.add_argument("--fresh", action="store_true", help="try again what has been tried before")
    parser.add_argument("--every", action="store_true", help="try every mutant of a line, not one")
    asked = parser.parse_args(arguments)
    mutants = all_mutants(asked.parts)
    known = {(each.file, each.change) for each in equivalents(EQUIVALENT.read_text("utf-8"))}
    whole = {mutant.file for mutant in mutants}
    gone = {each for each in known if each[0] in whole or not (REPO / each[0]).exists()}
    gone -= {(mutant.file, mutant.change) for mutant in mutants}
    if gone:
        sys.exit("".join(f"{EQUIVALENT.name}: no mutant is {change!r} of {file}\n" for file, change in sorted(gone)))
    mutants = mutants if asked.every else one_per_line(mutants)
    mutants = [mutant for mutant in mutants if (mutant.file, mutant.change) not in known]
    among = TESTS
    if asked.sample:
        # Where this is no repository, nothing; so the same is drawn each time.
        head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=REPO, stdout=subprocess.PIPE, text=True, check=False)
        mutants = drawn(mutants, asked.sample, head.stdout)
        among = own_tests(package_of(mutants[0].file))
    start = time.monotonic()
    score = report(tried(mutants, asked.jobs, asked.fresh, among))
    print(f"{len(mutants)} mutants in {time.monotonic() - start:.0f} s, besides {len(known)} that are equivalent")
    return int(score < (LEAST_OF_SAMPLE if asked.sample else LEAST))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
