"""Every command in the documentation's code blocks is run, page by page, from top to bottom, in a copy of the course.

A command that fails is told with the page and line that it stands on. What cannot be run here is in `NOT_RUN`.
"""

from __future__ import annotations

import itertools
import os
import shlex
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main
from helpers import PATIENCE, REPO, unmeasured
from pages import PAGES, Line, code_lines, commands, name_of

from autograder.cli.main import app
from autograder.course.course import Course
from autograder.grading.settings import judge_settings

pytestmark = pytest.mark.slow

NOT_RUN = {
    ("make ",): "it runs tests like this one, or what .ci/run does; test_every_target_that_is_named_exists",
    ("source .venv/bin/activate", "python3 -m venv"): "the tests have their environment already",
    (".venv/bin/python -m pytest",): "tests that run tests; test_every_path_in_a_command_exists",
    (".venv/bin/",): "make lint and make types run it",
    ("pip install", "python -m pip install"): "it needs the network",
    ("createdb ",): "it needs a server; tests/integration/test_postgresql.py starts one",
    ("autograder course init --db postgresql:",): "it needs a server; tests/integration/test_postgresql.py starts one",
    ("jupyter notebook",): "it serves until it is stopped; tests/integration/test_formgrader.py starts one",
    ("docker ",): "it needs an engine; make container runs it",
    ("autograder grade 03_classifier --scheduler",): "it needs a cluster; tests/integration/test_cluster.py starts one",
    ("sudo sysctl ",): "it changes the machine",
    ("autograder build 01_autograd --mutants",): "it takes a minute after any change of the kit; make proof runs it",
    ("python attacks/run.py",): "it takes minutes; make attack runs it",
}
# These go on until somebody stops them: what they say once they work.
UNTIL = {"autograder check --watch": "Watching"}
# A check that does not pass is no failure of the command.
MAY_END_WITH_1 = ("autograder check", "pytest")
# Students are where the zip of `autograder handout` was unpacked: here, as there, the assignments lie side by side.
HANDOUT = "assignments"
# Blocks that a page's commands presuppose as a file, by how they begin.
SHOWN_FILES = {"timezone = ": "course.toml"}
TITLE = "A scalar that remembers how it was made"  # of 01_autograd
# Those that the pages name, and what they need: building and packing all nine takes three times as long.
ASSIGNMENTS = ("01_autograd", "02_neurons", "03_classifier")


def reason_not_to_run(command: str) -> str:
    """Why the command is not run here, or nothing."""
    return next((reason for beginnings, reason in NOT_RUN.items() if command.startswith(beginnings)), "")


def pages_with_commands() -> list[Path]:
    """Those pages that have a command to run."""
    return [page for page in PAGES if any(not reason_not_to_run(line.text) for line in commands(page))]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory, sandbox: None) -> Path:
    """The course, with an export of two students, their rosters, and 01_autograd graded: what the pages begin with."""
    root = tmp_path_factory.mktemp("docs") / "course"
    for part, name in itertools.product(("source", "assignments", "solutions"), ASSIGNMENTS):
        shutil.copytree(REPO / part / name, root / part / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name, assignment in (("class.zip", "01_autograd"), ("export.zip", "03_classifier")):
        module = next((REPO / "solutions" / assignment).glob("*.py")).name
        with zipfile.ZipFile(root / name, "w") as archive:
            for student, folder in (("ada", "solutions"), ("bob", "assignments")):
                archive.write(REPO / folder / assignment / module, f"{student}/{module}")
    opened = Course(root)
    judge_settings(opened, opened.assignment("03"))  # finds out what the solution takes, which each page would
    tables = {
        "students.csv": "id,first_name,last_name,email\nada,Ada,Okafor,ada@uni.edu\n",
        "times.csv": "student,received\nada,2026-10-19 20:00\nbob,2026-10-19 21:00\n",
        "people.csv": "student,name,email\nada,Ada Okafor,ada@uni.edu\nbob,Bob Ross,bob@uni.edu\n",
        "canvas.csv": f"Student,ID,SIS User ID,SIS Login ID,Section,{TITLE} (4711)\n"
        '    Points Possible,,,,,65\n"Okafor, Ada",101,S1,ada,1,\n"Ross, Bob",102,S2,bob,1,\n',
        "blackboard.csv": f"Last Name,First Name,Username,{TITLE} [Total Pts: 65 Score] |4711\n"
        "Okafor,Ada,ada,\nRoss,Bob,bob,\n",
        "brightspace.csv": f"OrgDefinedId,Username,{TITLE} Points Grade,End-of-Line Indicator\n"
        "#101,#ada,,#\n#102,#bob,,#\n",
    }
    for name, text in tables.items():
        (root / name).write_text(text, encoding="utf-8")
    for command in ("autograder collect 01 class.zip", "autograder grade 01"):
        said = run(command, root)
        assert said.returncode == 0, said.stderr
    return root


def environment() -> dict[str, str]:
    """That of a person with the environment activated."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {**unmeasured(), "PATH": path, "COLUMNS": "120", "NO_COLOR": "1", "PYTHONUTF8": "1"}


def shown_files(page: Path) -> Iterator[tuple[str, str]]:
    """The files that a page shows as a whole, each with its text."""
    text, last = "", 0
    for line, language in code_lines(page):
        text, last = ("" if line.number > last + 2 or language != "indented" else text) + line.text + "\n", line.number
        for begin, name in SHOWN_FILES.items():
            if text.startswith(begin):
                yield name, text


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs a command as a person would who types it."""
    words = shlex.split(command)
    return subprocess.run(
        words, cwd=folder, env=environment(), capture_output=True, text=True, timeout=PATIENCE, check=False
    )


def wait_for(word: str, command: str, folder: Path) -> None:
    """Starts a command, waits until it says the word, and stops it."""
    log = folder / "said.txt"
    with log.open("w") as file:
        process = subprocess.Popen(shlex.split(command), cwd=folder, env=environment(), stdout=file, stderr=file)
    try:
        until = time.monotonic() + PATIENCE
        while word not in log.read_text(encoding="utf-8"):
            assert process.poll() is None, log.read_text(encoding="utf-8")
            assert time.monotonic() < until, f"it never said {word!r}"
            time.sleep(0.1)
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)
        log.unlink()


def fault_of(command: str, folder: Path) -> str:
    """Runs a command; what is wrong with how it ended, or nothing."""
    if command in UNTIL:
        wait_for(UNTIL[command], command, folder)
        return ""
    said = run(command, folder)
    allowed = (0, 1) if command.startswith(MAY_END_WITH_1) else (0,)
    if said.returncode in allowed and "Traceback" not in said.stderr:
        return ""
    return f"it ended with status {said.returncode}\n{said.stdout[-1500:]}\n{said.stderr[-1500:]}"


def faults(lines: Iterator[Line], root: Path) -> Iterator[str]:
    """Runs the commands of a page in its order; whatever fails, with file and line."""
    folder, heading = root, ""
    for line in lines:
        if line.heading != heading and line.page == "README.md":
            folder = root  # instructors begin anew, in the course's folder
        heading = line.heading
        if reason_not_to_run(line.text):
            continue
        if line.text.startswith("cd "):
            name = line.text.removeprefix("cd ")
            folder = root / HANDOUT / name if (root / HANDOUT / name).is_dir() else folder / name
            if not folder.is_dir():
                yield f"{line.place}: {line.text}: there is no such folder"
                return
        elif fault := fault_of(line.text, folder):
            yield f"{line.place}: {line.text}: {fault}"


@pytest.mark.parametrize("page", pages_with_commands(), ids=name_of)
def test_the_commands_of_a_page_run(page, course, tmp_path):
    root = tmp_path / "course"
    shutil.copytree(course, root)
    for name, text in shown_files(page):
        (root / name).write_text(text, encoding="utf-8")
    found = "\n".join(faults(commands(page), root))
    assert not found, found


def test_a_command_that_fails_is_told_with_its_line(course):
    lines = iter([Line("docs/a.md", 7, "autograder collect 01 class.zap"), Line("docs/a.md", 9, "cd nowhere")])
    first, second = faults(lines, course)
    assert first.startswith("docs/a.md:7: autograder collect 01 class.zap: it ended with status 2")
    assert second == "docs/a.md:9: cd nowhere: there is no such folder"


def every_command() -> list[Line]:
    """Those of all pages."""
    return [line for page in PAGES for line in commands(page)]


def test_every_reason_not_to_run_a_command_has_a_command():
    given = [line.text for line in every_command()]
    assert [each for each in NOT_RUN if not any(text.startswith(each) for text in given)] == []
    assert [text for text in UNTIL if text not in given] == []


def test_every_target_that_is_named_exists():
    makefile = (REPO / "Makefile").read_text(encoding="utf-8")
    targets = makefile.partition(".PHONY:")[2].partition("\n")[0].split()
    assert [
        f"{x.place}: {x.text}" for x in every_command() if x.text[:5] == "make " and x.text.split()[1] not in targets
    ] == []


def test_every_path_in_a_command_exists():
    parts = ("tests/", "attacks/")
    assert [
        f"{line.place}: there is no {word}"
        for line in every_command()
        for word in shlex.split(line.text)
        if word.startswith(parts) and not (REPO / word).exists()
    ] == []


def test_every_command_of_the_program_is_on_a_page():
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert [name for name in names_of(typer.main.get_command(app)) if f"autograder {name}" not in text] == []


def names_of(command: Any, before: str = "") -> Iterator[str]:
    """`check`, `course init`: every command that does something."""
    for name, each in command.commands.items():
        if hasattr(each, "commands"):
            yield from names_of(each, f"{before}{name} ")
        else:
            yield before + name
