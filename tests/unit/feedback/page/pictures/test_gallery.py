"""Pictures are drawn of what code answered, which is asked once; what cannot be drawn is left out."""

from __future__ import annotations

import shutil

import pytest
from made_pictures import ENGINE, PICTURES, SOURCE

from autograder.checks.bench import Bench
from autograder.course.manifest import read_assignment
from autograder.errors import Problem
from autograder.feedback.page.pictures.answers import SIDE, Answer, GraphNode, Training, grid_of
from autograder.feedback.page.pictures.gallery import FOLDER, Gallery, drawn
from autograder.feedback.page.pictures.plots import loss_svg, regions_svg
from autograder.grading.pool import JudgeSettings
from autograder.records import Assignment, Submission

GRAPH, TRAINING = PICTURES


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


def test_without_a_graph_there_is_still_the_training(gallery):
    (picture,) = gallery.of(submission(ENGINE.replace("def square(", "def other(")))
    assert picture.kind == "training"


def test_an_assignment_without_pictures_asks_nobody_and_keeps_nothing(tiny: Assignment, tmp_path):
    with Gallery(JudgeSettings(tiny, b"secret", frozenset()), tmp_path, tmp_path / "reference.json") as opened:
        assert opened.of(Submission("ada", {})) == ()
    assert list(tmp_path.iterdir()) == []


def test_what_was_opened_is_closed_and_what_was_not_is_not(gallery, monkeypatch):
    closed = []
    monkeypatch.setattr(Bench, "close", lambda bench: closed.append(bench))
    gallery.__exit__()
    assert closed == []
    opened = gallery._opened()
    gallery.__exit__()
    assert closed == [opened]
    monkeypatch.undo()


def test_code_that_cannot_be_confined_is_a_problem_and_leaves_the_bench_empty(gallery, monkeypatch):
    cleared = []

    def refused(*asked: object) -> None:
        cleared.clear()
        raise Problem("There is no sandbox.")

    monkeypatch.setattr(Bench, "clear", lambda bench: cleared.append(bench))
    monkeypatch.setattr("autograder.feedback.page.pictures.gallery.asked", refused)
    with pytest.raises(Problem, match=r"(?s)There is no sandbox.*--no-pictures"):
        gallery.of(submission(ENGINE))
    assert cleared == [gallery._bench]


def test_another_solution_is_asked_anew(tmp_path):
    folder = tmp_path / SOURCE.name
    shutil.copytree(SOURCE, folder)
    assignment = read_assignment(folder)

    def told() -> list[str]:
        settings = JudgeSettings(assignment, b"secret", frozenset())
        with Gallery(settings, tmp_path / "results", tmp_path / "reference.json") as opened:
            return [picture.told for picture in opened.of(submission(ENGINE))]

    assert told()[0] == "Every gradient in it is right."
    (folder / "engine.py").write_text(ENGINE.replace("self.data * self.data,", "self.data * self.data + 1.0,"))
    assert told()[0].startswith("Its result is 4; a right one is 5.")


def graph(result: float) -> Answer:
    leaves = (GraphNode("a", 2.0, 1.0, "", (), ()), GraphNode("b", 7.0, 1.0, "", (), ()))
    return Answer(GRAPH.name, graph=(*leaves, GraphNode("", result, 1.0, "f", (0, 1), (1.0, 1.0))))


@pytest.mark.parametrize(
    ("mine", "right", "told"),
    [
        (1000.0, 1000.0005, False),
        (1000.0, 1000.002, True),
        (0.0, 0.9e-6, False),
        (0.0, 2e-6, True),
        (-3.0, 3.0, True),
    ],
)
def test_a_result_that_differs_only_by_rounding_is_right(mine, right, told):
    (picture,) = drawn([GRAPH], {GRAPH.name: (graph(mine),)}, {GRAPH.name: (graph(right),)})
    assert (f"Its result is {mine:.4g}; a right one is {right:.4g}." in picture.told) == told
    assert picture.caption == GRAPH.caption
    assert [name for name, _ in picture.drawings] == [""]
    assert "your computation graph of 3 nodes" in picture.drawings[0][1]


def test_what_only_one_of_both_answered_is_not_drawn():
    own = {GRAPH.name: (graph(1.0),)}
    assert list(drawn([GRAPH], own, {})) == list(drawn([GRAPH], {}, own)) == []
    assert len(list(drawn([TRAINING, GRAPH], own, own))) == 1, "the one after it is"


def training(*losses: float, chance: float = 0.5) -> Training:
    return Training(losses, (chance,) * SIDE**2)


RIGHT = (training(4.0, 3.0, 1.0, chance=0.25), training(5.0, 2.0, 2.0, chance=0.75))


@pytest.mark.parametrize(
    ("losses", "where"),
    [
        ((9.0, 9.0, 1.0), "within"),
        ((9.0, 9.0, 2.0), "within"),
        ((4.0, 3.0, 1.0 - 0.5e-6), "within"),
        ((4.0, 3.0, 2.0 + 0.5e-6), "within"),
        ((4.0, 3.0, 0.99), "outside"),
        ((4.0, 3.0, 2.01), "outside"),
        ((4.0, 1.5), "outside"),
    ],
)
def test_a_training_is_right_if_it_ends_in_the_band_after_as_many_epochs(losses, where):
    own = training(*losses, chance=1.0)
    answers = tuple(Answer(TRAINING.name, training=each) for each in RIGHT)
    (picture,) = drawn([TRAINING], {TRAINING.name: (Answer(TRAINING.name, training=own),)}, {TRAINING.name: answers})
    assert picture.told.startswith(f"Your loss ends {where} the band of 2 correct runs, which differ in")
    assert (picture.caption, picture.kind) == (TRAINING.caption, "training")
    X, y = TRAINING.data
    ticks = grid_of(X)[:2]
    assert picture.drawings == (
        ("", loss_svg(losses, [4.0, 2.0, 1.0], [5.0, 3.0, 2.0])),
        ("your regions", regions_svg(own.chances, ticks, X, y, "your regions")),
        ("those of a correct one", regions_svg(RIGHT[0].chances, ticks, X, y, "those of a correct one")),
    )
