"""The kit's own wheel: whole, valid, always the same, and never of a pyproject.toml that has moved on."""

from __future__ import annotations

import importlib.metadata
import os
from pathlib import Path

import pytest
from helpers import REPO
from wheel.wheelfile import WheelFile

from autograder.errors import Problem
from autograder.files import files_below
from autograder.release import wheel as module
from autograder.release.wheel import kit_wheel, require_current

INSTALLED = importlib.metadata.distribution("chainrule")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    name, content = kit_wheel()
    path = tmp_path_factory.mktemp("wheel") / name
    path.write_bytes(content)
    return path


def test_it_holds_the_whole_package_and_what_the_installation_says_of_it(wheel):
    about = {"METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE"}
    with WheelFile(wheel) as opened:
        names = set(opened.namelist())
        assert opened.read("autograder/release/wheel.py") == (REPO / "autograder/release/wheel.py").read_bytes()
    package = {f"autograder/{name}" for name in files_below(REPO / "autograder")}
    assert names == package | {f"chainrule-{INSTALLED.version}.dist-info/{name}" for name in about}


def test_its_record_has_the_right_hash_of_every_file(wheel):
    with WheelFile(wheel) as opened:
        for name in opened.namelist():
            opened.read(name)  # raises if the hash is another one, or missing


def test_a_readme_that_has_changed_since_the_installation_changes_nothing(wheel):
    with WheelFile(wheel) as opened:
        about = opened.read(f"chainrule-{INSTALLED.version}.dist-info/METADATA").decode()
    assert about.startswith("Metadata-Version: ")
    assert "Requires-Dist: numpy" in about
    assert "For instructors" not in about


def test_neither_the_time_nor_the_person_changes_a_byte(wheel, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1900000000")
    before = os.umask(0o077)
    try:
        assert kit_wheel() == (wheel.name, wheel.read_bytes())
    finally:
        os.umask(before)


def test_a_kit_whose_pyproject_has_not_changed_is_current():
    require_current(INSTALLED, REPO / "pyproject.toml")


def test_a_kit_that_lies_apart_from_its_source_is_current(tmp_path):
    require_current(INSTALLED, tmp_path / "pyproject.toml")


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('version = "', 'version = "9', "version"),
        ('requires-python = ">=3.11"', 'requires-python = ">=3.12"', "requires-python"),
        ('  "rich>', '  "humanize>=4",\n  "rich>', "dependencies"),
        ("pytest>=8.2", "pytest>=8.3", "dependencies"),
        ('torch = ["torch>=2.4"]', 'torch = ["torch>=2.9"]', "dependencies"),
        ("platform_machine == 'x86_64'", "platform_machine == 'aarch64'", "dependencies"),
        ('"chainrule[grading]",\n', "", "dependencies"),
        ('pytest11]\nautograder = "', 'pytest11]\nchecks = "', "entry points"),
        ("autograder.cli.main:main", "autograder.cli.main:app", "entry points"),
    ],
)
def test_a_kit_whose_pyproject_has_changed_is_refused(tmp_path, old, new, field):
    text = (REPO / "pyproject.toml").read_text()
    assert old in text
    changed = tmp_path / "pyproject.toml"
    changed.write_text(text.replace(old, new, 1))
    with pytest.raises(Problem, match=rf"pyproject\.toml has changed \({field}\).* pip install .*\[course\]"):
        require_current(INSTALLED, changed)


def test_no_wheel_is_made_of_a_kit_that_is_not_current(monkeypatch):
    def refuse(installed: importlib.metadata.Distribution, pyproject: Path) -> None:
        assert (installed.name, pyproject) == ("chainrule", REPO / "pyproject.toml")
        raise Problem("Install the kit again.")

    monkeypatch.setattr(module, "require_current", refuse)
    with pytest.raises(Problem, match="Install the kit again"):
        kit_wheel()
