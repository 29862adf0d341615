"""Pictures are drawn of what code answered, which is asked once; what cannot be drawn is left out."""

from __future__ import annotations

import pytest
from made_pictures import ENGINE, SOURCE

from autograder.course.manifest import read_assignment
from autograder.feedback.page.pictures.gallery import FOLDER, Gallery
from autograder.grading.pool import JudgeSettings
from autograder.records import Submission


@pytest.fixture
def gallery(tmp_path):
    settings = JudgeSettings(read_assignment(SOURCE), b"secret", frozenset())
    with Gallery(settings, tmp_path, tmp_path / "reference.json") as opened:
        yield opened


def submission(code: str) -> Submission:
    return Submission("ada", {"engine.py": code.encode()})


def test_a_right_engine_has_a_right_graph_and_a_loss_within_the_band(gallery):
    graph, training = gallery.of(submission(ENGINE))
    assert graph.told == "Every gradient in it is right."
    assert "within the band of 12 correct runs" in training.told
    assert [name for name, _ in training.drawings] == ["", "your regions", "those of a correct one"]


def test_a_wrong_result_is_told_with_the_right_one(gallery):
    wrong = ENGINE.replace("Value(self.data * self.data, (self, self))", "Value(-4.5, (self, self))")
    graph, _ = gallery.of(submission(wrong))
    assert graph.told.startswith("Its result is -4.5; a right one is 4.")


def test_what_was_answered_is_kept_and_nobody_is_asked_again(gallery, tmp_path, monkeypatch):
    before = gallery.of(submission(ENGINE))
    assert (tmp_path / "01_engine" / FOLDER / "ada.json").is_file()
    monkeypatch.setattr(Gallery, "_opened", lambda self: pytest.fail("asked again"))
    assert gallery.of(submission(ENGINE)) == before
    with pytest.raises(pytest.fail.Exception, match="asked again"):
        gallery.of(submission(f"{ENGINE}\n# another file"))


def test_what_gives_nothing_to_draw_is_left_out(gallery):
    graph = gallery.of(submission(ENGINE.replace("def train(", "def other(")))
    assert [picture.kind for picture in graph] == ["graph"]
    assert gallery.of(submission("raise ValueError")) == ()
