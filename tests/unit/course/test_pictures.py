"""pictures.py says what feedback draws; an assignment without one has no pictures."""

from __future__ import annotations

import sys

import pytest
from helpers import REPO
from made_pictures import PICTURES

from autograder.course.course import Course
from autograder.course.pictures import pictures_of
from autograder.errors import Problem
from autograder.records import Assignment


def test_pictures_come_in_order_with_their_captions_and_data():
    graph, training = PICTURES
    assert (graph.kind, graph.caption, graph.data) == ("graph", "The graph of a a.", None)
    assert (training.kind, training.caption) == ("training", "A training that learns nothing.")
    assert training.data[1] == [0, 1, 1]


def test_an_assignment_without_the_file_has_none(tmp_path):
    assert pictures_of(Assignment("title", ("a",), (), folder=tmp_path)) == []


def test_looking_at_pictures_leaves_nothing_beside_the_source_which_is_hashed(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    (tmp_path / "pictures.py").write_text('def graph_of_x(engine):\n    """A\n    caption."""\n\n\ndef other(): ...\n')
    assert [each.caption for each in pictures_of(Assignment("title", ("a",), (), folder=tmp_path))] == ["A caption."]
    assert [path.name for path in tmp_path.iterdir()] == ["pictures.py"]
    assert sys.dont_write_bytecode is False


@pytest.mark.parametrize(
    ("text", "lacks"),
    [("def graph_x(engine): ...", "docstring"), ('def training_x(engine):\n    """Caption."""', r"data_x\(\)")],
)
def test_what_a_picture_lacks_is_told_with_the_file(tmp_path, text, lacks):
    (tmp_path / "pictures.py").write_text(text)
    with pytest.raises(Problem, match=rf"pictures\.py: (graph|training)_x needs .*{lacks}"):
        pictures_of(Assignment("title", ("a",), (), folder=tmp_path))


def test_the_courses_own_assignments_draw_what_they_are_about():
    course = Course(REPO)  # 03 and 06 load scikit-learn, which takes seconds
    kinds = {name: {picture.kind for picture in pictures_of(course.assignment(name))} for name in ("01", "02", "04")}
    assert kinds == {"01": {"graph"}, "02": {"graph"}, "04": {"training"}}
