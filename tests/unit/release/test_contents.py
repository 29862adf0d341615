"""A release holds exactly the files and the facts that students may have."""

from __future__ import annotations

import tomllib

from scaffolded import OWN, STUDENTS, TEACHERS, add, built, change, problem_of

from autograder.course.manifest import read_assignment
from autograder.course.markers import solution_text, stub_text
from autograder.files import write_tree

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


def test_students_get_the_questions_for_paper(folder):
    add(folder / "predictions.toml", "[[slope]]\n")
    assert built(folder)["predictions.toml"] == b"[[slope]]\n"
    assert "predictions.toml" not in built(folder, TEACHERS)


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


def test_an_assignment_without_lesson_has_no_notebook(folder):
    (folder / "lesson.md").unlink()
    assert "08_attention.ipynb" not in built(folder)


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


def manifest(folder) -> dict:
    return tomllib.loads(built(folder)["assignment.toml"].decode())


def test_the_manifest_of_a_release_says_nothing_of_what_there_is_not(folder):
    table = manifest(folder)
    assert not table.keys() & {"questions", "warm_up"}
    (exercise,) = table["exercises"].values()
    assert not exercise.keys() & {"extra", "checks"}
    assert all(value is not None for value in table["limits"].values())


def test_hidden_checks_are_told_by_the_sum_of_their_points_without_extra_credit(folder):
    assert manifest(folder)["hidden_points"] > 0
    add(folder / "assignment.toml", OWN)
    assert manifest(folder)["hidden_points"] == 30.0
    change(folder / "assignment.toml", "mean_absolute_error_agrees = { points = 30 }", "")
    change(
        folder / "assignment.toml",
        "[exercises.mean_absolute_error]\n",
        "[exercises.mean_absolute_error]\nextra = true\n",
    )
    table = manifest(folder)
    assert "hidden_points" not in table
    assert table["exercises"]["mean_absolute_error"]["extra"] is True


def test_a_hint_of_several_lines_can_be_read_in_the_file(folder):
    text = (folder / "assignment.toml").read_text()
    start, _, rest = text.partition("hints = [")
    (folder / "assignment.toml").write_text(f'{start}hints = [\n"""One.\nTwo.""",\n{rest}')
    assert "One.\nTwo." in built(folder)["assignment.toml"].decode()
