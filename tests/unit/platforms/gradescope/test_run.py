"""An upload that may hold what is missing gets no score on Gradescope, and its student reads why."""

from __future__ import annotations

import json
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from helpers import RIGHT

from autograder.course.course import Course
from autograder.errors import Problem
from autograder.grading.carried import settled
from autograder.grading.judged import Judged
from autograder.grading.pool import JudgeSettings
from autograder.platforms.gradescope import run
from autograder.platforms.gradescope.run import read_upload
from autograder.records import CheckResult, Flag, Result, Status, Submission
from autograder.sandbox.layers import LAYERS, LAYERS_WITHOUT_NAMESPACES


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


@pytest.fixture
def home(course, tmp_path, monkeypatch) -> Path:
    """The folder as Gradescope lays it out, with a right hand-in; nothing is judged here."""
    home = tmp_path / "autograder"
    (home / "source").mkdir(parents=True)
    (home / "source/assignment").write_text("01_tiny")
    course.rename(home / "source/course")
    put(home / "submission", "tiny.py")
    monkeypatch.setattr(run, "isolation", lambda home: frozenset())
    return home


def judged(monkeypatch, **more) -> list[Submission]:
    """Has every submission judged to be `more`; what was to be judged."""
    seen: list[Submission] = []

    def judge_one(settings: JudgeSettings, submission: Submission) -> Result:
        seen.append(submission)
        return msgspec.structs.replace(Result("submission", "01_tiny", 5, 5, ("namespaces", "seccomp"), ()), **more)

    monkeypatch.setattr(run, "judge_one", judge_one)
    return seen


def results(home: Path) -> dict[str, Any]:
    return json.loads((home / "results/results.json").read_text())


def test_what_was_handed_in_is_judged_and_instructors_read_how_it_was_confined_and_what_to_look_at(
    home, monkeypatch, capsys
):
    flags = (Flag("tiny.py", 3, "frames (_getframe)"), Flag("tiny.py", 9, "complex numbers (complex)"))
    seen = judged(monkeypatch, flags=flags)
    assert run.main(home) == 0
    (submission,) = seen
    assert submission == Submission("submission", {"tiny.py": RIGHT.encode()})
    said = capsys.readouterr().out
    assert "namespaces, seccomp" in said
    assert all(str(flag) in said for flag in flags)
    assert results(home)["score"] == 5
    assert "frames" not in json.dumps(results(home))


def test_where_no_code_ran_that_is_said_in_place_of_layers(home, monkeypatch, capsys):
    judged(monkeypatch, isolation=())
    run.main(home)
    assert "nothing ran" in capsys.readouterr().out


def test_what_could_not_be_judged_has_no_score_and_the_reason_is_for_instructors(home, monkeypatch, capsys):
    def refuse(home: Path) -> frozenset[str]:
        raise Problem("No memory. Give it more.")

    monkeypatch.setattr(run, "isolation", refuse)
    judged(monkeypatch)
    assert run.main(home) == 1
    assert "No memory. Give it more." in capsys.readouterr().out
    assert results(home)["extra_data"]["fault"] == "No memory. Give it more."
    assert "memory" not in results(home)["output"]


def test_an_assignment_beside_open_earlier_ones_has_no_time_of_a_students_code(home, monkeypatch):
    judged(monkeypatch)
    for withholds in (False, True):
        monkeypatch.setattr(Course, "withholds", lambda *_, withholds=withholds: withholds)
        run.main(home)
        assert ("execution_time" in results(home)) is not withholds


def test_the_module_is_run_with_the_folder_that_gradescope_names(home, monkeypatch):
    monkeypatch.setattr("sys.argv", ["run", str(home)])
    (home / "source/assignment").write_text("no such assignment")
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(run.__file__, run_name="__main__")
    assert ended.value.code == 1
    assert "no such assignment" in results(home)["extra_data"]["fault"]


class Machine:
    """What a machine has: namespaces, a user who asks, and paths that another user reaches."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, site: Path) -> None:
        self.namespaces, self.user, self.open = False, 0, {str(site)}
        monkeypatch.setattr(run, "sandbox_works", lambda: self.namespaces)
        monkeypatch.setattr("os.getuid", lambda: self.user)
        monkeypatch.setattr(run, "fresh_user", lambda: 30_000)
        monkeypatch.setattr(run, "site_packages", lambda: site)
        monkeypatch.setattr(run, "worker_reads", lambda packages: [str(packages), "/no/such/lib64"])
        monkeypatch.setattr(run, "within_reach", self.within_reach)

    def within_reach(self, user: int, paths: list[str]) -> list[str]:
        assert user == 30_000
        return [path for path in paths if path in self.open]


@pytest.fixture
def machine(tmp_path, monkeypatch) -> Machine:
    (tmp_path / "site").mkdir()
    return Machine(monkeypatch, tmp_path / "site")


def test_with_namespaces_code_gets_every_layer(machine, tmp_path):
    machine.namespaces, machine.user = True, 1000
    assert run.isolation(tmp_path) == LAYERS


def test_without_namespaces_root_gives_code_a_user_of_its_own(machine, tmp_path):
    assert run.isolation(tmp_path) == LAYERS_WITHOUT_NAMESPACES
    machine.user = 1000
    with pytest.raises(Problem, match="without root no user of its own"):
        run.isolation(tmp_path)


@pytest.mark.parametrize("name", ["source", "submission", "results"])
def test_nothing_is_judged_where_that_user_reaches_checks_hand_ins_or_the_grade(machine, tmp_path, name):
    machine.open.add(str(tmp_path / name))
    with pytest.raises(Problem, match=rf"could reach {tmp_path / name}\."):
        run.isolation(tmp_path)


def test_nothing_is_judged_where_that_user_could_not_load_the_standard_library(machine, tmp_path, monkeypatch):
    machine.open.clear()
    with pytest.raises(Problem, match=rf"could import from {tmp_path / 'site'}\."):
        run.isolation(tmp_path)

    def refuse(user: int, paths: list[str]) -> list[str]:
        raise OSError(1, "not permitted")

    monkeypatch.setattr(run, "within_reach", refuse)
    with pytest.raises(Problem, match=r"no other user .*not permitted"):
        run.isolation(tmp_path)


@pytest.mark.parametrize("forgive", [True, False])
def test_one_submission_is_judged_by_the_rules_of_the_course(tiny, monkeypatch, forgive):
    own = CheckResult("double_by_hand", "double", False, Status.FAILED, 0.0, 1.0, "", 0.1)
    carried = CheckResult("area_by_hand", "area", False, Status.FAILED, 1.0, 1.0, "", 0.1, carried=("double",))
    found = Result("submission", "01_tiny", 0.0, 2.0, (), (own, carried))
    asked: list[list[Submission]] = []

    def judge(settings: JudgeSettings, submissions: list[Submission], tell: Callable[[Judged], None]) -> None:
        asked.append(submissions)
        tell(Judged(found))

    monkeypatch.setattr(run, "judge_submissions", judge)
    submission = Submission("submission", {})
    settings = JudgeSettings(tiny, b"", forgive=forgive)
    assert run.judge_one(settings, submission) == settled(found, forgive)
    assert run.judge_one(settings, submission).score == (1.0 if forgive else 0.0)
    assert asked == [[submission]] * 2


def test_notes_tell_what_is_missing_and_every_file_that_was_not_taken(tiny, tmp_path):
    put(tmp_path / "submission", "tiny.py", "a.png", "b.png")
    submission, notes, unclear = read_upload(tiny, tmp_path / "submission")
    assert (set(submission.files), unclear) == ({"tiny.py"}, False)
    assert [line.partition(":")[0] for line in notes.splitlines()] == ["a.png", "b.png"]
    (tmp_path / "submission/tiny.py").unlink()
    notes = read_upload(tiny, tmp_path / "submission")[1]
    assert [line.partition(":")[0] for line in notes.splitlines()] == ["tiny.py was not handed in.", "a.png", "b.png"]
