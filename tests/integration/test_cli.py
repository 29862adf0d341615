"""The command line as people use it: names, files, exit statuses, and errors without tracebacks."""

from __future__ import annotations

import csv
import io
import json
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from helpers import PATIENCE, REPO, TINY_COURSE, autograder, release

pytestmark = pytest.mark.slow
COMMANDS = ("build", "new", "check", "hint", "submit", "collect", "grade", "export")


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny course with its release, not to be changed."""
    root = tmp_path_factory.mktemp("released") / "course"
    shutil.copytree(TINY_COURSE, root, ignore=shutil.ignore_patterns("__pycache__"))
    release(root)
    return root


@pytest.fixture
def built(released: Path, tmp_path: Path) -> Path:
    """The tiny course with its release, to change at will."""
    root = tmp_path / "course"
    shutil.copytree(released, root)
    return root


def write_answer(folder: Path, answer: str) -> None:
    text = (folder / "tiny.py").read_text()
    (folder / "tiny.py").write_text(text.replace("raise NotImplementedError()", answer, 1))


def test_help_names_every_command():
    said = autograder("--help", cwd=REPO)
    assert [name for name in COMMANDS if name not in said.stdout] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_each_command_teaches(command):
    said = autograder(command, "--help", cwd=REPO)
    assert said.returncode == 0
    assert len(said.stdout.split()) > 20


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (("check",), ["assignment.toml is missing", "inside an assignment's folder"]),
        (("hint", "double"), ["assignment.toml is missing"]),
        (("submit",), ["assignment.toml is missing"]),
        (("build",), ["No course here"]),
        (("grade", "01"), ["No course here"]),
        (("check", "--nonsense"), ["No such option"]),
    ],
)
def test_wrong_place_or_usage_is_status_2_and_says_what_to_do(tmp_path, arguments, parts):
    said = autograder(*arguments, cwd=tmp_path)
    assert said.returncode == 2
    assert [part for part in parts if part not in " ".join(said.stderr.split())] == []
    assert "Traceback" not in said.stderr


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("grade", "nope"), "There is no assignment 'nope'"),
        (("grade", "01"), "autograder collect 01_tiny"),
        (("grade", "01", "--sandbox", "maybe"), "bwrap or none"),
        (("export", "01", "--format", "xls"), "csv"),
        (("new", "Attention"), "08_attention"),
        (("new", "01_tiny"), "exists already"),
        (("collect", "01", "nowhere.zip"), "nowhere.zip"),
    ],
)
def test_wrong_words_for_an_instructor_are_status_2_and_say_what_to_do(course, arguments, part):
    said = autograder(*arguments, cwd=course)
    assert said.returncode == 2
    assert part in said.stderr
    assert "Traceback" not in said.stderr


def test_check_shows_what_to_do_next(built):
    folder = built / "assignments" / "01_tiny"
    write_answer(folder, "return 3 * x")
    said = autograder("check", cwd=folder)
    assert said.returncode == 1
    for part in ("double of 3 is 6", "returned  9", "expected  6", "edit tiny.py, line", "autograder hint double"):
        assert part in said.stdout


def test_check_of_one_exercise_ignores_the_others(built):
    folder = built / "assignments" / "01_tiny"
    write_answer(folder, "return 2 * x")
    assert autograder("check", "double", cwd=folder).returncode == 0
    assert autograder("check", "area", cwd=folder).returncode == 1


def test_check_watches_for_changes(built):
    folder = built / "assignments" / "01_tiny"
    command = [str(Path(sys.executable).with_name("autograder")), "check", "double", "--watch"]
    with subprocess.Popen(
        command,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell's background jobs ignore it
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        while "Watching" not in process.stderr.readline():
            pass
        time.sleep(0.5)
        write_answer(folder, "return 2 * x")
        first = next(line for line in process.stdout if "1/1" in line)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=PATIENCE)
    assert "double" in first
    assert (process.returncode, said.splitlines()[-1]) == (0, "Stopped.")


def test_hints_come_one_at_a_time_and_end(built):
    folder = built / "assignments" / "01_tiny"
    said = [autograder("hint", "double", cwd=folder).stdout for _ in range(3)]
    assert "hint 1 of 2  A number and itself." in said[0]
    assert "hint 2 of 2  Add them." in said[1]
    assert said[2] == said[1] + "That was the last hint for double; there are no more.\n"


def test_from_hand_in_to_spreadsheet(built, sandbox):
    folder = built / "assignments" / "01_tiny"
    write_answer(folder, "return 2 * x")
    assert autograder("submit", cwd=folder).returncode == 0
    inbox = built / "inbox"
    inbox.mkdir()
    shutil.move(folder / "01_tiny.zip", inbox / "ada.zip")
    with zipfile.ZipFile(inbox / "=HYPERLINK(1).zip", "w") as archive:
        archive.writestr("readme.txt", "nothing")
    assert autograder("collect", "01", str(inbox), cwd=built).returncode == 0
    graded = autograder("grade", "01", "--json", cwd=built)
    assert graded.returncode == 0
    assert {result["score"] for result in json.loads(graded.stdout)} == {3.0, 0.0}
    table = autograder("export", "01", "--format", "csv", cwd=built).stdout
    rows = {row["student"]: row for row in csv.DictReader(io.StringIO(table))}
    assert (rows["ada"]["score"], rows["ada"]["max_score"], rows["ada"]["double"]) == ("3", "5", "3")
    assert not any(name.startswith("=") for name in rows)


def test_files_in_the_current_folder_do_not_stand_in_for_libraries(built):
    for name in ("pytest", "numpy", "msgspec", "autograder"):
        (built / f"{name}.py").write_text("raise SystemExit('taken over')")
    folder = built / "submitted" / "ada" / "01_tiny"
    folder.mkdir(parents=True)
    shutil.copy(built / "assignments" / "01_tiny" / "tiny.py", folder)
    said = autograder("grade", "01", "--sandbox", "none", cwd=built)
    assert said.returncode == 0
    assert "taken over" not in said.stdout + said.stderr


def test_grading_with_no_sandbox_says_so_in_the_result(built):
    target = built / "submitted" / "me" / "01_tiny"
    shutil.copytree(built / "solutions" / "01_tiny", target)
    assert autograder("grade", "01", "--sandbox", "none", cwd=built).returncode == 0
    result = json.loads((built / "results" / "01_tiny" / "me.json").read_text())
    assert (result["score"], result["isolation"]) == (5.0, ["process"])


def test_build_proves_and_check_finds_drift(course):
    said = autograder("build", cwd=course)
    assert said.returncode == 0
    assert "every mistake fails exactly the checks it names" in " ".join(said.stdout.split())
    path = course / "assignments" / "01_tiny" / "tiny.py"
    path.write_text(path.read_text().replace("2 x.", "two x."))
    said = autograder("build", "--check", "--no-proof", cwd=course)
    assert said.returncode == 1
    assert "01_tiny/tiny.py, line 10" in said.stdout


def test_new_assignment_builds(course):
    assert autograder("new", "02_next", cwd=course).returncode == 0
    release(course)
    assert (course / "assignments" / "02_next" / "next.py").exists()
