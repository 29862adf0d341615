"""What a submission costs here and with its peers: eight trivial functions, the same checks, interleaved in one run.

    python benchmarks/peers.py [--rounds 3]

Each tool grades different copies of one right submission, a round each in turn, by its own commands, from nothing to
its own results; then, where it has them, gradebook and feedback as well. Printed are medians of milliseconds per
submission and how many times ours they are; a plot is in build/peers.svg. nbgrader takes part as it is installed;
otter-grader, whose requirements differ, in an environment of its own in build/otter, or not where that cannot be made.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Mapping
from pathlib import Path

import nbformat
from matplotlib.figure import Figure

REPO = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
OTTER = REPO / "build/otter"
# How many submissions a round hands to each: enough that starting up, where it is not part of each, does not decide.
OURS, NBGRADER, ALONE = 1000, 40, 4

NAMES = [f"times_{number}" for number in range(1, 9)]
SOLVED = {name: f"def {name}(x):\n    return {number} * x\n" for number, name in enumerate(NAMES, 1)}
TOML = 'title = "Eight functions"\nmodules = ["eight"]\n' + "".join(
    f'\n[exercises.{name}]\ntitle = "{name}"\nstubs = ["{name}"]\nhints = ["Multiply."]\n' for name in NAMES
)
SOURCE = '"""Eight functions."""\n' + "".join(
    f'\n\ndef {name}(x):\n    """x, {number} times."""\n'
    f"    ### BEGIN SOLUTION\n    return {number} * x\n    ### END SOLUTION\n"
    for number, name in enumerate(NAMES, 1)
)
CHECKS = '"""Checks."""\n\nfrom autograder import approx\n' + "".join(
    f'\n\ndef test_{name}_of_3(student):\n    """{name} of 3."""\n\n    def probe(eight, x) -> float:\n'
    f"        return eight.{name}(x)\n\n    assert student(probe, 3.0) == approx({3.0 * number})\n"
    for number, name in enumerate(NAMES, 1)
)
LESSON = "# Eight functions\n\n```python\nfrom autograder import check\n```\n" + "".join(
    f'\n```python\ncheck("{name}")\n```\n' for name in NAMES
)
PYTEST = "import eight\n" + "".join(
    f"\n\ndef test_{name}():\n    assert abs(eight.{name}(3.0) - {3.0 * number}) < 1e-9\n"
    for number, name in enumerate(NAMES, 1)
)
RIGHT = "\n\n".join(SOLVED.values())


def run(*command: str, folder: Path, **more: str) -> None:
    """Runs a command that must succeed."""
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", **more}
    ended = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if ended.returncode:
        sys.exit(f"{' '.join(command)}\n{ended.stdout[-2000:]}\n{ended.stderr[-2000:]}")


def ours(folder: Path) -> None:
    """A course of ours with one assignment and its hand-ins."""
    source = folder / "source/01_eight"
    (source / "checks").mkdir(parents=True)
    (source / "wrong").mkdir()
    files = {"assignment.toml": TOML, "eight.py": SOURCE, "lesson.md": LESSON}
    for name, text in {**files, "checks/test_eight.py": CHECKS}.items():
        (source / name).write_text(text)
    run("autograder", "build", "--no-proof", folder=folder)
    run("autograder", "course", "init", folder=folder)


def hand_in(folder: Path, count: int) -> None:
    """As many right submissions, each of its own bytes, in place of those that were there."""
    for name in ("pile", "submitted", "results", "autograded", "feedback", "gradebook.db"):
        place = folder / name
        shutil.rmtree(place) if place.is_dir() else place.unlink(missing_ok=True)
    for number in range(count):
        place = folder / f"pile/student_{number:04}"
        place.mkdir(parents=True)
        (place / "eight.py").write_text(f"{RIGHT}\n# {time.time_ns()}\n")
    run("autograder", "course", "init", folder=folder)
    run("autograder", "collect", "01", "pile", "--one", folder=folder)


def notebook() -> nbformat.NotebookNode:
    """The same for nbgrader: a cell to write for each function, and a cell of checks."""
    v4 = nbformat.v4
    cells = []
    for number, name in enumerate(NAMES, 1):
        own = {"schema_version": 3, "locked": False, "solution": True, "grade": False, "task": False}
        text = SOLVED[name].replace("    return", "    ### BEGIN SOLUTION\n    return") + "    ### END SOLUTION\n"
        cells.append(v4.new_code_cell(text, metadata={"nbgrader": {**own, "grade_id": name}}))
        test = {**own, "solution": False, "grade": True, "locked": True, "points": 1, "grade_id": f"test_{name}"}
        text = f"assert abs({name}(3.0) - {3.0 * number}) < 1e-9"
        cells.append(v4.new_code_cell(text, metadata={"nbgrader": test}))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


def nbgraders(folder: Path) -> None:
    """A course of nbgrader's own, as it is without us."""
    (folder / "source/eight").mkdir(parents=True)
    nbformat.write(notebook(), folder / "source/eight/eight.ipynb")
    run("nbgrader", "generate_assignment", "eight", folder=folder)


def hand_in_notebooks(folder: Path, count: int) -> None:
    """As many right notebooks."""
    released = nbformat.read(folder / "release/eight/eight.ipynb", 4)
    for cell in released.cells:
        if cell.metadata.nbgrader.solution:
            cell.source = SOLVED[cell.metadata.nbgrader.grade_id]
    for name in ("submitted", "autograded", "feedback"):
        shutil.rmtree(folder / name, ignore_errors=True)
    for number in range(count):
        place = folder / f"submitted/student_{number:04}/eight"
        place.mkdir(parents=True)
        nbformat.write(released, place / "eight.ipynb")


def install_otter() -> bool:
    """Whether otter-grader is there, or could be installed."""
    if not (OTTER / "bin/otter").exists():
        venv.create(OTTER, with_pip=True)
        command = [str(OTTER / "bin/pip"), "install", "--quiet", "otter-grader", "ipykernel"]
        if subprocess.run(command, capture_output=True, check=False).returncode:
            shutil.rmtree(OTTER)
    return (OTTER / "bin/otter").exists()


def otters(folder: Path) -> None:
    """A zip of otter-grader's with the same checks, and a right notebook."""
    (folder / "tests").mkdir(parents=True)
    for number, name in enumerate(NAMES, 1):
        code = f">>> bool(abs({name}(3.0) - {3.0 * number}) < 1e-9)\nTrue"
        case = {"code": code, "hidden": False, "locked": False}
        suite = {"cases": [case], "scored": True, "setup": "", "teardown": "", "type": "doctest"}
        test = {"name": name, "points": 1, "suites": [suite]}
        (folder / f"tests/{name}.py").write_text(f"OK_FORMAT = True\ntest = {test!r}\n")
    (folder / "eight.py").write_text(RIGHT)
    cells = [nbformat.v4.new_code_cell(text) for text in SOLVED.values()]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), folder / "eight.ipynb")
    run(str(OTTER / "bin/otter"), "generate", "-t", "tests", "-o", "autograder.zip", "--no-environment", folder=folder)


Step = tuple[int, Callable[[], None]]


def steps(folder: Path, with_otter: bool) -> Mapping[str, tuple[Callable[[], None], Step]]:
    """For each row of the table: what prepares it, and what is timed, with the number of submissions."""
    own, theirs, plain, otter = (folder / name for name in ("ours", "nbgrader", "pytest", "otter"))
    ours(own)
    nbgraders(theirs)
    plain.mkdir()
    (plain / "eight.py").write_text(RIGHT)
    (plain / "test_eight.py").write_text(PYTEST)

    def grade() -> None:
        run("autograder", "grade", "01", folder=own)

    def to_the_end() -> None:
        run("autograder", "course", "enter", "01", folder=own)
        run("autograder", "feedback", "01", folder=own)

    def by_nbgraders_commands() -> None:
        run("nbgrader", "autograde", "01_eight", folder=own)
        run("nbgrader", "generate_feedback", "01_eight", folder=own)

    def autograde() -> None:
        run("nbgrader", "autograde", "eight", "--create", "--force", folder=theirs)

    def theirs_to_the_end() -> None:
        autograde()
        run("nbgrader", "generate_feedback", "eight", "--force", folder=theirs)

    def each(*command: str, where: Path) -> Callable[[], None]:
        return lambda: [run(*command, folder=where) for _ in range(ALONE)] and None

    nothing = lambda: None  # noqa: E731
    rows: dict[str, tuple[Callable[[], None], Step]] = {
        "autograder grade": (lambda: hand_in(own, OURS), (OURS, grade)),
        "plain pytest": (nothing, (ALONE, each(sys.executable, "-m", "pytest", "-q", where=plain))),
        "nbgrader autograde": (lambda: hand_in_notebooks(theirs, NBGRADER), (NBGRADER, autograde)),
        "ours, with gradebook and feedback": (lambda: hand_in(own, OURS), (OURS, to_the_end)),
        "the same by nbgrader's commands": (lambda: hand_in(own, NBGRADER), (NBGRADER, by_nbgraders_commands)),
        "nbgrader, with feedback": (lambda: hand_in_notebooks(theirs, NBGRADER), (NBGRADER, theirs_to_the_end)),
    }
    if with_otter:
        otters(otter)
        command = (str(OTTER / "bin/otter"), "run", "-a", "autograder.zip", "eight.ipynb")
        rows["otter run"] = (nothing, (ALONE, each(*command, where=otter)))
    return rows


def plot(medians: Mapping[str, float]) -> None:
    """Draws the medians, on an axis of powers of ten."""
    figure = Figure(figsize=(8, 3), layout="constrained")
    axes = figure.subplots()
    names = list(medians)[::-1]
    axes.barh(names, [1000 * medians[name] for name in names], color="#4477aa")
    axes.set_xscale("log")
    axes.set_xlabel("milliseconds per submission (median)")
    figure.savefig(REPO / "build/peers.svg")


def main() -> None:
    """Measures, prints a table, and draws it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    (REPO / "build").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="peers-") as scratch:
        rows = steps(Path(scratch), install_otter())
        times: dict[str, list[float]] = {name: [] for name in rows}
        for _ in range(rounds):
            for name, (prepare, (count, timed)) in rows.items():
                prepare()
                start = time.perf_counter()
                timed()
                times[name].append((time.perf_counter() - start) / count)
    medians = {name: statistics.median(values) for name, values in times.items()}
    base = {True: medians["ours, with gradebook and feedback"], False: medians["autograder grade"]}
    print(f"{os.cpu_count()} processors, {rounds} rounds, milliseconds per submission")
    for name, median in medians.items():
        low, high = 1000 * min(times[name]), 1000 * max(times[name])
        ratio = median / base["feedback" in name]
        print(f"{name:<36}{1000 * median:>9.1f}  ({low:.1f} to {high:.1f}){ratio:>8.1f} times ours")
    (REPO / "build/peers.json").write_text(json.dumps(times, indent=1))
    plot(medians)


if __name__ == "__main__":
    main()
