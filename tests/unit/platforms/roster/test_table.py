"""A roster says who is who, and a file that is none is named."""

from __future__ import annotations

import pytest
from made_grades import ASSIGNMENT, grade, parsed

from autograder.errors import Problem
from autograder.platforms.moodle import export_moodle
from autograder.platforms.roster.table import read_roster


def test_people_of_one_name_are_not_mixed_up(tmp_path):
    path = tmp_path / "roster.csv"
    path.write_text("name,username\nLi Na,li1\nLi Na,li2\n")
    exported = export_moodle(ASSIGNMENT, [grade("Li_Na"), grade("li2", 1.0)], read_roster(path))
    assert [row[2] for row in parsed(exported.text)[1:]] == ["1"]
    assert exported.notes == ("Li_Na could be 2 people of the roster, so the grade is left out.",)


@pytest.mark.parametrize("content", [b"", b"points,notes\n1,2\n", b"student\n\xff\n", b'student\n"' + b"x" * 140_000])
def test_a_file_that_is_no_roster_is_named(tmp_path, content):
    path = tmp_path / "roster.csv"
    path.write_bytes(content)
    with pytest.raises(Problem, match=r"roster\.csv .*roster"):
        read_roster(path)
