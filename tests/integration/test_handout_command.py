"""The command `autograder handout`: what it writes, what it says, and what it leaves alone."""

from __future__ import annotations

import os
import sys
import zipfile
from pathlib import Path

import pytest
from helpers import autograder, release

from autograder.cli import main as command_line

pytestmark = pytest.mark.slow


@pytest.fixture
def built(course: Path) -> Path:
    release(course)
    return course


@pytest.mark.slow
def test_the_same_course_gives_the_same_bytes_anywhere_and_any_time(built, tmp_path):
    first = autograder("handout", cwd=built)
    assert (first.returncode, first.stdout) == (0, "Wrote handout.zip: 01_tiny.\n"), first.stderr
    for path in built.rglob("*"):
        os.utime(path, (1_900_000_000, 1_900_000_000))
    before = os.umask(0o077)
    try:
        second = autograder("handout", "--course", str(built), "--output", "again.zip", cwd=tmp_path)
    finally:
        os.umask(before)
    assert second.returncode == 0, second.stderr
    assert (tmp_path / "again.zip").read_bytes() == (built / "handout.zip").read_bytes()


def test_a_template_is_a_folder_with_the_same_assignments(built):
    assert autograder("handout", "--template", "01", cwd=built).returncode == 0
    assert (built / "handout/.github/workflows/classroom.yml").is_file()
    assert (built / "handout/01_tiny/tiny.py").read_bytes() == (built / "assignments/01_tiny/tiny.py").read_bytes()


def test_a_folder_that_holds_something_is_not_replaced(built):
    (built / "handout").mkdir()
    (built / "handout/mine.txt").write_text("mine")
    said = autograder("handout", "--template", cwd=built)
    assert (said.returncode, "--output FOLDER" in said.stderr) == (2, True)
    assert [path.name for path in (built / "handout").iterdir()] == ["mine.txt"]


def test_earlier_assignments_that_students_must_have_are_named(built):
    manifest = built / "source/02_more/assignment.toml"
    manifest.parent.mkdir()
    text = (built / "source/01_tiny/assignment.toml").read_text().replace('"tiny"', '"more"')
    checks = text.index("[exercises.double.checks]"), text.index("[exercises.area]")
    manifest.write_text(f'needs = ["01_tiny"]\n{text[: checks[0]]}{text[checks[1] :]}'.partition("[questions")[0])
    (manifest.parent / "more.py").write_bytes((built / "source/01_tiny/tiny.py").read_bytes())
    release(built)
    said = autograder("handout", "02", cwd=built)
    assert (said.returncode, said.stderr) == (0, "02_more builds on 01_tiny, which students must have beside it.\n")
    with zipfile.ZipFile(built / "handout.zip") as packed:
        assert not [name for name in packed.namelist() if name.startswith("01_tiny")]


def test_a_command_whose_packages_are_not_installed_says_what_to_install(built, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "wheel.wheelfile", None)
    monkeypatch.setattr("sys.argv", ["autograder", "handout", "--course", str(built)])
    with pytest.raises(SystemExit) as stopped:
        command_line.main()
    said = capsys.readouterr().err
    assert stopped.value.code == 2
    assert "wheel is not installed. Install it with: pip install" in said
    assert "[course]" in said
