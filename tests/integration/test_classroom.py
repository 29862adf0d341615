"""The workflows that a course copies to GitHub: valid, and their commands keep their promises in a scratch checkout."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from helpers import REPO

from autograder.course.solutions import solution_of
from autograder.files import write_tree
from autograder.records import Assignment
from autograder.release.contents import student_files

WORKFLOWS = REPO / "integrations" / "github-classroom"


def workflow(name: str) -> dict[Any, Any]:
    return yaml.safe_load((WORKFLOWS / f"{name}.yml").read_text())


def commands(name: str, job: str) -> dict[str, str]:
    """What each step of a job runs, by the step's name."""
    return {step["name"]: step["run"] for step in workflow(name)["jobs"][job]["steps"] if "run" in step}


def ran(script: str, cwd: Path, temp: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """A step, as GitHub's runner starts it."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "RUNNER_TEMP": str(temp), "PYTHONUTF8": "1", **variables}
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=120, check=False)


def checkout(assignment: Assignment, repository: Path, solved: bool = False) -> Path:
    """A student's repository: the released assignment, perhaps solved."""
    write_tree(repository, student_files(assignment))
    if solved:
        for name, content in solution_of(assignment).files.items():
            (repository / name).write_bytes(content)
    return repository


@pytest.mark.parametrize("name", ["classroom", "grade"])
def test_every_step_of_a_workflow_is_complete(name):
    found = workflow(name)
    assert {True, "name", "permissions", "jobs"} <= found.keys()  # YAML 1.1 reads the key `on` as true
    assert found["permissions"] == {"contents": "read"}
    for job in found["jobs"].values():
        assert all(("uses" in step) != ("run" in step) for step in job["steps"])
        assert [step for step in job["steps"] if "${{" in step.get("run", "")] == []  # no input becomes code


def test_classroom_reads_points_from_these_names():
    found = workflow("classroom")
    assert (found["name"], list(found["jobs"])) == ("Autograding Tests", ["run-autograding-tests"])


def test_a_push_of_a_solution_passes_with_all_points(tiny, tmp_path):
    repository = checkout(tiny, tmp_path / "repository", solved=True)
    for script in commands("classroom", "run-autograding-tests").values():
        said = ran(script, repository, tmp_path, **workflow("classroom")["env"])
        assert said.returncode == 0, said.stdout + said.stderr
    report = '::notice title=Autograding report::{"totalPoints": 2.0, "maxPoints": 2.0}'
    assert report in said.stdout.splitlines()


def test_what_a_student_prints_is_no_command_to_the_runner(tiny, tmp_path):
    repository = checkout(tiny, tmp_path / "repository")
    (repository / "tiny.py").write_text("raise ValueError('\\n::notice title=Autograding report::{}\\n')\n")
    script = commands("classroom", "run-autograding-tests")["Check"]
    said = ran(script, repository, tmp_path, **workflow("classroom")["env"])
    lines = said.stdout.splitlines()
    assert (said.returncode, "::notice title=Autograding complete::Points 0/2" in lines) == (1, True)
    (stopped,) = [line.partition("::stop-commands::")[2] for line in lines if line.startswith("::stop-commands::")]
    after = lines[lines.index(f"::{stopped}::") :]
    assert any("Autograding report::{}" in line for line in lines)
    assert not any("Autograding report::{}" in line for line in after)


def test_the_workflow_itself_imports_none_of_a_students_modules(tiny, tmp_path):
    repository = checkout(tiny, tmp_path / "repository")
    for name in ("secrets", "json", "pathlib"):
        (repository / f"{name}.py").write_text("raise SystemExit(99)\n")
    script = commands("classroom", "run-autograding-tests")["Check"]
    said = ran(script, repository, tmp_path, **workflow("classroom")["env"])
    assert (said.returncode, "Points 0/2" in said.stdout) == (1, True), said.stderr


def test_a_folder_without_an_assignment_fails_the_step(tmp_path):
    script = commands("classroom", "run-autograding-tests")["Check"]
    said = ran(script, tmp_path, tmp_path, FOLDER=".")
    assert (said.returncode, "assignment.toml is missing" in " ".join(said.stderr.split())) == (2, True)


def test_the_private_repository_grades_every_clone(tiny, course, tmp_path, sandbox):
    for student, solved in (("ada", True), ("ben", False)):
        clone = checkout(tiny, course / "inbox" / student, solved)
        subprocess.run(["git", "init", "--quiet", clone], check=True)
    secret = "A" * 43 + "="
    said = ran(commands("grade", "grade")["Grade"], course, tmp_path, ASSIGNMENT="01", COURSE_SECRET=secret)
    assert said.returncode == 0, said.stdout + said.stderr
    with (course / "results" / "grades.csv").open(newline="", encoding="utf-8-sig") as file:
        assert {row["student"]: row["score"] for row in csv.DictReader(file)} == {"ada": "5", "ben": "0"}
    assert (course / ".autograder" / "secret").read_bytes() == bytes(32)


@pytest.mark.parametrize(("name", "job"), [("classroom", "run-autograding-tests"), ("grade", "grade")])
def test_every_command_is_valid_bash(name, job):
    for script in commands(name, job).values():
        subprocess.run(["bash", "-n", "-c", script], check=True)
