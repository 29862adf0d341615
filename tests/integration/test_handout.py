"""The handout of the nine assignments on a machine of a student's: installed from its wheel, it needs nothing else."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import probes
import pytest
from helpers import REPO, autograder, fresh_python, unmeasured
from skips import require

from autograder.course.manifest import assignments_in, check_names, find_assignment, public_checks
from autograder.files import files_below
from autograder.release.handout import unpacked
from autograder.release.leaks import leaks_in, secrets_of

pytestmark = pytest.mark.slow
WHEEL = "chainrule-0.1.0-py3-none-any.whl"
ASSIGNMENTS = assignments_in(REPO / "source")


@pytest.fixture(scope="module")
def handout(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    place = tmp_path_factory.mktemp("handout")
    said = autograder("handout", "--course", str(REPO), cwd=place)
    assert said.returncode == 0, said.stderr
    return (place / "handout.zip").read_bytes()


@pytest.fixture(scope="module")
def files(handout: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(handout)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


@pytest.fixture(scope="module")
def laptop(tmp_path_factory: pytest.TempPathFactory, handout: bytes) -> Path:
    """A folder with the handout unpacked, and an environment in .venv with the wheel, as the page says."""
    folder = tmp_path_factory.mktemp("laptop")
    with zipfile.ZipFile(io.BytesIO(handout)) as packed:
        packed.extractall(folder)
    programs = fresh_python(folder / ".venv")
    install = [programs / "python", "-m", "pip", "install", "--quiet", "--no-index", f"./{WHEEL}"]
    subprocess.run(install, cwd=folder, env=unmeasured(), check=True)
    return folder


def typed(laptop: Path, assignment: str, *command: str, before: tuple[str, ...] = ()) -> tuple[int, str]:
    """What a student types in the folder of an assignment, and what comes: the exit status, and the text."""
    path = f"{laptop / '.venv/bin'}{os.pathsep}{os.environ['PATH']}"
    environment = {**unmeasured(), "PATH": path, "COLUMNS": "120", "NO_COLOR": "1", "PYTHONUTF8": "1"}
    said = subprocess.run(
        [*before, *command], cwd=laptop / assignment, env=environment, capture_output=True, text=True, check=False
    )
    return said.returncode, said.stdout + said.stderr


def test_no_file_of_it_shows_a_secret(files):
    secrets = [secret for assignment in ASSIGNMENTS for secret in secrets_of(assignment)]
    assert len(secrets) > 1000
    assert leaks_in(unpacked(files), "handout", secrets) == []


def test_no_file_of_it_is_one_of_the_instructors(files):
    given = {name.partition("/")[2] for name in files if name.partition("/")[0] in {a.name for a in ASSIGNMENTS}}
    public = {"assignment.toml", "predictions.toml", *(name for name in given if name.startswith("checks/"))}
    secret = {
        content
        for folder in ("source", "solutions")
        for name, content in files_below(REPO / folder).items()
        if name.partition("/")[2] not in public
    }
    assert len(secret) > 500
    assert [name for name, content in unpacked(files).items() if content in secret] == []


def test_every_released_file_is_in_it(files):
    released = files_below(REPO / "assignments")
    assert {name: files[name] for name in released} == released
    assert files.keys() - released.keys() == {WHEEL, "START.html"}


def test_pip_installs_the_kit_that_was_handed_out(laptop, files):
    status, where = typed(laptop, ".", "python", "-P", "-c", "import autograder; print(autograder.__file__)")
    assert (status, laptop / ".venv" in Path(where.strip()).parents) == (0, True)
    assert Path(where.strip()).read_bytes() == unpacked(files)[f"{WHEEL}/autograder/__init__.py"]


def test_a_student_gets_verdicts_hints_and_a_zip(laptop):
    assert typed(laptop, "01_autograd", "autograder", "check")[0] == 1
    status, said = typed(laptop, "03_classifier", "autograder", "check")
    assert (status, "0 of 28 points so far." in said) == (1, True), said
    assert typed(laptop, "01_autograd", "autograder", "hint", "sigmoid")[1].startswith("hint 1 of 4")
    public = check_names(public_checks(find_assignment(REPO / "source", "01_autograd")))
    assert f"{len(public)} failed" in typed(laptop, "01_autograd", "python", "-m", "pytest", "-q")[1]
    status, said = typed(laptop, "01_autograd", "autograder", "submit")
    assert status == 0
    assert said.startswith("12 of 12 exercises are not written yet: ")
    assert said.endswith("Hand in this file: 01_autograd.zip\n")


def test_without_a_network_a_solution_passes(laptop):
    offline = ("unshare", "--net", "--map-root-user")
    require(probes.runs(*offline, "true"), "unshare and network namespaces")
    solved = laptop / "solved"
    for name in ("01_autograd", "02_neurons"):
        shutil.copytree(laptop / name, solved / name)
        for module in find_assignment(REPO / "source", name).files:
            shutil.copyfile(REPO / "solutions" / name / module, solved / name / module)
    status, said = typed(laptop, "solved/02_neurons", "autograder", "check", before=offline)
    assert (status, "All checks pass" in said) == (0, True), said


def test_what_the_installed_kit_hands_on_is_itself(laptop, files):
    code = "import sys; from autograder.release.wheel import kit_wheel; sys.stdout.buffer.write(kit_wheel()[1])"
    said = subprocess.run([laptop / ".venv/bin/python", "-P", "-c", code], capture_output=True, check=True)
    assert said.stdout == files[WHEEL]


def test_what_is_missing_is_told_with_the_wheel_to_install_it_from(laptop):
    code = "from autograder.errors import install_command; print(install_command('notebook'))"
    assert typed(laptop, ".", "python", "-P", "-c", code) == (0, f'pip install "{laptop / WHEEL}[notebook]"\n')


def test_a_plain_installation_asks_for_none_of_what_lessons_and_graders_need(laptop):
    said = typed(laptop, ".", "python", "-m", "pip", "show", "chainrule")[1]
    (needed,) = [line.partition(": ")[2].split(", ") for line in said.splitlines() if line.startswith("Requires: ")]
    assert sorted(needed) == ["msgspec", "numpy", "packaging", "pytest", "rich", "typer", "watchfiles"]
