"""`build` does again only what its source has changed, and `build --check` believes nothing on record."""

from __future__ import annotations

import io
import json
from pathlib import Path

import msgspec
import nbformat
import pytest
from helpers import TINY_COURSE
from rich.console import Console

from autograder.cli import build as building
from autograder.course.course import Course
from autograder.course.manifest import find_assignment
from autograder.errors import Problem
from autograder.release.lesson import notebook_bytes, teacher_notebook, without_outputs
from autograder.release.mutation.record import MUTANTS
from autograder.release.proof import Proof, proof_key, prove, record_of

RECORD = "solutions/01_tiny/proof.json"


def run(work, course: Path, matrix: bool = False) -> tuple[bool, str]:
    """Whether a build was fine, and what it said."""
    said = io.StringIO()
    fine = work(Course(course), "", True, matrix, Console(file=said, width=200))
    return fine, said.getvalue()


def with_an_output(notebook: bytes) -> bytes:
    """The notebook as if its code cells had run, and said something."""
    book = nbformat.reads(notebook.decode(), as_version=4)
    for cell in book.cells:
        if cell.cell_type == "code":
            cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text="ran")]
    return notebook_bytes(book)


@pytest.fixture(scope="module")
def sound() -> Proof:
    """A proof of the tiny course, by one process without a sandbox."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("autograder.release.proof.sandbox_works", lambda: False)
        return prove(find_assignment(TINY_COURSE / "source", "01"), jobs=1)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch, sound: Proof) -> list[str]:
    """Builds that take what they would prove and run from before; the list says what they would have done."""
    done: list[str] = []

    def proved(assignment, progress):
        done.append(f"proved {assignment.name}")
        return msgspec.structs.replace(sound, key=proof_key(assignment))

    def executed(assignment):
        done.append(f"ran {assignment.name}")
        return with_an_output(teacher_notebook(assignment))

    monkeypatch.setattr(building, "prove", proved)
    monkeypatch.setattr(building, "executed_notebook", executed)
    return done


def test_an_unchanged_source_is_neither_proved_nor_run_again(course, quick):
    run(building.build_course, course)
    fine, said = run(building.build_course, course)
    assert fine
    assert "as recorded for just this source" in said
    assert quick == ["proved 01_tiny", "ran 01_tiny"]


@pytest.mark.parametrize(
    ("name", "again"),
    [
        ("wrong/area_sum.py", ["proved 01_tiny"]),
        ("checks/hidden/test_tiny.py", ["proved 01_tiny"]),
        ("lesson.md", ["ran 01_tiny"]),
        ("tiny.py", ["proved 01_tiny", "ran 01_tiny"]),
    ],
)
def test_a_change_does_again_what_depends_on_it(course, quick, name, again):
    run(building.build_course, course)
    quick.clear()
    path = course / "source" / "01_tiny" / name
    path.write_text(path.read_text() + "\n")
    run(building.build_course, course)
    assert quick == again


def test_check_proves_anew_and_tells_of_a_forged_record(course, quick, monkeypatch):
    run(building.build_course, course)
    path = course / "source" / "01_tiny" / "wrong" / "area_sum.py"
    path.write_text(path.read_text().replace("area_by_hand, area_of_doubled_sides", "area_by_hand"))
    record = json.loads((course / RECORD).read_text())
    record["key"] = proof_key(find_assignment(course / "source", "01"))
    (course / RECORD).write_text(json.dumps(record))
    monkeypatch.setattr(building, "prove", prove)
    fine, said = run(building.check_course, course)
    assert not fine
    assert "fails area_of_doubled_sides too" in said


def test_a_record_that_says_something_else_than_the_proof_is_drift(course, quick):
    run(building.build_course, course)
    record = json.loads((course / RECORD).read_text())
    record["failed"]["wrong/area_sum.py"] = []
    (course / RECORD).write_text(json.dumps(record, indent=1) + "\n")
    fine, said = run(building.check_course, course)
    assert not fine
    assert "proof.json: not what the proof gives" in said


def test_what_noticed_mutants_stays_and_is_told_and_is_no_drift(course, quick):
    _, said = run(building.build_course, course)
    assert "mutants not tried since the solution or the checks changed" in said
    kept = course / "solutions/01_tiny" / MUTANTS
    kept.write_text("{}")
    run(building.build_course, course)
    assert kept.read_text() == "{}"
    assert "drift" not in run(building.check_course, course)[1]


@pytest.mark.parametrize("damage", ["", "{}", "not json", None])
def test_a_record_that_is_no_proof_is_drift(course, quick, damage):
    run(building.build_course, course)
    if damage is None:
        (course / RECORD).unlink()
    else:
        (course / RECORD).write_text(damage)
    fine, said = run(building.check_course, course)
    assert not fine
    assert "drift: 01_tiny/proof.json" in said


def test_a_changed_cell_of_the_executed_lesson_is_drift_and_a_changed_output_is_not(course, quick):
    run(building.build_course, course)
    path = course / "solutions/01_tiny/01_tiny.ipynb"
    book = json.loads(path.read_text())
    book["cells"][1]["outputs"] = [{"name": "stdout", "output_type": "stream", "text": "other"}]
    path.write_text(json.dumps(book))
    assert run(building.check_course, course)[0]
    book["cells"][0]["source"] = "# Other"
    path.write_text(json.dumps(book))
    assert not run(building.check_course, course)[0]


def test_a_lesson_whose_outputs_are_gone_is_drift_and_runs_again(course, quick):
    run(building.build_course, course)
    path = course / "solutions/01_tiny/01_tiny.ipynb"
    path.write_bytes(without_outputs(path.read_bytes()))
    fine, said = run(building.check_course, course)
    assert not fine
    assert "drift: 01_tiny/01_tiny.ipynb" in said
    quick.clear()
    run(building.build_course, course)
    assert quick == ["ran 01_tiny"]
    assert "ran" in path.read_text()


def test_matrix_shows_each_mistake_against_each_check(course, quick, sound):
    fine, said = run(building.build_course, course, matrix=True)
    assert fine
    assert "0 of 8 mistakes survive." in said
    row = next(line for line in said.splitlines() if line.startswith("area_sum"))
    assert row.count("x") == 2
    assert len(row.split()[1]) == len(sound.checks)


def test_a_missing_package_leaves_the_release_unproved_and_says_what_to_install(course, quick):
    path = course / "source" / "01_tiny" / "assignment.toml"
    path.write_text(path.read_text().replace("[limits]", 'packages = ["no_such_package"]\n\n[limits]', 1))
    assert "no_such_package" in path.read_text()
    fine, said = run(building.build_course, course)
    assert fine
    assert "no_such_package is not installed, so it is not proved" in said
    assert quick == []
    assert not (course / RECORD).exists()


def test_an_unproved_release_is_not_written(course, quick, sound, monkeypatch):
    monkeypatch.setattr(building, "prove", lambda *_: msgspec.structs.replace(sound, faults=("a mistake survives",)))
    with pytest.raises(Problem, match="not proved; nothing was written"):
        run(building.build_course, course)
    assert not (course / "solutions").exists()


def test_a_record_is_the_proof(course, quick, sound):
    run(building.build_course, course)
    assert (course / RECORD).read_bytes() == record_of(sound)
