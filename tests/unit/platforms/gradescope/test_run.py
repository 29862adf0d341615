"""An upload that may hold what is missing gets no score on Gradescope, and its student reads why."""

from __future__ import annotations

import json

import pytest
from helpers import RIGHT

from autograder.platforms.gradescope import run
from autograder.platforms.gradescope.run import read_upload
from autograder.records import Result


def put(folder, *names: str) -> None:
    folder.mkdir()
    for name in names:
        (folder / name).write_text(RIGHT if name == "tiny.py" else "" if name.startswith("empty") else "x")


@pytest.mark.parametrize(
    ("names", "unclear"),
    [
        (("tiny.py",), False),
        (("tiny.py", "photo.png"), False),
        (("tiny.py", "photo.png", "01_tiny.ipynb"), False),
        (("tiny.py", "lesson.ipynb.txt"), False),
        (("tiny.py.txt",), True),
        (("work.7z",), True),
        (("README.md",), False),
    ],
)
def test_a_person_has_to_look_where_a_module_is_missing_and_may_be_there(tiny, tmp_path, names, unclear):
    put(tmp_path / "submission", *names)
    submission, notes, person = read_upload(tiny, tmp_path / "submission")
    assert person is unclear
    assert ("tiny.py was not handed in." in notes) is (not unclear and "tiny.py" not in names)
    assert all(name in notes for name in names if unclear)
    assert set(submission.files) == {"tiny.py"} & set(names)


def test_copies_by_jupyter_are_told_and_ask_for_a_person_where_the_module_is_missing(tiny, tmp_path):
    put(tmp_path / "submission", ".DS_Store")
    put(tmp_path / "submission/.ipynb_checkpoints", "tiny-checkpoint.py")
    _, notes, unclear = read_upload(tiny, tmp_path / "submission")
    assert (unclear, "ask whether the work is in them" in notes) == (True, True)
    (tmp_path / "submission/tiny.py").write_text(RIGHT)
    _, notes, unclear = read_upload(tiny, tmp_path / "submission")
    left = "left out, as programs keep such files for themselves (.git, __pycache__ and the like): 2"
    assert (unclear, notes) == (False, left)


def test_a_module_that_is_empty_is_hardly_what_was_meant(tiny, tmp_path):
    put(tmp_path / "submission", "tiny.py")
    (tmp_path / "submission/tiny.py").write_text("\n")
    assert read_upload(tiny, tmp_path / "submission")[2]


@pytest.mark.parametrize(("name", "status"), [("tiny.py.txt", 1), ("tiny.py", 0)])
def test_results_json_has_no_score_and_says_that_a_person_has_to_look(
    course, tmp_path, monkeypatch, capsys, name, status
):
    home = tmp_path / "autograder"
    (home / "source").mkdir(parents=True)
    (home / "source/assignment").write_text("01_tiny")
    course.rename(home / "source/course")
    put(home / "submission", name)
    monkeypatch.setattr(run, "isolation", lambda home: frozenset())
    monkeypatch.setattr(run, "judge_one", lambda settings, submission: Result("submission", "01_tiny", 0, 5, (), ()))
    assert run.main(home) == status
    written = json.loads((home / "results/results.json").read_text())
    said = "A person has to look at this"
    assert ("score" in written, said in written.get("output", ""), said in capsys.readouterr().out) == (
        not status,
        bool(status),
        bool(status),
    )
