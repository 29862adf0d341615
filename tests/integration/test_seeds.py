"""No verdict by luck: a sample of `make seeds`, and that it sees what is lost by luck."""

from __future__ import annotations

import shlex
from collections import Counter

import pytest
from helpers import TINY_COURSE, script

from autograder.course.manifest import assignments_in
from autograder.course.packages import absent

seeds = script("tests/robustness/seeds.py")
pytestmark = pytest.mark.slow
NAMES = [each.name for each in assignments_in(seeds.SOURCE) if not absent(each.packages)]
# Right, but for numbers that are drawn seldom: the hidden check of the tiny course draws from -9 to 9.
LUCKY = """
def double(number):
    return number + number if number < 8 else 0.0
"""
RIGHT = """
def double(number):
    return 2.0 * number
"""


@pytest.mark.parametrize("name", NAMES)
def test_right_answers_in_every_style_keep_every_point_with_a_drawn_secret(name):
    styles = seeds.answers(next(each for each in assignments_in(seeds.SOURCE) if each.name == name))
    assert seeds.judge([seeds.Draw(name, style, 0, training=False) for style in styles]) == []
    # Styles compute the same numbers: of a check that trains, what is drawn decides alone.
    assert seeds.judge([seeds.Draw(name, "solution", 0, training=True)]) == []


@pytest.fixture
def tiny(monkeypatch, tmp_path):
    """The tiny course in place of ours, with two styles, judged in this process; what is kept lies in `tmp_path`."""
    styles = tmp_path / "styles"
    (styles / "01_tiny").mkdir(parents=True)
    (styles / "01_tiny" / "lucky.py").write_text(LUCKY)
    (styles / "01_tiny" / "right.py").write_text(RIGHT)
    monkeypatch.setattr(seeds, "SOURCE", TINY_COURSE / "source")
    monkeypatch.setattr(seeds, "STYLES", styles)
    monkeypatch.setattr(seeds, "KEPT", tmp_path / "kept")
    monkeypatch.setattr(seeds, "ProcessPoolExecutor", Here)
    monkeypatch.setattr(seeds, "as_completed", list)
    return styles / "01_tiny"


class Here:
    """An executor that does at once what it is given."""

    judged: tuple[tuple[str, int], ...] = ()

    def __init__(self, jobs, mp_context):
        Here.judged = ()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass

    def submit(self, judge, chunk):
        Here.judged += tuple((draw.style, draw.number) for draw in chunk)
        return Done(judge(chunk))


class Done:
    """What is done."""

    def __init__(self, lost):
        self.lost = lost

    def result(self):
        return self.lost


def test_what_is_lost_by_luck_is_told_with_the_draw_that_shows_it(tiny, capsys):
    assert seeds.main(["01", "--draws", "12", "--jobs", "1"]) == 1
    said = capsys.readouterr().out
    lost = [line for line in said.splitlines() if line.startswith("LOST")]
    assert 0 < len([line for line in lost if "double_agrees" in line]) < 12
    assert all(": lucky, draw" in line for line in lost), "the right ones lose nothing"
    again = shlex.split(said.splitlines()[said.splitlines().index(lost[0]) + 1])
    assert seeds.main(again[2:]) == 1
    assert f"{lost[0].split()[2].rstrip(':')}: failed" in capsys.readouterr().out
    assert seeds.main([*again[2:4], "right", *again[5:]]) == 0


def test_what_is_done_is_not_done_again_until_something_changes(tiny, capsys):
    seeds.main(["01", "--draws", "2", "--jobs", "1"])
    assert len(Here.judged) == 6
    before = capsys.readouterr().out.splitlines()[1:]
    seeds.main(["01", "--draws", "2", "--jobs", "1"])
    assert Here.judged == ()
    told = [line for line in before if not line.startswith(("LOST", "     python"))]
    assert capsys.readouterr().out.splitlines()[1:] == told, "what was lost is counted each time"
    seeds.main(["01", "--draws", "3", "--jobs", "1"])
    assert sorted(Here.judged) == [("lucky", 2), ("right", 2), ("solution", 2)]
    (tiny / "right.py").write_text(RIGHT + "\n")
    seeds.main(["01", "--draws", "3", "--jobs", "1"])
    assert sorted(Here.judged) == [("right", number) for number in range(3)]


@pytest.fixture
def ran(monkeypatch):
    """The submission and the check of each run."""
    found, run = set(), seeds.DrawingLoop.run

    def noted(loop, plan, following):
        found.add((loop.bench.submission.student, plan.name))
        return run(loop, plan, following)

    monkeypatch.setattr(seeds.DrawingLoop, "run", noted)
    return found


def test_a_check_that_calls_nothing_of_a_style_is_not_run_for_it(tiny, ran):
    (tiny / "apart.py").write_text("\ndef triple(number):\n    return 3.0 * number\n")
    assert seeds.judge([seeds.Draw("01_tiny", style, n) for n in range(9) for style in ("apart", "right")]) == []
    assert {name for name, _ in ran} == {"apart, broken 0", "right, broken 0", *(f"right {n}" for n in range(9))}


def test_checks_with_a_limit_of_their_own_are_run_apart_and_come_last(ran):
    places = [seeds.Place("01_autograd", "solution", training) for training in (True, False)]
    chunks = seeds.chunks_of({place: {0: []} for place in places}, {False: range(3), True: range(2)})
    assert [[(draw.number, draw.training) for draw in chunk] for chunk in chunks] == [
        [(1, False), (2, False)],
        [(1, True)],
    ]
    assert seeds.judge(chunks[-1]) == []
    assert {check for _, check in ran} == {"backward_random_graph", "backward_long_chain", "parameters_long_chain"}


def test_public_checks_that_draw_are_judged_too():
    files = {path.parent.name for path in seeds.drawing(seeds.find_assignment(seeds.SOURCE, "01"))}
    assert files == {"checks", "hidden"}


def test_styles_that_the_tests_list_are_found_too_and_are_enough():
    listed = Counter(name for name, _, _ in seeds._table())
    assert listed.keys() >= {"01_autograd", "02_neurons", "03_classifier"}
    assert min(len(seeds.answers(each)) for each in assignments_in(seeds.SOURCE)) > seeds.FEWEST_STYLES


def test_an_assignment_with_fewer_than_three_styles_is_named(tiny, capsys):
    (tiny / "lucky.py").unlink()
    assert seeds.main(["01", "--draws", "1", "--jobs", "1"]) == 1
    assert "Fewer than 3 styles beside the solution: 01_tiny" in capsys.readouterr().out
    for number in range(2):
        (tiny / f"another{number}.py").write_text(RIGHT)
    assert seeds.main(["01", "--draws", "1", "--jobs", "1"]) == 0
