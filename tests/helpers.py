"""Runs what tests share: a tiny course, submissions judged in one line, and commands."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import json
import os
import subprocess
import sys
import sysconfig
import time
import unittest.mock
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import ModuleType

from autograder.course.course import Course
from autograder.files import write_tree
from autograder.grading.pool import JudgeSettings, judge_submissions
from autograder.records import Assignment, Result, Submission
from autograder.release.build import build_release
from autograder.sandbox.channel import Launcher
from autograder.sandbox.confined import SandboxLauncher

REPO = Path(__file__).parents[1]
TINY_COURSE = Path(__file__).parent / "course"
# Seconds that a test waits for what comes in a moment if the machine has nothing else to do; only a hang takes them.
PATIENCE = 600
# What each of ten seeds gave, of which lessons tell.
TEN_SEEDS = json.loads((REPO / "tests" / "ten_seeds.json").read_text(encoding="utf-8"))
RIGHT = """def double(x):
    return x + x


class Rectangle:
    def __init__(self, h, w):
        self.h, self.w = h, w

    def area(self):
        return self.h * self.w
"""


class Copying(JudgeSettings, frozen=True):
    """Settings of workers that nothing confines, each a copy of one that has loaded NumPy: half a second less each."""

    def launcher(self) -> Launcher:
        return SandboxLauncher(self.assignment.packages, frozenset(), warm_up=self.assignment.warm_up)


def judged(
    assignment: Assignment, texts: Mapping[str, str | bytes], layers: frozenset[str] | None = None
) -> dict[str, Result]:
    """The results of submissions, given the text of the assignment's one module by student.

    Nothing confines them, unless `layers` do; with no layers they are judged by processes of their own.
    """
    contents = {student: text if isinstance(text, bytes) else text.encode() for student, text in texts.items()}
    incoming = [Submission(student, {assignment.files[0]: content}) for student, content in contents.items()]
    own = Copying(assignment, b"secret", frozenset())
    settings = own if layers is None else JudgeSettings(assignment, b"secret", layers)
    results: list[Result] = []
    judge_submissions(settings, incoming, lambda judged: results.append(judged.result))
    return {result.student: result for result in results}


def statuses(result: Result) -> dict[str, str]:
    """Each check's status by name."""
    return {check.name: check.status.value for check in result.checks}


def message(result: Result, check: str) -> str:
    """What one check says."""
    return next(each.message for each in result.checks if each.name == check)


def autograder(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Runs the command as a person would."""
    command = [str(Path(sys.executable).with_name("autograder")), *arguments]
    environment = {**os.environ, "COLUMNS": "120", "NO_COLOR": "1", "PYTHONUTF8": "1"}
    return subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, env=environment, timeout=PATIENCE, check=False
    )


def commands_in(course: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs our own commands in a course within this process, which spares a second each; fails at another status."""
    from autograder.cli.main import main

    def said(*arguments: str, status: int = 0) -> subprocess.CompletedProcess[str]:
        streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2)]
        ended = 0
        with (
            contextlib.chdir(course),
            contextlib.redirect_stdout(streams[0]),
            contextlib.redirect_stderr(streams[1]),
            unittest.mock.patch("sys.argv", ["autograder", *arguments]),
            unittest.mock.patch.dict(os.environ, {"COLUMNS": "120", "NO_COLOR": "1"}),
        ):
            try:
                main()
            except SystemExit as end:
                ended = int(end.code or 0)
        out, err = (stream.buffer.getvalue().decode() for stream in streams)  # type: ignore[attr-defined]
        assert ended == status, out + err
        return subprocess.CompletedProcess(arguments, ended, out, err)

    return said


def tried_seeds() -> Iterable[int]:
    """The seeds that are trained anew and compared with what is on record: two, and all in `make seeds`."""
    return range(10) if os.environ.get("CHAINRULE_TEN_SEEDS") else (0, 7)


def script(path: str) -> ModuleType:
    """A program of the repository that is in no package, loaded as Python does: with its folder on the path."""
    spec = importlib.util.spec_from_file_location(Path(path).stem, REPO / path)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)  # msgspec looks names up there
    sys.path.insert(0, str((REPO / path).parent))
    try:
        spec.loader.exec_module(module)
    finally:
        del sys.path[0]
    return module


def unmeasured() -> dict[str, str]:
    """The environment for programs whose coverage is not measured, as that doubles the time nbgrader takes to start."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}


def nbgrader(*arguments: str, cwd: Path, timeout: float = 120) -> subprocess.CompletedProcess[str]:
    """Runs the stock command line of nbgrader, which wants its own tools on the PATH."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    command = [sys.executable, "-m", "nbgrader", *arguments]
    environment = {**unmeasured(), "PATH": path}
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=timeout, check=False
    )


def fresh_python(folder: Path) -> Path:
    """A new environment as a student has it after pip fetched what the kit needs, but without the kit; its programs.

    What it lends from this one's packages saves the network, and is all that is not as on a student's machine.
    """
    import venv

    venv.create(folder, with_pip=True, symlinks=True)
    library = folder / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
    lent = folder / "lent"
    lent.mkdir()
    for path in Path(sysconfig.get_path("purelib")).iterdir():
        if "chainrule" not in path.name and path.suffix != ".pth":
            (lent / path.name).symlink_to(path)
    (library / "lent.pth").write_text(f"{lent}\n")
    return folder / "bin"


def release(root: Path) -> None:
    """Writes assignments/ and solutions/ of a course, unproved, without running its lessons."""
    course = Course(root)
    for assignment in course.all_assignments():
        for where, files in build_release(course, assignment).items():
            write_tree(root / where, files)


def takes_less(work: Callable[[], object], seconds: float) -> bool:
    """Whether it computes for less, in one of three runs: whatever else the machine does can only add to each."""
    for _ in range(3):
        started = time.process_time()
        work()
        if time.process_time() - started < seconds:
            return True
    return False
