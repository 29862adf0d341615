"""A roster is imported once; then every table, page and export says real names, and who is missing."""

from __future__ import annotations

import pytest
from helpers import autograder

from autograder.platforms.nbgrader.people import first_and_last
from autograder.platforms.roster.table import Member

pytestmark = pytest.mark.slow

TINY = "def double(x):\n    return x * 2\n"
CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section\n    Points Possible,,,,\n"
    '"Okafor, Ada",101,S1,ada,1\n"Ross, Bob",102,S2,bob,1\n"Kaya, Cem",103,S3,cem,1\n"Student, Test",9,,8f3a,1\n'
)
MOODLE = "First name,Last name,ID number,Email address\nAda,Okafor,S1,ada@uni.edu\nBob,Ross,S2,bob@uni.edu\n"


def test_a_roster_that_was_imported_once_names_everybody_from_then_on(course, tmp_path):
    def said(*words: str, status: int = 0):
        ended = autograder(*words, cwd=course)
        assert ended.returncode == status, ended.stderr
        return ended

    for name, text in (("canvas.csv", CANVAS), ("moodle.csv", MOODLE)):
        (tmp_path / name).write_text(text)
    assert "roster import" in said("roster", "missing", "01", status=2).stderr
    first = said("roster", "import", str(tmp_path / "canvas.csv")).stdout
    assert "3 new: Ada Okafor, Bob Ross, Cem Kaya\n1 left out, being no students: Test Student of Canvas\n" in first
    again = said("roster", "import", str(tmp_path / "moodle.csv")).stdout
    assert "2 told more about: Ada Okafor, Bob Ross" in again
    assert "1 not in it: Cem Kaya" in again

    for student in ("okaforada_101_9_tiny.py", "cemm_kaya/tiny.py"):
        (tmp_path / "pile" / student).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "pile" / student).write_text(TINY)
    said("course", "init")
    ended = said("collect", "01", str(tmp_path / "pile"))
    taken = ended.stderr
    assert "Ada Okafor" in ended.stdout
    assert "Nothing of 2 for 01_tiny: Bob Ross, Cem Kaya." in taken
    assert "cemm_kaya is not in the roster. Is it Cem Kaya?" in taken
    assert "Nothing of 2" in said("roster", "missing", "01").stdout

    assert "Ada Okafor" in said("grade", "01", "--sandbox", "none").stdout
    rows = said("export", "01", status=1).stdout.splitlines()
    assert [row.split(",")[0] for row in rows] == ["student", "cemm_kaya", "okaforada_101", "", ""]
    assert rows[2].endswith(",Ada Okafor,graded")
    assert rows[3].endswith(",Bob Ross,nothing handed in")
    canvas = said("export", "01", "--format", "canvas", status=1)
    assert "Ada Okafor,101,S1,ada,1," in canvas.stdout
    assert "cemm_kaya is not in the roster" in canvas.stderr
    said("report", "01")
    page = (course / "report/01_tiny.html").read_text()
    assert "Ada Okafor" in page
    assert "Nothing was handed in by 2: Bob Ross, Cem Kaya." in page

    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course}/gradebook.db", course.name) as gradebook:
        ada = gradebook.find_student("okaforada_101")
        assert (ada.first_name, ada.last_name, ada.email) == ("Ada", "Okafor", "ada@uni.edu")


@pytest.mark.parametrize(
    ("name", "parts"),
    [("Ada Okafor", ("Ada", "Okafor")), ("Okafor, Ada B.", ("Ada B.", "Okafor")), ("Ada", ("", "Ada")), ("", ("", ""))],
)
def test_a_name_has_the_two_parts_that_nbgrader_asks_for(name, parts):
    assert first_and_last(Member(name=name)) == parts
