"""Setting up writes what nbgrader reads, registers each assignment, and stops before it writes where it cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("nbgrader")

from gradebooks import gradebook
from helpers import release
from traitlets.config import Config

from autograder.course.course import Course
from autograder.errors import Problem
from autograder.platforms.nbgrader import setup
from autograder.platforms.nbgrader.setup import CONFIG, GUARD, course_directory, init_course

NAME = "01_tiny"
LATE = 'timezone = "UTC"\nlate = { per_day = 0.1 }\ndue = { 01_tiny = 2026-10-19T12:00:00 }\n'


@pytest.fixture
def new(course: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The tiny course, built, of which nbgrader does not know yet."""
    monkeypatch.setattr("nbgrader.api.get_alembic_version", lambda: "not asked")  # which starts a process
    release(course)
    return course


def test_a_course_is_set_up_with_its_cells_points_and_dates(new, monkeypatch):
    entered: list[Course] = []
    monkeypatch.setattr(setup, "enter_names", entered.append)
    (new / "course.toml").write_text(LATE)
    assert init_course(Course(new)) == [NAME]
    assert (new / GUARD).read_text().count("nbgrader.kernels.NoKernel") == 1
    config = (new / CONFIG).read_text()
    assert '\nc.CourseDirectory.course_id = "course"\n# c.CourseDirectory.db_url = ' in config
    with gradebook(new) as opened:
        found = opened.find_assignment(NAME)
        (notebook,) = found.notebooks
        assert {cell.name: cell.max_score for cell in notebook.grade_cells} == {
            "check-double": 3.0,
            "check-area": 2.0,
            "question-twice": 3.0,
        }
        assert str(found.duedate) == "2026-10-19 12:00:00"
    source = new / ".autograder/gradebook" / NAME
    assert (source / "tiny.py").read_bytes() == (new / "assignments" / NAME / "tiny.py").read_bytes()
    assert [each.root for each in entered] == [new]


def test_what_was_released_stays_as_it_is(new):
    before = {path: path.read_bytes() for path in (new / "assignments").rglob("*.*")}
    init_course(Course(new))
    assert {path: path.read_bytes() for path in (new / "assignments").rglob("*.*")} == before


def test_another_database_is_written_into_the_configuration_and_used(new, tmp_path):
    url = f"sqlite:///{tmp_path / 'other.db'}"
    init_course(Course(new), url)
    assert f'c.CourseDirectory.db_url = "{url}"' in (new / CONFIG).read_text()
    assert (tmp_path / "other.db").is_file()
    assert not (new / "gradebook.db").exists()


@pytest.mark.parametrize("url", ["sqlite:////nowhere/at/all/x.db", "postgresql://user:pw@host/course", "course"])
def test_a_database_that_cannot_be_used_leaves_nothing_behind(new, url):
    with pytest.raises(Problem):
        init_course(Course(new), url)
    assert not (new / CONFIG).exists()
    assert not (new / GUARD).exists()


def test_a_configuration_that_is_there_is_kept_and_a_database_beside_it_is_refused(root):
    before = (root / CONFIG).read_text()
    (root / GUARD).unlink()
    with pytest.raises(Problem, match="is there already"):
        init_course(Course(root), "sqlite:///other.db")
    assert not (root / GUARD).exists()
    assert init_course(Course(root)) == [NAME]
    assert (root / CONFIG).read_text() == before
    assert (root / GUARD).exists()


def test_a_configuration_whose_database_cannot_be_opened_is_a_problem(root):
    (root / CONFIG).write_text("c = get_config()\nc.CourseDirectory.db_url = 'sqlite:////nowhere/at/all/x.db'\n")
    with pytest.raises(Problem, match="cannot be opened"):
        init_course(Course(root))


@pytest.mark.parametrize("file", ["course.toml", "source/01_tiny/assignment.toml"])
def test_a_course_that_cannot_be_read_is_a_problem_before_anything_is_written(course, file):
    (course / file).write_text("title = [\n")
    with pytest.raises(Problem):
        init_course(Course(course))
    assert [path.name for path in course.iterdir() if path.name not in ("source", "course.toml")] == []


def test_the_folders_are_those_of_the_courses_own_configuration_wherever_it_is_asked(root, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    (root / CONFIG).write_text(f"{(root / CONFIG).read_text()}c.CourseDirectory.submitted_directory = 'received'\n")
    found = course_directory(Course(root))
    assert (found.root, found.submitted_directory) == (str(root), "received")
    assert found.source_directory == ".autograder/gradebook"
    assert found.release_directory == ".autograder/gradebook-release", "and not assignments/, which is right already"
    assert isinstance(found.config, Config)


@pytest.mark.parametrize(
    "mistake", ["c.x = ", "d.x = 1", "c = get_config().x.y(1)", "import nosuchmodule", "1 + 'a'", "int('a')"]
)
def test_a_configuration_with_an_error_is_named(root, mistake):
    (root / CONFIG).write_text(f"{mistake}\n")
    with pytest.raises(Problem, match=f"{CONFIG} has an error"):
        course_directory(Course(root))


def test_a_setting_that_nbgrader_does_not_take_is_named(root):
    (root / CONFIG).write_text("c = get_config()\nc.CourseDirectory.db_url = 3\n")
    with pytest.raises(Problem, match=f"{CONFIG} has an error"):
        course_directory(Course(root))
