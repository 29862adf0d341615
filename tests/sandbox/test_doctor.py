"""`autograder doctor` tells what a machine has; where nothing can be confined, `grade` says so and judges nothing."""

from __future__ import annotations

import ast
import json
import os
import platform
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import probes
import pytest
from helpers import REPO, RIGHT, TINY_COURSE, autograder
from other_users import USER, as_user, opened
from skips import require

from autograder.sandbox.confined import SandboxLauncher
from autograder.sandbox.doctor.machine import refusal
from autograder.sandbox.doctor.self_attack import CALLS, VARIABLE, Report, self_attack
from autograder.sandbox.layers import LAYERS
from autograder.sandbox.users import NOBODY, become
from autograder.sandbox.worker.call_numbers import numbers_of
from autograder.sandbox.worker.limits import check_process_limit

COMMAND = str(Path(sys.executable).with_name("autograder"))
QUOTED = shlex.quote(COMMAND)
AS_ONLY_USER = ["unshare", "--user", "--map-root-user", "sh", "-ec"]
FORBID = "echo 0 > /proc/sys/user/max_user_namespaces\n"


def attacked(layers: frozenset[str], **settings: Any) -> Report:
    launcher = SandboxLauncher(layers=layers, **settings)
    try:
        return self_attack(launcher)
    finally:
        launcher.stop()


@pytest.mark.usefixtures("sandbox")
def test_a_machine_with_a_working_sandbox_is_well(tmp_path):
    ended = autograder("doctor", "--json", cwd=tmp_path)
    diagnosis = json.loads(ended.stdout)
    assert (ended.returncode, diagnosis["isolates"], diagnosis["reason"]) == (0, True, "")
    assert len(diagnosis["trials"]) == 34
    assert all(trial["stopped"] for trial in diagnosis["trials"])
    assert all(finding["there"] or finding["remedy"] for finding in diagnosis["findings"])


def refused_without_a_sandbox() -> set[str]:
    """What this machine's kernel, or the container around it, refuses by itself to whoever has no powers."""
    asked = "import json, sys\nfrom autograder.sandbox.doctor import attacks\n"
    asked += "print([name for name, call in json.loads(sys.argv[1]) if not getattr(attacks, name)(call)])"
    calls = [(attack, numbers_of(platform.machine())[call]) for attack, call in CALLS.items()]
    command = ["unshare", "--user", sys.executable, "-c", asked, json.dumps(calls)]
    ended = subprocess.run(command, cwd=REPO, capture_output=True, text=True, check=True)
    return {name.replace("_", " ") for name in ast.literal_eval(ended.stdout)}


@pytest.mark.slow
@pytest.mark.usefixtures("sandbox")
@pytest.mark.parametrize(
    ("layers", "stopped"),
    [
        ({"user"}, {"mount a file system", "wait for ever"}),
        (
            {"bwrap", "user", "mount"},
            {"read a file", "write a file", "leave a mark on a device", "signal a neighbour", "wait for ever"},
        ),
    ],
    ids=["user", "mount"],
)
def test_every_attack_of_the_doctors_succeeds_where_its_layers_are_off_and_is_told(layers, stopped, monkeypatch):
    monkeypatch.setenv(VARIABLE, "in the instructor's shell")
    trials = attacked(frozenset(layers), environment=os.environ).trials
    assert {trial.attack for trial in trials if trial.stopped} == stopped | refused_without_a_sandbox()


@pytest.fixture
def handed_in(course: Path) -> Path:
    """The tiny course with one submission, and a result of an earlier run."""
    _hand_in(course)
    (course / "results/01_tiny").mkdir(parents=True)
    (course / "results/01_tiny/ada.json").write_text("earlier")
    return course


def _hand_in(course: Path) -> None:
    folder = course / "submitted/ada/01_tiny"
    folder.mkdir(parents=True)
    (folder / "tiny.py").write_text(RIGHT)


def in_namespace(course: Path, script: str) -> subprocess.CompletedProcess[str]:
    require(probes.user_namespaces(), "unshare and user namespaces")
    environment = {**os.environ, "COLUMNS": "300"}
    command = [*AS_ONLY_USER, script]
    return subprocess.run(command, cwd=course, capture_output=True, text=True, env=environment, check=False)


@pytest.mark.usefixtures("sandbox")
def test_where_namespaces_are_forbidden_nothing_is_graded_and_the_reason_is_told(handed_in):
    ended = in_namespace(handed_in, f"{FORBID}exec {QUOTED} grade 01")
    assert ended.returncode == 2
    assert "The sandbox cannot start on this machine" in ended.stderr
    assert "autograder doctor" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert (handed_in / "results/01_tiny/ada.json").read_text() == "earlier"


@pytest.mark.usefixtures("sandbox")
def test_where_namespaces_are_forbidden_the_doctor_names_the_switch(handed_in):
    ended = in_namespace(handed_in, f"{FORBID}exec {QUOTED} doctor")
    assert ended.returncode == 1
    assert "user.max_user_namespaces=" in ended.stdout
    assert "cannot isolate" in ended.stdout


COVERED = 'exec unshare --mount sh -ec \'mount -t tmpfs covered /proc/fs; exec "$0" "$@"\' '


@pytest.mark.usefixtures("sandbox")
def test_where_proc_is_covered_as_in_a_container_nothing_is_graded_and_the_doctor_says_what_to_do(handed_in):
    diagnosed = in_namespace(handed_in, f"{COVERED} {QUOTED} doctor --json")
    findings = {finding["part"]: finding for finding in json.loads(diagnosed.stdout)["findings"]}
    assert (diagnosed.returncode, findings["user namespace"]["there"]) == (1, True)
    assert not findings["fresh /proc"]["there"]
    assert "--security-opt systempaths=unconfined" in findings["fresh /proc"]["remedy"]
    ended = in_namespace(handed_in, f"{COVERED} {QUOTED} grade 01")
    assert (ended.returncode, "Traceback" in ended.stderr) == (2, False)
    assert (handed_in / "results/01_tiny/ada.json").read_text() == "earlier"


EXEMPT = "the kernel exempts root from the limit on processes, so grade as an ordinary user"


@pytest.fixture
def root() -> None:
    """Only as root."""
    if os.getuid():
        pytest.skip("only root is exempt from limits")


@pytest.mark.usefixtures("sandbox", "root")
def test_root_of_a_container_without_other_users_is_refused_by_both_for_the_same_reason(handed_in):
    ended = in_namespace(handed_in, f"exec {QUOTED} grade 01")
    assert (ended.returncode, EXEMPT in ended.stderr, "Traceback" in ended.stderr) == (2, True, False)
    assert (handed_in / "results/01_tiny/ada.json").read_text() == "earlier"
    diagnosed = in_namespace(handed_in, f"exec {QUOTED} doctor --json")
    assert (diagnosed.returncode, EXEMPT in json.loads(diagnosed.stdout)["reason"]) == (1, True)


@pytest.mark.usefixtures("root")
def test_only_root_is_told_that_no_limit_on_processes_binds_it():
    def as_nobody() -> None:
        become(NOBODY)
        check_process_limit()

    assert refusal(check_process_limit) == EXEMPT
    assert refusal(as_nobody) == ""


@pytest.fixture
def users_course() -> Iterator[Path]:
    """The tiny course in a folder of an ordinary user's, who can run this interpreter."""
    if os.getuid():
        pytest.skip("this is an ordinary user, so the other tests show it")
    readable = ["test", "-x", sys.executable, "-a", "-r", str(REPO / "autograder/__init__.py")]
    if subprocess.run(as_user(*readable), check=False).returncode:
        pytest.skip("needs a kit that an ordinary user can read")
    with tempfile.TemporaryDirectory(prefix="chainrule-user-", dir="/tmp") as folder:
        root = Path(folder) / "course"
        shutil.copytree(TINY_COURSE, root, ignore=shutil.ignore_patterns("__pycache__"))
        _hand_in(root)
        for path in (Path(folder), *Path(folder).rglob("*")):
            os.chown(path, USER, USER)
        yield root


@pytest.mark.usefixtures("sandbox")
def test_an_ordinary_user_grades_in_the_same_layers(users_course):
    ended = subprocess.run(
        as_user(COMMAND, "grade", "01"), cwd=users_course, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    result = json.loads((users_course / "results/01_tiny/ada.json").read_bytes())
    assert (result["score"], set(result["isolation"]) >= LAYERS - {"landlock"}) == (5.0, True)


LIMITED_ROOTS = {
    "powers-of-a-container": opened("setpriv", "--bounding-set", "-sys_admin"),
    "user-outside": as_user("unshare", "--user", "--map-root-user"),
}


@pytest.mark.slow
@pytest.mark.usefixtures("sandbox")
@pytest.mark.parametrize("start", LIMITED_ROOTS.values(), ids=LIMITED_ROOTS)
def test_root_of_a_container_grades_where_submissions_can_be_limited(users_course, start):
    ended = subprocess.run(
        [*start, COMMAND, "grade", "01"], cwd=users_course, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    result = json.loads((users_course / "results/01_tiny/ada.json").read_bytes())
    assert (result["score"], set(result["isolation"]) >= LAYERS - {"landlock"}) == (5.0, True)


@pytest.mark.skipif(os.name == "nt", reason="the client is a shell script")
def test_a_docker_client_without_its_engine_is_told(tmp_path):
    client = tmp_path / "docker"
    client.write_text("#!/bin/sh\necho 'Cannot connect to the Docker daemon.' >&2\nexit 1\n")
    client.chmod(0o755)
    ended = subprocess.run(
        [sys.executable, REPO / "tests/robustness/container.py"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "neither a docker whose engine runs, nor root's podman" in ended.stdout
