"""Who works together is known of a class export before anything of it is stored."""

from __future__ import annotations

import shutil
from pathlib import Path

from helpers import TINY_COURSE

from autograder.cli.groups import Together
from autograder.course.course import Course
from autograder.intake.identity import PLAIN, Person


def test_a_name_that_a_student_chose_is_no_members_id(tmp_path: Path):
    course = tmp_path / "course"
    shutil.copytree(TINY_COURSE, course)
    (course / "groups.csv").write_text("group,name,sis_id\nTeam,Ada Okafor,S1\nTeam,Ben Ito,S2\n")
    together = Together(Course(course), Course(course).assignment("01"))
    ada = Person("moodle", "11", "Ada Okafor")
    assert together({"Ada_Okafor": ada, "S2": Person("moodle", "12", "S2")}).members == {
        "Team": ("Ada_Okafor", "Ben_Ito")
    }
    assert together({"Ada_Okafor": ada, "S2": Person(PLAIN, "S2", "S2")}).members == {"Team": ("Ada_Okafor", "S2")}
