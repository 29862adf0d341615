"""The pytest plugin: plain `pytest` in an assignment's folder, and checks that cannot work."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from helpers import PATIENCE, RIGHT, autograder, judged, message, release, statuses

from autograder.checks.bench import Bench
from autograder.course.manifest import find_assignment
from autograder.errors import ProbeError
from autograder.sandbox.plain import PlainLauncher


@pytest.fixture
def released(course: Path) -> Path:
    """The folder that a student gets."""
    release(course)
    return course / "assignments" / "01_tiny"


UNINSTALLED = ["-pno:anyio", "-pno:hypothesispytest", "-pno:xdist"]  # what students do not have, and is slow to load


def run_pytest(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *UNINSTALLED, *arguments]
    environment = {**os.environ, "COLUMNS": "120", "NO_COLOR": "1"}
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, env=environment, timeout=PATIENCE, check=False
    )


def solve(folder: Path, wrong: bool = False) -> None:
    text = (folder / "tiny.py").read_text()
    for answer in ("return 3 * x" if wrong else "return 2 * x", "return self.height * self.width"):
        text = text.replace("raise NotImplementedError()", answer, 1)
    (folder / "tiny.py").write_text(text)


@pytest.mark.parametrize("state", ["stub", "wrong", "solved"])
def test_plain_pytest_and_check_agree(released, state):
    if state != "stub":
        solve(released, wrong=state == "wrong")
    said = autograder("check", "--json", cwd=released)
    verdicts = {check["name"]: check["status"] == "passed" for check in json.loads(said.stdout)["checks"]}
    report = run_pytest(released, "-rA", "-q")
    passed = {name: f"PASSED checks/test_tiny.py::test_{name}" in report.stdout for name in verdicts}
    assert passed == verdicts
    assert report.returncode == said.returncode == (0 if state == "solved" else 1)


def test_pytest_shows_the_message_in_place_of_a_traceback(released):
    solve(released, wrong=True)
    said = run_pytest(released).stdout
    assert "double of 3 is 6." in said
    assert "returned  9" in said
    assert "plugin.py" not in said
    assert "def test_double" not in said


def test_untouched_stubs_are_told_as_not_attempted(released):
    said = run_pytest(released, "-v").stdout
    assert said.count("NOT ATTEMPTED") >= 2
    assert "tiny.py, line 12: `double` is not written yet." in said


def test_students_files_cannot_shadow_what_the_checks_import(released):
    solve(released)
    for name in ("numpy.py", "random.py", "json.py", "autograder.py"):
        (released / name).write_text("raise SystemExit('shadowed')")
    assert autograder("check", cwd=released).returncode == 0


@pytest.mark.parametrize(
    ("check", "complaint"),
    [
        ("def test_double_free(student):\n    '''It is so.'''\n    y = 1\n    def probe(tiny) -> float:\n"
         "        return y\n    student(probe)\n", "uses y from outside itself"),
        ("import os\ndef test_double_global(student):\n    '''It is so.'''\n    def probe(tiny) -> str:\n"
         "        return os.name\n    student(probe)\n", "uses os from outside itself"),
        ("def test_double_bare(student):\n    pass\n", "give it a docstring"),
        ("def test_unheard_of(student):\n    '''It is so.'''\n", "a check is named test_<exercise>"),
        ("def test_double_hidden(student, agree):\n    '''It is so.'''\n", "only checks in checks/hidden/"),
        ("def test_double_agrees(student):\n    '''It is so.'''\n", "names of checks are unique"),
    ],
    ids=["free-variable", "global", "docstring", "exercise", "fixture", "twin"],
)  # fmt: skip
def test_a_check_that_cannot_work_is_an_error_at_collection(course, check, complaint):
    path = course / "source" / "01_tiny" / "checks" / "test_tiny.py"
    path.write_text(path.read_text() + "\n" + check)
    report = run_pytest(course / "source" / "01_tiny", "--import-mode=importlib")
    assert report.returncode == 4
    assert complaint in report.stderr
    assert "test_tiny.py" in report.stderr


def test_a_probe_without_a_return_type_is_told_at_its_line(course):
    path = course / "source" / "01_tiny" / "checks" / "test_tiny.py"
    path.write_text(path.read_text().replace("def probe(tiny, x) -> float:", "def probe(tiny, x):"))
    report = run_pytest(course / "source" / "01_tiny", "--import-mode=importlib", "checks/test_tiny.py")
    assert "test_tiny.py, line 9: say what the probe 'probe' returns" in report.stdout


def test_the_plugin_leaves_other_tests_alone(tmp_path):
    (tmp_path / "test_other.py").write_text("def test_it():\n    assert 1 + 1 == 3\n")
    report = run_pytest(tmp_path)
    assert "assert (1 + 1) == 3" in report.stdout


def test_a_call_with_too_few_arguments_names_what_the_probe_takes(course, tiny):
    bench = Bench(tiny, PlainLauncher(), {})

    def probe(tiny, x, y) -> float:
        return tiny.double(x + y)

    with pytest.raises(ProbeError, match="'probe' got 1 arguments; besides modules it takes: x, y"):
        bench.probe(probe, 1)


ONCE = """import pytest

used = []


@pytest.fixture
def once():
    used.append(1)
    assert len(used) == 1, "no more"


def test_area_once(once, student):
    '''It can be set up once.'''

    def probe(tiny) -> float:
        return 1.0

    assert student(probe) == 1.0
"""


def test_a_check_that_cannot_be_set_up_is_not_judged_by_what_the_submission_before_it_did(course):
    (course / "source/01_tiny/checks/test_once.py").write_text(ONCE)
    results = judged(find_assignment(course / "source", "01"), {"ada": RIGHT, "bob": RIGHT})
    assert statuses(results["ada"])["area_once"] == "passed"
    assert statuses(results["bob"])["area_once"] == "ungraded"
    assert "checks/test_once.py, line 9: AssertionError: no more" in message(results["bob"], "area_once")


DRAWN = """

def test_double_drawn(student, rng):
    '''double is right for a number that nobody knows beforehand.'''

    def probe(tiny, x) -> float:
        return tiny.double(x)

    z = float(rng.uniform(1.0, 2.0))
    assert student(probe, z) == approx(2.0 * z)
"""


def test_a_public_check_draws_anew_for_each_hand_in_and_always_the_same_on_a_students_machine(course):
    path = course / "source" / "01_tiny" / "checks" / "test_tiny.py"
    path.write_text(path.read_text() + DRAWN)
    wrong = RIGHT.replace("x + x", "3 * x")
    results = judged(find_assignment(course / "source", "01"), {"ada": wrong, "bob": wrong + "# mine\n", "cem": RIGHT})
    assert statuses(results["cem"])["double_drawn"] == "passed"
    assert message(results["ada"], "double_drawn") != message(results["bob"], "double_drawn")
    release(course)
    folder = course / "assignments" / "01_tiny"
    solve(folder, wrong=True)
    first, second = (json.loads(autograder("check", "--json", cwd=folder).stdout)["checks"] for _ in range(2))
    told = [check["message"] for check in first if check["name"] == "double_drawn"]
    assert told == [check["message"] for check in second if check["name"] == "double_drawn"]
    assert "x = 1." in told[0]
