"""A release holds exactly the files and the facts that students may have, and a lesson that nbgrader can grade."""

from __future__ import annotations

import tomllib
from pathlib import Path

import nbformat
import pytest
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.utils import is_grade, is_locked

from autograder.course.course import Course
from autograder.course.manifest import read_assignment
from autograder.course.markers import solution_text, stub_text
from autograder.course.scaffold import new_assignment
from autograder.errors import Problem
from autograder.files import write_tree
from autograder.release.build import build_release

STUDENTS, TEACHERS = "assignments/08_attention", "solutions/08_attention"
STRAYS = (
    "notes.md",
    "answers.py",
    "attention.py.bak",
    ".env",
    "08_attention.ipynb",
    "checks/conftest.py",
    "checks/data.json",
    "checks/hidden/data.json",
    "hidden/test_attention.py",
    "wrong/notes.md",
    "__pycache__/attention.cpython-311.pyc",
)
OWN = """
[exercises.mean_absolute_error.checks]
mean_absolute_error_by_hand = { points = 2, seconds = 1 }
mean_absolute_error_agrees = { points = 30 }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A new assignment's folder."""
    return new_assignment(tmp_path / "source", "08_attention")


def built(folder: Path, where: str = STUDENTS) -> dict[str, bytes]:
    """The files of a release of the assignment in `folder`."""
    return dict(build_release(Course(folder.parents[1]), read_assignment(folder))[where])


def problem_of(folder: Path) -> str:
    """What stops the build."""
    with pytest.raises(Problem) as caught:
        built(folder)
    return str(caught.value)


def add(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def lesson(folder: Path) -> nbformat.NotebookNode:
    return nbformat.reads(built(folder)["08_attention.ipynb"].decode(), as_version=4)


def check_cell(folder: Path) -> nbformat.NotebookNode:
    """The one graded cell of the lesson."""
    (cell,) = [cell for cell in lesson(folder).cells if is_grade(cell)]
    return cell


def test_students_get_exactly_these_files(folder):
    for name in STRAYS:
        add(folder / name, "stray\n")
    assert set(built(folder)) == {
        "assignment.toml",
        "attention.py",
        "08_attention.ipynb",
        "checks/test_attention.py",
    }


def test_teachers_get_exactly_the_modules_and_the_lesson(folder):
    for name in STRAYS:
        add(folder / name, "stray\n")
    assert set(built(folder, TEACHERS)) == {"attention.py", "08_attention.ipynb"}


def test_students_get_the_stub(folder):
    source = (folder / "attention.py").read_text(encoding="utf-8")
    assert built(folder)["attention.py"].decode() == stub_text(source, "attention.py")


def test_teachers_get_the_solution(folder):
    source = (folder / "attention.py").read_text(encoding="utf-8")
    assert built(folder, TEACHERS)["attention.py"].decode() == solution_text(source, "attention.py")


def test_public_checks_are_released_as_they_are(folder):
    assert built(folder)["checks/test_attention.py"] == (folder / "checks/test_attention.py").read_bytes()


def test_no_hidden_check_is_named_in_a_release(folder):
    add(folder / "assignment.toml", OWN)
    assert not [name for name, content in built(folder).items() if b"mean_absolute_error_agrees" in content]


def test_no_mistake_is_named_in_a_release(folder):
    names = [path.stem.encode() for path in (folder / "wrong").glob("*.py")]
    assert not [name for name, content in built(folder).items() if any(stem in content for stem in names)]


def test_the_manifest_of_a_release_has_the_options_of_public_checks_alone(folder):
    add(folder / "assignment.toml", OWN)
    table = tomllib.loads(built(folder)["assignment.toml"].decode())
    assert table["exercises"]["mean_absolute_error"]["checks"] == {
        "mean_absolute_error_by_hand": {"points": 2.0, "seconds": 1.0}
    }


def test_the_manifest_of_a_release_leaves_out_what_the_author_noted(folder):
    add(folder / "assignment.toml", "# the answer is a mean\n")
    assert b"answer" not in built(folder)["assignment.toml"]


def test_a_release_reads_as_the_assignment_that_it_was_built_from(folder, tmp_path):
    assignment = read_assignment(folder)
    write_tree(tmp_path / STUDENTS, built(folder))
    released = read_assignment(tmp_path / STUDENTS)
    assert (released.exercises, released.limits, released.modules) == (
        assignment.exercises,
        assignment.limits,
        assignment.modules,
    )


def test_a_release_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "assignments").write_text("a file where the folder belongs")
    with pytest.raises(Problem, match=r"assignments/01_tiny could not be written: .*make the folder writable"):
        write_tree(tmp_path / "assignments/01_tiny", {"tiny.py": b""})


def test_an_assignment_without_lesson_has_no_notebook(folder):
    (folder / "lesson.md").unlink()
    assert "08_attention.ipynb" not in built(folder)


def test_the_lesson_is_a_valid_notebook(folder):
    nbformat.validate(lesson(folder))


def test_the_cells_of_the_lesson_keep_their_kind_and_order(folder):
    assert [(cell.cell_type, cell.source.splitlines()[0]) for cell in lesson(folder).cells] == [
        ("markdown", "# A first exercise"),
        ("code", "%load_ext autoreload"),
        ("code", 'check("mean_absolute_error")'),
    ]


def test_the_lesson_is_the_same_bytes_each_time(folder):
    assert built(folder)["08_attention.ipynb"] == built(folder)["08_attention.ipynb"]


def test_every_cell_of_the_lesson_has_an_id_of_its_own(folder):
    ids = [cell.id for cell in lesson(folder).cells]
    assert len(set(ids)) == len(ids)


def test_the_metadata_of_the_lesson_s_author_stays_behind(folder):
    change(folder / "lesson.md", "```python\n%load", '```python tags=["remember"] author="me"\n%load')
    change(folder / "lesson.md", "jupyter:\n", "jupyter:\n  note: me\n")
    book = lesson(folder)
    assert (sorted(book.metadata), book.cells[1].metadata) == (["kernelspec", "language_info"], {})


def test_nbgrader_accepts_the_metadata_of_the_lesson(folder):
    MetadataValidator().validate_nb(lesson(folder))


def test_a_check_cell_is_graded_by_the_name_of_its_exercise(folder):
    assert check_cell(folder).metadata["nbgrader"]["grade_id"] == "check-mean_absolute_error"


def test_a_check_cell_cannot_be_edited(folder):
    assert is_locked(check_cell(folder))


def test_a_check_cell_is_worth_its_checks_public_and_hidden(folder):
    add(folder / "assignment.toml", OWN)
    assert check_cell(folder).metadata["nbgrader"]["points"] == 32.0


def test_a_check_written_with_other_quotes_is_graded_too(folder):
    change(folder / "lesson.md", '"mean_absolute_error"', "'mean_absolute_error'")
    assert is_grade(check_cell(folder))


def test_a_check_in_the_text_is_not_graded(folder):
    change(folder / "lesson.md", '```python\ncheck("mean_absolute_error")\n```', 'check("mean_absolute_error")')
    assert "no cell holds check('mean_absolute_error')" in problem_of(folder)


def test_a_check_of_no_exercise_is_a_problem_that_names_lesson_and_check(folder):
    change(folder / "lesson.md", '"mean_absolute_error"', '"mean_absolut_error"')
    assert "lesson.md: check('mean_absolut_error') names no exercise" in problem_of(folder)


def test_two_cells_with_the_same_check_are_a_problem(folder):
    add(folder / "lesson.md", '\n```python\ncheck("mean_absolute_error")\n```\n')
    assert "lesson.md: two cells hold check('mean_absolute_error')" in problem_of(folder)


def test_a_region_in_a_function_that_no_exercise_lists_is_a_problem_with_file_and_line(folder):
    add(folder / "attention.py", "\n\ndef f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION\n")
    line = (folder / "attention.py").read_text().splitlines().index("def f():") + 2
    assert f"attention.py, line {line}: the solution region is in f, which no exercise lists" in problem_of(folder)


def test_a_stub_without_region_is_a_problem_that_names_both(folder):
    change(folder / "assignment.toml", 'stubs = ["', 'stubs = ["mean_squared_error", "')
    assert "the stub mean_squared_error of mean_absolute_error has no solution region" in problem_of(folder)


def test_a_stub_of_two_exercises_is_a_problem_that_names_them(folder):
    add(folder / "assignment.toml", '\n[exercises.mae]\ntitle = "M"\nstubs = ["mean_absolute_error"]\nhints = []\n')
    assert "mean_absolute_error is a stub of mean_absolute_error and of mae" in problem_of(folder)


def test_a_module_that_is_not_there_is_a_problem_that_names_it(folder):
    (folder / "attention.py").unlink()
    assert "attention.py is missing; assignment.toml lists the module 'attention'" in problem_of(folder)


def test_a_misspelt_marker_is_a_problem_with_file_and_line(folder):
    change(folder / "attention.py", "### BEGIN SOLUTION", "## BEGIN SOLUTION")
    line = (folder / "attention.py").read_text().splitlines().index("    ## BEGIN SOLUTION") + 1
    assert f"attention.py, line {line}: '## BEGIN SOLUTION' is not a marker" in problem_of(folder)


def test_points_for_a_check_there_is_not_are_refused(folder):
    add(folder / "assignment.toml", OWN.replace("error_agrees", "error_agreees"))
    assert "no check 'mean_absolute_error_agreees'" in problem_of(folder)
