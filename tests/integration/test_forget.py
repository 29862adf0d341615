"""`autograder forget` leaves neither name nor code of a student in a course with a gradebook."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from gradebooks import autograde
from helpers import commands_in
from nbgrader.api import Gradebook

pytestmark = pytest.mark.slow

CODE = "def double(x):\n    secret_of_mine = x * 2\n    return secret_of_mine\n"
COMMENT = "Well done, dear Okafor"


def files_with(root: Path, *words: str) -> list[str]:
    found = []
    for path in root.rglob("*"):
        content = f"{path.relative_to(root)}\n".encode() + (path.read_bytes() if path.is_file() else b"")
        found += [f"{path}: {word}" for word in words if word.encode() in content]
    return found


def test_neither_name_nor_code_of_a_student_is_left(nbgrader_course, tmp_path):
    course = tmp_path / "course"
    shutil.copytree(nbgrader_course, course)
    said = commands_in(course)
    (tmp_path / "roster.csv").write_text(
        "student,name,email\nokafor1,Ada Okafor,okafor@uni.edu\nben,Ben Ito,ben@uni.edu\n"
    )
    said("roster", "import", str(tmp_path / "roster.csv"))
    for student, code in (("okafor1", CODE), ("ben", "def double(x):\n    return 2 * x\n")):
        (tmp_path / "pile" / student).mkdir(parents=True)
        (tmp_path / "pile" / student / "tiny.py").write_text(code)
    said("collect", "01", str(tmp_path / "pile"))
    (tmp_path / "pile/okafor1/tiny.py").write_text(CODE + "# again\n")
    said("collect", "01", str(tmp_path / "pile"))
    said("grade", "01", "--sandbox", "none")
    said("feedback", "01", "--no-pictures")
    said("report", "01")
    assert autograde(course).returncode == 0
    with Gradebook(f"sqlite:///{course}/gradebook.db", course.name) as gradebook:
        submission = gradebook.find_submission("01_tiny", "okafor1")
        submission.notebooks[0].grades[0].manual_score = 1.0
        gradebook.find_student("okafor1").last_name = COMMENT
        gradebook.db.commit()
    words = ("okafor", "Okafor", "secret_of_mine", COMMENT)
    before = files_with(course, *words)
    assert any("gradebook.db" in each for each in before)

    dry = said("forget", "okafor1", "--dry-run").stdout
    assert files_with(course, *words) == before
    told = said("forget", "okafor1").stdout
    assert told == dry.replace("Would remove", "Removed")
    assert "the gradebook's student okafor1 with 1 submission\n" in told
    assert files_with(course, *words) == []
    assert "ben" in said("export", "01").stdout
    assert "holds nothing of okafor1" in said("forget", "okafor1", status=2).stderr
    for place in (".attempts", "../results", "", "."):
        assert "is no student" in said("forget", place, status=2).stderr
    assert "Did you mean ben?" in said("forget", "bem", status=2).stderr
