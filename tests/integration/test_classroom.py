"""The workflows for GitHub: valid, and their commands keep their promises in a scratch checkout."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from helpers import PATIENCE, REPO, TINY_COURSE, fresh_python, release, unmeasured

from autograder.course.course import Course
from autograder.course.solutions import solution_of
from autograder.files import write_tree
from autograder.records import Assignment
from autograder.release.contents import student_files
from autograder.release.handout import WORKFLOW, handout_files, released

pytestmark = pytest.mark.slow
GRADE = REPO / "integrations" / "github-classroom" / "grade.yml"
JOB = "run-autograding-tests"
BOTH = pytest.mark.parametrize("name", ["classroom", "grade"])


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a repository that students start from."""
    root = tmp_path_factory.mktemp("course") / "course"
    shutil.copytree(TINY_COURSE, root, ignore=shutil.ignore_patterns("__pycache__"))
    release(root)
    return handout_files(Course(root), released(Course(root), ()), template=True)


@pytest.fixture(scope="module")
def workflows(template: dict[str, bytes]) -> dict[str, dict[Any, Any]]:
    return {"classroom": yaml.safe_load(template[WORKFLOW]), "grade": yaml.safe_load(GRADE.read_text())}


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory, template: dict[str, bytes], workflows: Any) -> Path:
    """The programs of a machine on which the workflow has installed the kit."""
    machine = tmp_path_factory.mktemp("runner")
    programs = fresh_python(machine / "python")
    write_tree(machine / "repository", template)
    install = commands(workflows["classroom"])["Install the kit"]
    said = ran(install, machine / "repository", machine, programs, **workflows["classroom"]["env"])
    assert said.returncode == 0, said.stderr
    return programs


def commands(workflow: dict[Any, Any]) -> dict[str, str]:
    """What each step of the one job runs, by the step's name."""
    (job,) = workflow["jobs"].values()
    return {step["name"]: step["run"] for step in job["steps"] if "run" in step}


def ran(script: str, cwd: Path, temp: Path, programs: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """A step, as GitHub's runner starts it, without a network to install from."""
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    environment = {**unmeasured(), "PATH": path, "RUNNER_TEMP": str(temp), "PYTHONUTF8": "1", "PIP_NO_INDEX": "1"}
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    return subprocess.run(
        command,
        cwd=cwd,
        env={**environment, **variables},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


@pytest.fixture
def repository(tmp_path: Path, template: dict[str, bytes]) -> Path:
    """A student's repository, made from the template."""
    write_tree(tmp_path / "repository", template)
    return tmp_path / "repository"


@pytest.fixture
def check(repository: Path, tmp_path: Path, runner: Path, workflows: Any) -> Any:
    """Pushes what is in the repository: runs the workflow's step `Check`."""
    return lambda: ran(commands(workflows["classroom"])["Check"], repository, tmp_path, runner)


def solve(assignment: Assignment, folder: Path) -> None:
    for name, content in solution_of(assignment).files.items():
        (folder / name).write_bytes(content)


@BOTH
def test_every_step_of_a_workflow_is_complete(workflows, name):
    found = workflows[name]
    assert {True, "name", "permissions", "jobs"} <= found.keys()  # YAML 1.1 reads the key `on` as true
    assert found["permissions"] == {"contents": "read"}
    for job in found["jobs"].values():
        assert all(("uses" in step) != ("run" in step) for step in job["steps"])
        assert [step for step in job["steps"] if "${{" in step.get("run", "")] == []  # no input becomes code


@BOTH
def test_every_command_is_valid_bash(workflows, name):
    for script in commands(workflows[name]).values():
        subprocess.run(["bash", "-n", "-c", script], check=True)


def test_classroom_reads_points_from_these_names(workflows):
    found = workflows["classroom"]
    assert (found["name"], list(found["jobs"])) == ("Autograding Tests", [JOB])


def test_the_kit_that_is_installed_is_the_file_in_the_repository(runner, template, workflows):
    assert workflows["classroom"]["env"]["KIT"].removeprefix("./") in template
    where = [runner / "python", "-P", "-c", "import autograder; print(autograder.__file__)"]
    said = subprocess.run(where, capture_output=True, text=True, check=True, cwd="/")
    assert runner.parent in Path(said.stdout).parents


def test_a_push_of_a_solution_passes_with_all_points(tiny, repository, check):
    solve(tiny, repository / "01_tiny")
    said = check()
    assert said.returncode == 0, said.stdout + said.stderr
    report = '::notice title=Autograding report::{"totalPoints": 2.0, "maxPoints": 2.0}'
    assert report in said.stdout.splitlines()


def test_an_assignment_that_is_not_begun_is_no_failure_and_one_that_is_begun_is(tiny, repository, check, tmp_path):
    shutil.copytree(repository / "01_tiny", repository / "02_later")
    solve(tiny, repository / "01_tiny")
    said = check()
    assert (said.returncode, "::notice title=Autograding complete::Points 2/4" in said.stdout) == (0, True), said.stderr
    shutil.rmtree(tmp_path / "results")
    text = (repository / "02_later/tiny.py").read_text()
    (repository / "02_later/tiny.py").write_text(text.replace("raise NotImplementedError()", "return 0.0", 1))
    said = check()
    assert (said.returncode, "Points 2/4" in said.stdout) == (1, True), said.stderr


def test_what_a_student_prints_is_no_command_to_the_runner(repository, check):
    (repository / "01_tiny/tiny.py").write_text("raise ValueError('\\n::notice title=Autograding report::{}\\n')\n")
    said = check()
    lines = said.stdout.splitlines()
    assert (said.returncode, "::notice title=Autograding complete::Points 0/2" in lines) == (1, True)
    (stopped,) = [line.partition("::stop-commands::")[2] for line in lines if line.startswith("::stop-commands::")]
    after = lines[lines.index(f"::{stopped}::") :]
    assert any("Autograding report::{}" in line for line in lines)
    assert not any("Autograding report::{}" in line for line in after)


@pytest.mark.parametrize("folder", [".", "01_tiny"])
def test_the_workflow_itself_imports_none_of_a_students_modules(repository, check, folder):
    for name in ("secrets", "json", "pathlib"):
        (repository / folder / f"{name}.py").write_text("raise SystemExit(99)\n")
    said = check()
    assert "Points 0/2" in said.stdout, said.stderr


def test_a_repository_without_an_assignment_fails_the_step(repository, check):
    shutil.rmtree(repository / "01_tiny")
    said = check()
    assert (said.returncode, "No folder here holds an assignment.toml." in said.stderr) == (2, True)


def test_an_assignment_that_cannot_be_read_fails_the_step(repository, check):
    (repository / "01_tiny/assignment.toml").write_text("title = ")
    said = check()
    assert (said.returncode, "is not valid TOML" in " ".join(said.stderr.split())) == (2, True)


FAKE_GH = """#!/bin/bash
case "$1 $2 $NONE" in
"auth setup-git "*) ;;
"repo list "*) printf '%s\\n' hw-ada hw-ben hw-cyd other hw-dan ;;
"repo clone none") exit 128 ;;
"repo clone ")
  case $3 in
  org/hw-ben) mkdir -p "$4"; echo half >"$4/tiny.py"; exit 128 ;;
  org/hw-ada) for _ in {1..50}; do [ ! -e inbox/dan ] || break; sleep 0.1; done
    [ -e inbox/dan ] || exit 128
    mkdir -p "$4"; cp "$SOLUTION"/* "$4" ;;
  org/hw-cyd) mkdir -p "$4"; head -c 3000000 /dev/zero >"$4/x" ;;
  *) cat >/dev/null; mkdir -p "$4"; cp "$SOLUTION"/* "$4" ;;
  esac ;;
esac
"""


@pytest.fixture
def fetched(course: Path, tmp_path: Path, tiny: Assignment, workflows: Any) -> Any:
    """Fetches the repositories of a class in the step's own way, with a `gh` of the test's."""
    here = Path(sys.executable).parent
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "gh").write_text(FAKE_GH)
    (programs / "gh").chmod(0o755)
    fetch = commands(workflows["grade"])["Fetch the students' repositories"].replace("-le 500", "-le 2")
    (tmp_path / "solution").mkdir()
    solve(tiny, tmp_path / "solution")
    variables = {"SOLUTION": str(tmp_path / "solution"), "PREFIX": "hw-", "OWNER": "org"}
    variables |= {"PATH": f"{programs}{os.pathsep}{here}{os.pathsep}{os.environ['PATH']}"}

    def fetched(none: str = "", **instead: str) -> list[str]:
        script = fetch
        for name, value in instead.items():
            script = re.sub(rf"^{name}=.*", f"{name}={value}", script, flags=re.MULTILINE)
        said = ran(script, course, tmp_path, here, **variables, NONE=none)
        assert said.returncode == 0, said.stdout + said.stderr
        return [line for line in said.stdout.splitlines() if "::error::" in line]

    return fetched


def grades_of(course: Path) -> dict[str, tuple[str, str]]:
    """The score and the status of each row."""
    with (course / "results" / "grades.csv").open(newline="", encoding="utf-8-sig") as file:
        return {row["student"]: (row["score"], row["status"]) for row in csv.DictReader(file)}


WHY = "could not be cloned within a minute (20 for all), or has more than 500 MB. Its student has no grade."
NOT_CLONED, NOT_GRADED = ("", "needs a person: not cloned"), ("", "needs a person: not graded")


def test_a_repository_that_cannot_be_cloned_costs_its_own_student_alone_and_is_named(
    course, tmp_path, workflows, sandbox, fetched
):
    assert fetched() == [f"::error::hw-{who} {WHY}" for who in ("ben", "cyd")]
    assert sorted(path.name for path in (course / "inbox").iterdir()) == ["ada", "dan"]
    grade, here = commands(workflows["grade"])["Grade"], Path(sys.executable).parent
    said = ran(grade, course, tmp_path, here, ASSIGNMENT="01", COURSE_SECRET="", PREFIX="hw-")
    assert said.returncode == 1, said.stdout + said.stderr
    graded = ("5", "graded")
    assert grades_of(course) == {"ada": graded, "dan": graded, "ben": NOT_CLONED, "cyd": NOT_CLONED}


def test_who_is_beyond_the_limits_of_time_and_number_is_named(fetched, tmp_path):
    cut, *late = fetched(limit="5", deadline="$(date +%s)")
    assert cut.startswith("::error::Only the first 5 repositories of org were looked through.")
    assert late == [f"::error::hw-{who} {WHY}" for who in ("ada", "ben", "cyd", "dan")]
    assert (tmp_path / "cut").exists()
    assert fetched(limit="6")[0].startswith("::error::hw-ben")


@pytest.mark.parametrize(("none", "assignment", "others"), [("none", "01", NOT_CLONED), ("", "99", NOT_GRADED)])
def test_where_nobody_can_be_cloned_or_graded_everybody_is_named_all_the_same(
    course, tmp_path, workflows, fetched, none, assignment, others
):
    fetched(none)
    grade, here = commands(workflows["grade"])["Grade"], Path(sys.executable).parent
    said = ran(grade, course, tmp_path, here, ASSIGNMENT=assignment, COURSE_SECRET="", PREFIX="hw-")
    assert said.returncode != 0
    assert grades_of(course) == {"ada": others, "dan": others, "ben": NOT_CLONED, "cyd": NOT_CLONED}


def test_the_private_repository_grades_every_clone(tiny, course, tmp_path, workflows, sandbox):
    for student, solved in (("ada", True), ("ben", False)):
        clone = course / "inbox" / student
        write_tree(clone, student_files(tiny))
        if solved:
            solve(tiny, clone)
        subprocess.run(["git", "init", "--quiet", clone], check=True)
    here = Path(sys.executable).parent
    secret = "A" * 43 + "="
    said = ran(commands(workflows["grade"])["Grade"], course, tmp_path, here, ASSIGNMENT="01", COURSE_SECRET=secret)
    assert said.returncode == 0, said.stdout + said.stderr
    with (course / "results" / "grades.csv").open(newline="", encoding="utf-8-sig") as file:
        assert {row["student"]: row["score"] for row in csv.DictReader(file)} == {"ada": "5", "ben": "0"}
    assert (course / ".autograder" / "secret").read_bytes() == bytes(32)
