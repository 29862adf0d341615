"""Who works together, as Canvas, Moodle and a table of one's own say it."""

from __future__ import annotations

import pytest
from made_groups import CANVAS, MOODLE, lines_of

from autograder.errors import Problem
from autograder.platforms.roster.groups import course_groups, write_groups


def test_of_several_groupings_one_is_to_be_named(tmp_path):
    text = MOODLE + "Labs,Lab A,Ada,Okafor,ada@uni.edu\n"
    with pytest.raises(Problem, match=r"several groupings; name one with --grouping: Project, Labs"):
        lines_of(tmp_path, text)
    assert [line.group for line in lines_of(tmp_path, text, grouping="Labs")] == ["Lab A"]


def test_what_is_kept_is_read_again_as_it_was(tmp_path):
    lines = lines_of(tmp_path, CANVAS)
    write_groups(tmp_path, lines)
    assert course_groups(tmp_path) == lines
    assert course_groups(tmp_path / "elsewhere") == []


def test_a_table_without_groups_is_named(tmp_path):
    with pytest.raises(Problem, match=r"export\.csv says of nobody in which group: it needs a column group"):
        lines_of(tmp_path, "student\nada\n")
