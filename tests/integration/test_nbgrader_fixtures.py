"""What nbgrader's own tests assert of autograding holds in our courses, with the notebooks that nbgrader tests with.

The release here is nbgrader's `submitted-unchanged.ipynb` with its two test cells turned into our check cells: it has
locked cells, written answers in text and in code, and a cell for a solution. `HELD` says, for each of nbgrader's tests
in nbgrader/tests/apps/test_nbgrader_autograde.py, which test below asserts the same, or why it does not apply.
"""

from __future__ import annotations

import ast
import json
import shutil
from pathlib import Path
from typing import Any

import nbformat
import nbgrader.tests.apps
import pytest
from gradebooks import autograde, gradebook, hand_in, nbgrader_here, scores, stub, write
from nbgrader.api import MissingEntry
from nbgrader.utils import compute_checksum, is_grade, is_solution

from autograder.release.lesson import PLACE

pytestmark = [pytest.mark.slow, pytest.mark.nbgrader]
APPS = Path(nbgrader.tests.apps.__file__).parent
FILES = APPS / "files"
DUE = "2015-02-02 14:58:23.948203 America/Los_Angeles"
LATE = "2015-02-02 15:58:23.948203 America/Los_Angeles"
LATER = "2015-02-02 16:58:23.948203 America/Los_Angeles"
EARLY = "2015-02-01 14:58:23.948203 America/Los_Angeles"

AUTOTEST = "nbgrader would write tests from values of the teacher's solution; ours are written, and run by the judge"
RUNS = "test_no_notebook_is_run"
SKIPPED = "nbgrader skips it itself"
HELD = {
    "test_help": "the help is nbgrader's own",
    "test_missing_student": "test_a_student_nobody_entered_is_created_unless_that_is_forbidden",
    "test_missing_assignment": "test_an_assignment_that_is_missing_is_an_error",
    "test_grade": "test_scores_comments_and_what_waits_for_a_person",
    "test_grade_autotest": AUTOTEST,
    "test_grade_hashed_autotest": AUTOTEST,
    "test_grade_complex_autotest": AUTOTEST,
    "test_showtraceback_exploit": "test_scores_comments_and_what_waits_for_a_person",
    "test_student_id_exclude": "test_excluded_students_are_passed_over",
    "test_grade_timestamp": "test_timestamps_tell_who_is_late",
    "test_grade_empty_timestamp": "test_a_bad_timestamp_fails_one_student_and_an_empty_one_none",
    "test_late_submission_penalty_none": "test_timestamps_tell_who_is_late",
    "test_late_submission_penalty_zero": "test_a_late_penalty_is_taken_off_and_given_back_with_the_timestamp",
    "test_late_submission_penalty_plugin": "test_a_late_penalty_is_taken_off_and_given_back_with_the_timestamp",
    "test_force": "test_what_is_graded_is_skipped_unless_forced",
    "test_force_f": "test_what_is_graded_is_skipped_unless_forced",
    "test_filter_notebook": "test_a_notebook_can_be_graded_by_name",
    "test_grade_overwrite_files": "test_given_files_are_the_courses_and_modules_the_students",
    "test_grade_overwrite_files_subdirs": "test_given_files_are_the_courses_and_modules_the_students",
    "test_side_effects": RUNS,
    "test_skip_extra_notebooks": "test_notebooks_that_nobody_released_are_passed_over",
    "test_permissions": "test_permissions_are_set",
    "test_custom_permissions": "test_permissions_are_set",
    "test_force_single_notebook": "test_a_notebook_can_be_graded_by_name",
    "test_update_newer": "test_a_newer_hand_in_replaces_the_older",
    "test_update_newer_single_notebook": "test_a_newer_hand_in_replaces_the_older",
    "test_hidden_tests_single_notebook": "no notebook holds a hidden check; test_nbgrader_traps.py has the feedback",
    "test_hidden_tests_autotest": AUTOTEST,
    "test_handle_failure": "test_a_bad_timestamp_fails_one_student_and_an_empty_one_none",
    "test_handle_failure_single_notebook": "an assignment has one notebook, and any that is handed in can be read",
    "test_missing_source_kernelspec": RUNS,
    "test_incorrect_source_kernelspec": RUNS,
    "test_incorrect_submitted_kernelspec": RUNS,
    "test_no_execute": "test_without_execution_the_judge_judges_all_the_same",
    "test_many_students": SKIPPED,
    "test_infinite_loop": RUNS,
    "test_infinite_loop_with_output": SKIPPED,
    "test_missing_files": "test_a_hand_in_without_any_file_scores_nothing",
    "test_grade_missing_notebook": "test_a_hand_in_without_any_file_scores_nothing",
    "test_grade_with_validating_envvar": RUNS,
    "test_autograde_timeout": "limits are the judge's, in assignment.toml",
}
# Each of them would fail, hang, stop the batch or write a file with nbgrader's own configuration.
TROUBLE = (
    "infinite-loop",
    "open_relative_file",
    "side-effects",
    "test-v0-invalid",
    "test-v0",
    "test-v1",
    "test-with-output",
    "timeout",
    "too-new",
    "validating-environment-variable",
)


def fixture(name: str) -> dict[str, Any]:
    """One of nbgrader's notebooks, with its two test cells as the check cells of the tiny course."""
    book = json.loads((FILES / f"{name}.ipynb").read_text())
    for cell in book["cells"]:
        own = cell["metadata"].get("nbgrader", {})
        names = {"foo": ("check-double", 3), "bar": ("check-area", 2)}
        own["grade_id"], own["points"] = names.get(own.get("grade_id"), (own.get("grade_id"), own.get("points")))
        if own.get("grade_id") == "baz" and "".join(cell["source"]) == "YOUR ANSWER HERE":
            cell["source"] = PLACE
        cell["metadata"] = {"nbgrader": {k: v for k, v in own.items() if v is not None}} if own["grade_id"] else {}
    return book


@pytest.fixture(scope="module")
def base(nbgrader_course: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course with nbgrader's notebook as the release, and a due date."""
    root = tmp_path_factory.mktemp("base") / "course"
    shutil.copytree(nbgrader_course, root)
    write(root / ".autograder/gradebook/01_tiny/01_tiny.ipynb", fixture("submitted-unchanged"))
    assert nbgrader_here("generate_assignment", "01_tiny", "--force", cwd=root).returncode == 0
    assert nbgrader_here("db", "assignment", "add", "01_tiny", "--duedate", DUE, cwd=root).returncode == 0
    return root


@pytest.fixture(scope="module")
def course(base: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Hand-ins with nbgrader's notebooks, graded once; one of them fails."""
    root = tmp_path_factory.mktemp("graded") / "course"
    shutil.copytree(base, root)
    nothing = stub(root)
    hand_in(root, "foo", nothing, fixture("submitted-unchanged"))
    write(hand_in(root, "bar", None, fixture("submitted-changed")) / "timestamp.txt", LATE)
    write(hand_in(root, "early", None, fixture("submitted-changed")) / "timestamp.txt", EARLY)
    hand_in(root, "spam", nothing, fixture("submitted-cheat-attempt"))
    hand_in(root, "eggs", nothing, fixture("submitted-cheat-attempt-alternative"))
    hand_in(root, "locked", None, fixture("submitted-locked-cell-changed"))
    hand_in(root, "tests", nothing, fixture("submitted-grade-cell-changed"))
    hand_in(root, "unknown", None, renamed(fixture("submitted-changed")))
    hand_in(root, "kernel", None, {**fixture("submitted-changed"), "metadata": {"kernelspec": {"name": "blarg"}}})
    write(hand_in(root, "no-time", None, fixture("submitted-changed")) / "timestamp.txt", "")
    write(hand_in(root, "bad-time", None, fixture("submitted-changed")) / "timestamp.txt", "But I want to be a time :(")
    for name in TROUBLE:
        hand_in(root, name, None, (FILES / f"{name}.ipynb").read_bytes())
    folder = hand_in(root, "files", None, fixture("submitted-changed"))
    (folder / "checks").mkdir()
    for name in ("foo.txt", "blah.pyc", "checks/test_tiny.py", "01_tiny copy.ipynb"):
        write(folder / name, "changed")
    (root / "submitted/nothing/01_tiny").mkdir(parents=True)
    said = autograde(root)
    assert said.returncode == 1
    assert [line for line in said.log.splitlines() if "for student" in line] == [
        "[AutogradeApp | ERROR] There was an error processing assignment '01_tiny' for student 'bad-time'"
    ]
    return root


@pytest.fixture
def own(base: Path, course: Path, tmp_path: Path) -> Path:
    """The course with one student, whose result is judged already."""
    root = tmp_path / "course"
    shutil.copytree(base, root)
    shutil.copytree(course / "results", root / "results")
    shutil.copytree(course / "submitted/files", root / "submitted/files")
    return root


def renamed(book: dict[str, Any]) -> dict[str, Any]:
    """With cells that no release knows, and without those that it has."""
    for cell in book["cells"]:
        cell["metadata"]["nbgrader"]["grade_id"] += "-unknown"
    return book


def graded_cells(root: Path, student: str) -> list[Any]:
    return list(nbformat.read(root / "autograded" / student / "01_tiny/01_tiny.ipynb", as_version=4).cells)


def mode(path: Path) -> str:
    return oct(path.stat().st_mode)[-3:]


def test_every_test_of_nbgraders_is_answered_for():
    tree = ast.parse((APPS / "test_nbgrader_autograde.py").read_text())
    theirs = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name[:5] == "test_"}
    assert theirs == set(HELD)
    assert [
        where for where in HELD.values() if where.startswith("test_") and " " not in where and where not in globals()
    ] == []


def test_scores_comments_and_what_waits_for_a_person(course):
    expected = {"foo": (0, False), "bar": (5, True), "spam": (0, True), "eggs": (0, True)}
    with gradebook(course) as opened:
        for student, (score, waits) in expected.items():
            notebook = opened.find_submission_notebook("01_tiny", "01_tiny", student)
            assert (notebook.score, notebook.max_score, notebook.needs_manual_grade) == (score, 10, waits)
            said = [opened.find_comment(cell, "01_tiny", "01_tiny", student).comment for cell in ("baz", "quux")]
            assert said == ["No response." if not waits else None] * 2


def test_locked_and_test_cells_points_and_checksums_are_those_of_the_release(course):
    release = fixture("submitted-unchanged")["cells"]
    for student in ("locked", "tests", "spam", "unknown", "too-new", "test-v0"):
        for ours, theirs in zip(graded_cells(course, student), release, strict=True):
            assert ours.metadata.nbgrader.get("points") == theirs["metadata"]["nbgrader"].get("points")
            if not (is_solution(ours) and is_grade(ours)):
                assert ours.source == "".join(theirs["source"])
            if not is_solution(ours):
                assert ours.metadata.nbgrader.checksum == compute_checksum(ours)


def test_what_is_written_in_text_and_in_code_is_kept(course):
    answers = {cell.metadata.nbgrader.grade_id: cell.source for cell in graded_cells(course, "bar")}
    assert (answers["baz"], answers["quux"]) == ("An answer!", "# YOUR CODE HERE\nb = 2")


def test_unknown_cells_are_left_out_and_missing_ones_are_put_back(course):
    assert [cell.metadata.nbgrader.grade_id for cell in graded_cells(course, "unknown")] == [
        cell["metadata"]["nbgrader"]["grade_id"] for cell in fixture("submitted-unchanged")["cells"]
    ]
    assert scores(course)["unknown"] == 5


@pytest.mark.parametrize("student", [*TROUBLE, "kernel"])
def test_no_notebook_is_run(course, student):
    assert scores(course)[student] == 5
    assert not [*course.rglob("side-effect.txt")]


def test_timestamps_tell_who_is_late(course):
    with gradebook(course) as opened:
        late = {name: opened.find_submission("01_tiny", name).total_seconds_late for name in ("foo", "bar", "early")}
        penalty = opened.find_submission("01_tiny", "bar").notebooks[0].late_submission_penalty
    assert late == {"foo": 0, "bar": 3600, "early": 0}
    assert not penalty
    assert (course / "autograded/bar/01_tiny/timestamp.txt").read_text() == LATE


def test_a_bad_timestamp_fails_one_student_and_an_empty_one_none(course):
    assert not (course / "autograded/bad-time").joinpath("01_tiny").exists()
    assert scores(course)["no-time"] == 5
    assert len(scores(course)) == len([*(course / "autograded").glob("*/01_tiny")])


def test_a_hand_in_without_any_file_scores_nothing(course):
    with gradebook(course) as opened:
        notebook = opened.find_submission_notebook("01_tiny", "01_tiny", "nothing")
        assert (notebook.score, notebook.needs_manual_grade) == (0, False)


def test_given_files_are_the_courses_and_modules_the_students(course):
    folder, given = course / "autograded/files/01_tiny", course / "assignments/01_tiny"
    assert (folder / "checks/test_tiny.py").read_bytes() == (given / "checks/test_tiny.py").read_bytes()
    assert (folder / "tiny.py").read_bytes() == (course / "submitted/files/01_tiny/tiny.py").read_bytes()
    assert (folder / "foo.txt").read_text() == "changed"
    assert not (folder / "blah.pyc").exists()


def test_notebooks_that_nobody_released_are_passed_over(course):
    assert [path.name for path in (course / "autograded/files/01_tiny").glob("*.ipynb")] == ["01_tiny.ipynb"]


def test_a_student_nobody_entered_is_created_unless_that_is_forbidden(own):
    assert nbgrader_here("autograde", "01_tiny", "--Autograde.create_student=False", cwd=own).returncode == 1
    assert scores(own) == {}
    assert nbgrader_here("autograde", "01_tiny", cwd=own).returncode == 0
    assert scores(own) == {"files": 5}


def test_an_assignment_that_is_missing_is_an_error(own):
    assert nbgrader_here("autograde", "02_none", cwd=own).returncode == 1


def test_excluded_students_are_passed_over(own):
    shutil.copytree(own / "submitted/files", own / "submitted/other")
    said = nbgrader_here("autograde", "01_tiny", "--CourseDirectory.student_id_exclude=other,third", cwd=own)
    assert said.returncode == 0
    with gradebook(own) as opened, pytest.raises(MissingEntry):
        opened.find_submission("01_tiny", "other")


def test_what_is_graded_is_skipped_unless_forced(own):
    graded = own / "autograded/files/01_tiny/foo.txt"
    for options, is_there in (([], True), ([], False), (["--force"], True), (["-f"], True)):
        assert nbgrader_here("autograde", "01_tiny", *options, cwd=own).returncode == 0
        assert graded.exists() == is_there
        graded.unlink(missing_ok=True)


def test_a_notebook_can_be_graded_by_name(own):
    graded = own / "autograded/files/01_tiny/01_tiny.ipynb"
    for _ in range(2):
        assert nbgrader_here("autograde", "01_tiny", "--notebook", "01_tiny", cwd=own).returncode == 0
        graded.unlink()
    assert nbgrader_here("autograde", "01_tiny", cwd=own).returncode == 0
    assert not graded.exists()


def test_permissions_are_set(own, course):
    assert mode(course / "autograded/files/01_tiny/01_tiny.ipynb") == mode(course / "autograded/files/01_tiny/tiny.py")
    assert mode(course / "autograded/files/01_tiny/tiny.py") == "444"
    for option, expected in (("Autograde.permissions=644", "644"), ("CourseDirectory.groupshared=True", "664")):
        assert nbgrader_here("autograde", "01_tiny", "--force", f"--{option}", cwd=own).returncode == 0
        assert mode(own / "autograded/files/01_tiny/01_tiny.ipynb") == expected


def test_a_newer_hand_in_replaces_the_older(own):
    folder = own / "submitted/files/01_tiny"
    for module, when, score in ((None, LATE, 5), (stub(own), LATE, 5), (stub(own), LATER, 0)):
        write(hand_in(own, "files", module) / "timestamp.txt", when)
        assert nbgrader_here("autograde", "01_tiny", cwd=own).returncode == 0
        assert scores(own) == {"files": score}
    assert (own / "autograded/files/01_tiny/timestamp.txt").read_text() == (folder / "timestamp.txt").read_text()


def test_without_execution_the_judge_judges_all_the_same(own):
    hand_in(own, "files", notebook=fixture("submitted-grade-cell-changed"))
    assert nbgrader_here("autograde", "01_tiny", "--no-execute", cwd=own).returncode == 0
    assert scores(own) == {"files": 5}


def test_a_late_penalty_is_taken_off_and_given_back_with_the_timestamp(own):
    stamp = own / "submitted/files/01_tiny/timestamp.txt"
    plugin = "--AssignLatePenalties.plugin_class=nbgrader.plugins.LateSubmissionPlugin"
    zero = "--LateSubmissionPlugin.penalty_method=zero"
    for when, kept in ((LATE, 0), (DUE, 5)):
        write(stamp, when)
        assert nbgrader_here("autograde", "01_tiny", "--force", plugin, zero, cwd=own).returncode == 0
        with gradebook(own) as opened:
            submission = opened.find_submission("01_tiny", "files")
            assert submission.score - (submission.late_submission_penalty or 0) == kept


def test_a_score_given_by_hand_is_kept_and_shown_for_review(own):
    assert nbgrader_here("autograde", "01_tiny", cwd=own).returncode == 0
    with gradebook(own) as opened:
        for cell, score in (("baz", 1.5), ("check-area", 0.5)):
            opened.find_grade(cell, "01_tiny", "01_tiny", "files").manual_score = score
        opened.find_comment("baz", "01_tiny", "01_tiny", "files").manual_comment = "Say why."
        opened.db.commit()
    assert nbgrader_here("autograde", "01_tiny", "--force", cwd=own).returncode == 0
    assert scores(own) == {"files": 3 + 1.5 + 0.5}
    with gradebook(own) as opened:
        assert opened.find_grade("check-area", "01_tiny", "01_tiny", "files").needs_manual_grade
        assert opened.find_comment("baz", "01_tiny", "01_tiny", "files").comment == "Say why."
