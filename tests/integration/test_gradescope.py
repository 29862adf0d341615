"""The autograder zip, run where things lie as they do on Gradescope, with and without namespaces for its sandbox."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import probes
import pytest
from helpers import PATIENCE, REPO, TINY_COURSE, autograder
from skips import require

from autograder.course.manifest import find_assignment
from autograder.course.markers import solution_text
from autograder.platforms.gradescope.run import main
from autograder.sandbox.users import end_processes_of, fresh_user, within_reach

pytestmark = pytest.mark.slow
# What Docker leaves to root in a container: nothing with which to make namespaces.
DOCKER = ["CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"]
SOLUTION = solution_text((TINY_COURSE / "source/01_tiny/tiny.py").read_text(), "tiny.py")
HALF = SOLUTION.replace("self.height * self.width", "self.height + self.width")
SECRETS = ("rng.uniform", "agree(probe", "secret numbers", "four times the area", "twofold")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The zip that the command writes for the tiny course."""
    root = tmp_path_factory.mktemp("zipped") / "course"
    shutil.copytree(TINY_COURSE, root, ignore=shutil.ignore_patterns("__pycache__"))
    said = autograder("gradescope", "01", "--output", "tiny.zip", cwd=root)
    assert said.returncode == 0, said.stderr
    return root / "tiny.zip"


@pytest.fixture(scope="module")
def source(archive: Path) -> Path:
    """What Gradescope makes of the zip; not to be changed."""
    folder = archive.parent / "unzipped"
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(folder)
        for info in packed.infolist():
            (folder / info.filename).chmod(info.external_attr >> 16)
    return folder


@pytest.fixture(scope="module")
def container() -> None:
    """Only as root with bubblewrap, which lays a container out."""
    works = os.name == "posix" and os.geteuid() == 0 and probes.sandbox() and shutil.which("bwrap") is not None
    require(works, "root and a system bubblewrap")


def laid_out(tmp_path: Path, source: Path, submission: Mapping[str, str | bytes]) -> Path:
    """The folder that becomes /autograder."""
    home = tmp_path / "autograder"
    shutil.copytree(source, home / "source")
    for name in ("submission", "results"):
        (home / name).mkdir()
    for name, content in submission.items():
        (home / "submission" / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    (home / "submission_metadata.json").write_text('{"previous_submissions": []}')
    shutil.copy2(home / "source/run_autograder", home)
    return home


def ran(home: Path, capabilities: list[str]) -> tuple[dict[str, Any], str]:
    """What results.json says after run_autograder, and what it printed for instructors."""
    python = str(Path(os.path.realpath(sys.executable)).parents[1])
    command = ["bwrap", "--die-with-parent", "--unshare-pid", "--unshare-net", "--cap-drop", "ALL"]
    command += [part for name in capabilities for part in ("--cap-add", f"CAP_{name}" if name != "ALL" else name)]
    for folder in ("usr", "bin", "sbin", "lib", "lib64", "etc"):
        command += ["--ro-bind-try", f"/{folder}", f"/{folder}"]
    for folder in (*reversed(Path(python).parents[:-1]), "/opt"):
        command += ["--perms", "0755", "--dir", str(folder)]
    command += ["--ro-bind", python, python, "--ro-bind", sys.prefix, "/opt/chainrule"]
    command += ["--proc", "/proc", "--dev", "/dev", "--perms", "1777", "--tmpfs", "/tmp"]
    command += ["--bind", str(home), "/autograder", "--chdir", "/autograder", "/autograder/run_autograder"]
    said = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    path = home / "results" / "results.json"
    assert path.is_file(), said.stdout + said.stderr
    print(said.stdout, said.stderr)  # shown with a failure
    assert path.stat().st_mode & 0o777 == 0o644
    return json.loads(path.read_text()), said.stdout + said.stderr


def points(results: Mapping[str, Any]) -> list[float]:
    return [test["score"] for test in results["tests"]]


HOSTILE = f"""
import json, os
forged = json.dumps({{"score": 1000}})
found = []
for path in ("/autograder/source/course/source/01_tiny/checks/hidden/test_tiny.py", "/autograder/source/assignment",
             "/autograder/source/course/source/01_tiny/tiny.py", "/autograder/source/course/.autograder/secret"):
    try:
        found.append(open(path, "rb").read())
    except OSError:
        pass
for path in ("/autograder/results/results.json", "/autograder/source/course/source/01_tiny/checks/test_tiny.py",
             "/autograder/run_autograder", "/opt/chainrule/x", "/autograder/source/kit/autograder/grading/judge.py"):
    for attempt in (lambda: open(path, "w").write(forged), lambda: os.chmod(path, 0o777), lambda: os.unlink(path)):
        try:
            attempt()
            found.append(path)
        except OSError:
            pass
for regain in (lambda: os.setuid(0), lambda: os.setresuid(0, 0, 0), lambda: os.setgid(0)):
    try:
        regain()
        found.append("root")
    except OSError:
        pass
try:
    child = os.fork()
except OSError:  # as nobody may in here
    child = 1
if child == 0:
    os.setsid()
    import time
    time.sleep(2)
    try:
        open("/autograder/results/results.json", "w").write(forged)
    finally:
        os._exit(0)
{SOLUTION.replace("return twofold", "return 0 if found else twofold")}
"""


@pytest.mark.parametrize("capabilities", [["ALL"], DOCKER], ids=["sandbox", "own-user"])
def test_a_good_submission_earns_all_points(container, source, tmp_path, capabilities):
    results, said = ran(laid_out(tmp_path, source, {"tiny.py": SOLUTION}), capabilities)
    assert (results["score"], points(results)) == (5.0, [1.0, 2.0, 1.0, 1.0])
    layer = "bwrap" if capabilities == ["ALL"] else "own-user"
    assert layer in results["extra_data"]["isolation"]
    assert layer in said
    assert {"seccomp", "rlimits"} <= set(results["extra_data"]["isolation"])


def test_a_half_right_submission_in_a_zip_earns_half_and_reads_why(container, source, tmp_path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("tiny.py", HALF)
    results, _ = ran(laid_out(tmp_path, source, {"01_tiny.zip": packed.getvalue()}), DOCKER)
    assert results["score"] == 3.0
    failed = next(test for test in results["tests"] if test["name"].startswith("area: A rectangle"))
    assert ("returned  5" in failed["output"], failed["visibility"]) == (True, "visible")
    assert not [secret for secret in SECRETS if secret in json.dumps(results)]


def test_a_missing_file_is_named_and_earns_nothing(container, source, tmp_path):
    results, _ = ran(laid_out(tmp_path, source, {"notes.txt": "later"}), DOCKER)
    assert (results["score"], "tiny.py was not handed in" in results["output"]) == (0.0, True)


@pytest.mark.parametrize("capabilities", [["ALL"], DOCKER], ids=["sandbox", "own-user"])
def test_hostile_code_reaches_neither_the_checks_nor_the_grade(container, source, tmp_path, capabilities):
    home = laid_out(tmp_path, source, {"tiny.py": HOSTILE})
    before = (home / "run_autograder").read_bytes()
    results, _ = ran(home, capabilities)
    assert (results["score"], points(results)) == (
        5.0,
        [1.0, 2.0, 1.0, 1.0],
    )  # so it found nothing, and keeps what it earns
    assert (home / "run_autograder").read_bytes() == before


def test_a_user_of_its_own_is_kept_out_by_permissions_alone(container, source, tmp_path):
    """Where the kernel has no Landlock; and the attack works where nothing keeps it out."""
    home = laid_out(tmp_path, source, {"tiny.py": HOSTILE})
    landlock = home / "source/kit/autograder/sandbox/worker/landlock.py"
    asked = "    abi = landlock_abi()\n"
    assert asked in landlock.read_text()
    landlock.write_text(landlock.read_text().replace(asked, "    abi = 0\n"))
    results, said = ran(home, DOCKER)
    assert (results["score"], "landlock" in said) == (5.0, False)
    script = home / "run_autograder"
    script.write_text(script.read_text().replace("chmod 0700", "chmod 0755"))
    running = home / "source/kit/autograder/platforms/gradescope/run.py"
    running.write_text(running.read_text().replace("if open_paths:", "if False:"))
    assert points(ran(home, DOCKER)[0])[0] == 0.0


def test_no_grade_where_the_grade_could_be_reached(container, source, tmp_path):
    home = laid_out(tmp_path, source, {"tiny.py": SOLUTION})
    script = home / "run_autograder"
    script.write_text(script.read_text().replace("chmod 0700", "chmod 0711"))
    results, said = ran(home, DOCKER)
    assert not results.keys() & {"score", "tests"}
    assert "could reach /autograder/source" in said


@pytest.mark.parametrize("capabilities", [["CHOWN", "DAC_OVERRIDE", "FOWNER"]], ids=["no-setuid"])
def test_no_grade_where_neither_namespaces_nor_another_user_are_to_be_had(container, source, tmp_path, capabilities):
    results, said = ran(laid_out(tmp_path, source, {"tiny.py": SOLUTION}), capabilities)
    assert not results.keys() & {"score", "tests"}
    assert "no other user" in said


@pytest.mark.parametrize("damage", ["", "import nothing_of_this_name\n"], ids=["check", "judge"])
def test_a_fault_of_the_autograder_gives_no_score(container, source, tmp_path, damage):
    home = laid_out(tmp_path, source, {"tiny.py": SOLUTION})
    if damage:
        judge = home / "source/kit/autograder/grading/judge.py"
        judge.write_text(judge.read_text() + damage)
    else:
        (home / "source/course/source/01_tiny/checks/test_tiny.py").write_text("def test_double(: broken")
    results, said = ran(home, DOCKER)
    assert not results.keys() & {"score", "tests"}
    assert "no fault of yours" in results["output"]
    assert ("nothing_of_this_name" if damage else "test_tiny.py") in said


def test_the_zip_has_what_judging_needs_and_no_more(archive):
    with zipfile.ZipFile(archive) as packed:
        names = set(packed.namelist())
        modes = {info.filename: info.external_attr >> 16 & 0o777 for info in packed.infolist()}
    assert {"setup.sh", "run_autograder", "assignment", "requirements.txt", "kit/autograder/cli/main.py"} <= names
    assert modes["setup.sh"] == modes["run_autograder"] == 0o755
    assert {name for name in names if name.startswith("course/")} == {
        "course/.autograder/needs/01_tiny.json",
        "course/.autograder/secret",
        "course/course.toml",
        "course/source/01_tiny/assignment.toml",
        "course/source/01_tiny/tiny.py",
        "course/source/01_tiny/checks/test_tiny.py",
        "course/source/01_tiny/checks/hidden/test_tiny.py",
    }


def test_earlier_solutions_come_along(tmp_path):
    found = find_assignment(REPO / "source", "02")
    assert found.needs
    said = autograder("gradescope", "02", "--output", str(tmp_path / "two.zip"), "--course", str(REPO), cwd=tmp_path)
    assert said.returncode == 0, said.stderr
    with zipfile.ZipFile(tmp_path / "two.zip") as packed:
        names = packed.namelist()
    assert f"course/source/{found.needs[0]}/assignment.toml" in names
    assert not [name for name in names if name.startswith(f"course/source/{found.needs[0]}/checks")]


@pytest.mark.parametrize("script", ["setup.sh", "run_autograder"])
def test_scripts_are_valid_bash(source, script):
    subprocess.run(["bash", "-n", source / script], check=True)
    if linter := shutil.which("shellcheck"):
        subprocess.run([linter, source / script], check=True)


def test_the_judge_runs_outside_of_a_container_too(sandbox, source, tmp_path, capsys):
    home = laid_out(tmp_path, source, {"tiny.py": HALF})
    assert main(home) == 0
    assert json.loads((home / "results/results.json").read_text())["score"] == 3.0
    assert "bwrap" in capsys.readouterr().out
    (home / "source/course/source/01_tiny/assignment.toml").write_text("title = ")
    assert main(home) == 1
    assert "assignment.toml is not valid TOML" in capsys.readouterr().out


@pytest.mark.usefixtures("container")
def test_a_fresh_user_reaches_only_what_is_open_to_all(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    assert within_reach(fresh_user(), ["/usr", str(closed)]) == ["/usr"]


@pytest.mark.usefixtures("container")
def test_what_a_user_of_its_own_left_running_is_ended():
    user = fresh_user()
    with subprocess.Popen(["/bin/sleep", "60"], user=user, group=user, extra_groups=(), cwd="/") as process:
        end_processes_of(user)
        assert process.wait(timeout=PATIENCE) == -signal.SIGKILL
    end_processes_of(user)  # with nothing left, nothing happens
