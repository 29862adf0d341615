"""A release is built whole, with what its proof gives, or not at all."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from scaffolded import STUDENTS, TEACHERS, add, built, change, problem_of

from autograder.checks.diagnosis import DIAGNOSES, Diagnoses, Known
from autograder.course.course import PROOF, Course
from autograder.course.scaffold import new_assignment
from autograder.errors import Problem
from autograder.files import write_tree
from autograder.grading.keys import check_keys
from autograder.release.build import build_release, refuse_leaks
from autograder.release.causes import CAUSES
from autograder.release.drift import leaks_on_disk, release_drift
from autograder.release.lesson import teacher_notebook
from autograder.release.mutation.record import MUTANTS
from autograder.release.proof import Proof, proof_key, record_of

SECRET = "distances = np.abs(y - y_hat)"
KNOWN = Known("is a mistake", "mean_absolute_error", {"mean_absolute_error_by_hand": "1"})


@pytest.fixture
def course(folder: Path) -> Course:
    """A course of one new assignment, released but without a proof."""
    course = Course(folder.parents[1])
    for where, files in build_release(course, course.assignment("08")).items():
        write_tree(course.root / where, dict(files))
    return course


def proved(course: Course) -> Proof:
    """A proof of the source as it is, on record."""
    assignment = course.assignment("08")
    proof = Proof(
        assignment.name, proof_key(assignment), (), {}, diagnoses=Diagnoses((KNOWN,)), sources=check_keys(assignment)
    )
    (course.root / TEACHERS / PROOF).write_bytes(record_of(proof))
    return proof


def ran(course: Course) -> bytes:
    """The lesson as if it had run, on record."""
    assignment = course.assignment("08")
    lesson = msgspec.json.decode(teacher_notebook(assignment))
    for cell in lesson["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = [{"name": "stdout", "output_type": "stream", "text": ["1"]}]
    content = msgspec.json.encode(lesson)
    (course.root / TEACHERS / assignment.notebook).write_bytes(content)
    return content


def drift(course: Course) -> list[str]:
    return list(release_drift(course, course.assignment("08")))


def test_what_a_proof_adds_is_there_as_long_as_it_is_of_this_source(course):
    folder = course.source / "08_attention"
    assert not {CAUSES, DIAGNOSES} & built(folder).keys()
    proved(course)
    assert {CAUSES, DIAGNOSES} <= built(folder).keys()
    assert b"is a mistake" in built(folder)[DIAGNOSES]
    add(folder / "checks/test_attention.py", "\n# changed\n")
    assert not {CAUSES, DIAGNOSES} & built(folder).keys()


def test_a_release_that_shows_a_secret_of_any_assignment_is_refused_with_each_place(folder):
    add(folder / "checks/test_attention.py", f"\n\ndef f(y, y_hat):\n    {SECRET}\n    y = 1\n    {SECRET}\n")
    said = problem_of(folder)
    assert "The release would give away" in said
    assert said.count(f"{STUDENTS}/checks/test_attention.py, line") == 2
    course = Course(folder.parents[1])
    refuse_leaks(course, {"elsewhere": {"x.py": b"y = 1\n"}})
    with pytest.raises(Problem, match=r"elsewhere/x\.py, line 1"):
        refuse_leaks(course, {"fine": {}, "elsewhere": {"x.py": f"{SECRET}\n".encode()}})


def test_what_a_later_assignment_alone_keeps_secret_no_release_may_show(folder):
    new_assignment(folder.parent, "07_before")
    sentence = "mean_absolute_error of nothing but this."
    hidden = f'\n\ndef test_mean_absolute_error_of_this(student):\n    """{sentence}"""\n'
    add(folder / "checks/hidden/test_attention.py", hidden)
    with pytest.raises(Problem, match=r"07_before/x\.py, line 1"):
        refuse_leaks(Course(folder.parents[1]), {"07_before": {"x.py": f"# {sentence}\n".encode()}})


def test_what_the_source_lists_wrongly_is_refused(folder):
    change(folder / "assignment.toml", 'stubs = ["', 'stubs = ["nothing", "')
    assert "the stub nothing of mean_absolute_error has no solution region" in problem_of(folder)


def test_a_release_that_was_written_with_proof_and_lesson_has_not_drifted(course):
    assert (
        drift(course)
        == [
            "08_attention/proof.json: missing",
            "08_attention/08_attention.ipynb, line 5: not as in the source",
        ]
        or len(drift(course)) == 2
    )
    proved(course)
    write_tree(course.root / STUDENTS, built(course.source / "08_attention"))
    ran(course)
    assert drift(course) == []
    (course.root / TEACHERS / MUTANTS).write_text("a record of mutants")
    assert drift(course) == []


# Without its proof nothing says which checks fail together.
LOST = [f"08_attention/{name}: not from the source" for name in (CAUSES, DIAGNOSES)]


@pytest.mark.parametrize(
    ("place", "told"),
    [
        (f"{STUDENTS}/attention.py", "08_attention/attention.py, line 1: not as in the source"),
        (f"{TEACHERS}/attention.py", "08_attention/attention.py, line 1: not as in the source"),
        (f"{TEACHERS}/{PROOF}", "08_attention/proof.json, line 1: not as in the source"),
        (f"{TEACHERS}/08_attention.ipynb", "08_attention/08_attention.ipynb, line 1: not as in the source"),
        (f"{TEACHERS}/notes.md", "08_attention/notes.md: not from the source"),
    ],
)
def test_each_file_that_is_not_as_its_source_gives_it_has_drifted(course, place, told):
    proved(course)
    write_tree(course.root / STUDENTS, built(course.source / "08_attention"))
    ran(course)
    path = course.root / place
    path.write_text("{}\n" if place.endswith("ipynb") else "changed\n")
    assert drift(course) == ([*LOST, told] if place.endswith(PROOF) else [told])


def test_an_assignment_without_a_lesson_drifts_by_nothing_but_its_proof(course):
    (course.source / "08_attention/lesson.md").unlink()
    for where in (STUDENTS, TEACHERS):
        (course.root / where / "08_attention.ipynb").unlink()
    assert drift(course) == ["08_attention/proof.json: missing"]


def test_a_secret_that_lies_in_a_release_is_found_wherever_it_came_from(course):
    leaks_on_disk(course)
    for name in ("__pycache__/x.py", ".ipynb_checkpoints/x.ipynb"):
        add(course.root / STUDENTS / name, f"{SECRET}\n")
    leaks_on_disk(course)
    add(course.root / "assignments/01_gone/deep/notes.txt", f"\n{SECRET}\n")
    with pytest.raises(Problem, match=r"assignments/01_gone/deep/notes\.txt, line 2"):
        leaks_on_disk(course)
