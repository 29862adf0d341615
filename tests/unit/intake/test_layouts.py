"""A pile whose students cannot be told apart stops with what to do; none of them becomes one student."""

from __future__ import annotations

import pytest
from class_exports import CODE, modules_of, take

from autograder.errors import Problem

BLACKBOARD = {f"HW_{who}_attempt_2026-10-18-10-00-00_engine.py": CODE for who in ("ada", "bob")}
BRIGHTSPACE = {
    "397063-2557369 - Ada Lovelace - Oct 18, 2026 926 AM/engine.py": CODE,
    "397063-2557369 - Ada Lovelace - Oct 19, 2026 926 PM/engine.py": CODE,
    "index.html": b"",
}
GRADESCOPE = {
    "assignment_4711_export/submission_metadata.yml": b"",
    "assignment_4711_export/submission_7001/engine.py": CODE,
}


def test_a_loose_file_beside_the_students_makes_them_no_one_student(tmp_path):
    files = ("ada/engine.py", "bob/src/engine.py", "cyd/01_autograd/engine.py")
    export = {"export/roster.csv": b"", **{f"export/{file}": file.encode() for file in files}}
    receipts = take(tmp_path, export)
    assert set(receipts) == {"", "ada", "bob", "cyd"}
    assert modules_of(tmp_path) == {f"{file.partition('/')[0]}/01_autograd/engine.py": file.encode() for file in files}


@pytest.mark.parametrize("beside", [{}, {"README.txt": b""}])
def test_a_loose_file_beside_the_folder_around_them_does_not_either(tmp_path, beside):
    receipts = take(tmp_path, {"submissions/ada/engine.py": CODE, "submissions/bob/engine.py": CODE, **beside})
    assert {"ada", "bob"} <= set(receipts)


@pytest.mark.parametrize("inside", ["a/engine.py b/engine.py", "a.zip b.zip", "a/deep/engine.py b/01_autograd.ipynb"])
def test_one_folder_with_several_that_could_be_students_stops_with_what_to_do(tmp_path, inside):
    with pytest.raises(Problem, match=r"several in it could be students: a.*collect what is in alice.*keep one of"):
        take(tmp_path, {f"alice/{name}": CODE for name in inside.split()})
    assert not (tmp_path / "submitted").exists()


def test_one_students_folder_is_one_student(tmp_path):
    receipts = take(tmp_path, {"alice/work/engine.py": CODE, "alice/notes/README.md": b""})
    assert set(receipts) == {"alice"}


@pytest.mark.parametrize(
    ("platform", "export"), [("Blackboard", BLACKBOARD), ("Brightspace", BRIGHTSPACE), ("Gradescope", GRADESCOPE)]
)
def test_a_layout_that_is_not_read_is_refused_by_its_name(tmp_path, platform, export):
    with pytest.raises(Problem, match=rf"looks like an export from {platform}, which is not read yet\. Make a folder"):
        take(tmp_path, export)
    assert not (tmp_path / "submitted").exists()


def test_one_student_whose_files_are_named_so_stops_nobody(tmp_path):
    forged = {"eve_7_1_x_attempt_2026-10-18-10-00-00_y.py": b"", "submission_1/engine.py": CODE}
    assert {"ada", "submission_1"} <= set(take(tmp_path, {**forged, "ada/engine.py": CODE, "bob/engine.py": CODE}))
