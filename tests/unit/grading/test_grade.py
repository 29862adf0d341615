"""Grading a pile: resumable, the same with any number of judges, and no submission stops it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from helpers import RIGHT, message, statuses

from autograder.checks.bench import Submission
from autograder.course.manifest import find_assignment
from autograder.errors import Problem
from autograder.files import write_atomically
from autograder.grading.grade import collected, course_secret, grade, jury_key_of, key_of, read_result
from autograder.grading.pool import Jury, judge_pile
from autograder.records import Result, Status

CLASS = {
    "ada": RIGHT,
    "bob": RIGHT.replace("x + x", "3 * x"),
    "eve": RIGHT.replace("return x + x", "import os; os._exit(0)"),
    "loop": RIGHT.replace("return self.h * self.w", "while True: pass"),
    "王小明": RIGHT.replace("x + x", "2 * x"),
}


@pytest.fixture
def jury(course: Path) -> Jury:
    return Jury(find_assignment(course / "source", "01"), b"secret", frozenset())


@pytest.fixture
def pile(course: Path, jury: Jury) -> list[Submission]:
    for student, text in CLASS.items():
        folder = course / "submitted" / student / "01_tiny"
        folder.mkdir(parents=True)
        (folder / "tiny.py").write_text(text)
    return collected(jury.assignment, course / "submitted")


@pytest.fixture
def quick(pile: list[Submission]) -> list[Submission]:
    """The pile without the endless loop, which takes as long as it may."""
    return [submission for submission in pile if submission.student != "loop"]


def scores(results: list[Result]) -> dict[str, float]:
    return {result.student: result.score for result in results}


def heard(of: list[str]) -> Callable[[Result], None]:
    return lambda result: of.append(result.student)


def test_scores_are_the_same_with_one_judge_and_with_two(jury, pile, tmp_path):
    one = grade(jury, pile, tmp_path / "one")
    two = grade(msgspec.structs.replace(jury, jobs=2), pile, tmp_path / "two")
    assert scores(one) == scores(two) == {"ada": 5.0, "bob": 1.0, "eve": 1.0, "loop": 3.0, "王小明": 5.0}
    assert [statuses(result) for result in one] == [statuses(result) for result in two]


def test_result_files_hold_what_scripts_rely_on(jury, pile, tmp_path):
    grade(jury, pile[:1], tmp_path)
    table = msgspec.json.decode((tmp_path / "01_tiny" / "ada.json").read_bytes())
    assert {"student", "assignment", "score", "max_score", "isolation", "checks"} <= set(table)
    fields = {"name", "exercise", "hidden", "status", "points", "max_points", "message", "seconds"}
    assert all(fields <= set(check) for check in table["checks"])


def judged_again(jury: Jury, pile: list[Submission], results: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The students that a second run really judges."""
    judged: list[str] = []

    def listening(jury: Jury, submissions: list[Submission]):
        judged.extend(each.student for each in submissions)
        return judge_pile(jury, submissions)

    monkeypatch.setattr("autograder.grading.grade.judge_pile", listening)
    grade(jury, pile, results)
    return judged


def test_an_unchanged_submission_is_not_judged_again(jury, quick, tmp_path, monkeypatch):
    grade(jury, quick, tmp_path)
    assert judged_again(jury, quick, tmp_path, monkeypatch) == []


def test_only_a_changed_submission_is_judged_again(jury, quick, tmp_path, monkeypatch):
    grade(jury, quick, tmp_path)
    changed = [Submission("ada", {"tiny.py": CLASS["bob"].encode()}), *quick[1:]]
    assert judged_again(jury, changed, tmp_path, monkeypatch) == ["ada"]


def test_an_interrupted_run_goes_on_where_it_stopped(jury, quick, tmp_path, monkeypatch):
    seen: list[str] = []

    def interrupt(result: Result) -> None:
        seen.append(result.student)
        if len(seen) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        grade(jury, quick, tmp_path, on_result=interrupt)
    left = {submission.student for submission in quick} - set(seen)
    assert set(judged_again(jury, quick, tmp_path, monkeypatch)) == left


def test_a_half_written_result_is_judged_again(jury, pile, tmp_path, monkeypatch):
    grade(jury, pile[:1], tmp_path)
    path = tmp_path / "01_tiny" / "ada.json"
    path.write_bytes(path.read_bytes()[:100])
    assert judged_again(jury, pile[:1], tmp_path, monkeypatch) == ["ada"]


def test_force_judges_everything_again(jury, pile, tmp_path):
    grade(jury, pile[:2], tmp_path)
    before = (tmp_path / "01_tiny" / "ada.json").stat().st_mtime_ns
    grade(jury, pile[:2], tmp_path, force=True)
    assert (tmp_path / "01_tiny" / "ada.json").stat().st_mtime_ns > before


@pytest.mark.parametrize("name", ["tiny.py", "checks/test_tiny.py", "checks/hidden/test_tiny.py", "assignment.toml"])
def test_key_changes_with_everything_a_result_depends_on(course, jury, pile, name):
    before = key_of(pile[0], jury_key_of(jury))
    path = course / "source" / "01_tiny" / name
    path.write_text(path.read_text() + "\n# changed\n")
    assert key_of(pile[0], jury_key_of(jury)) != before


def test_key_depends_on_secret_and_layers_but_not_on_jobs(jury, pile):
    key = key_of(pile[0], jury_key_of(jury))
    assert key_of(pile[0], jury_key_of(msgspec.structs.replace(jury, secret=b"other"))) != key
    assert key_of(pile[0], jury_key_of(msgspec.structs.replace(jury, layers=frozenset({"bwrap"})))) != key
    assert key_of(pile[0], jury_key_of(msgspec.structs.replace(jury, jobs=7))) == key


def test_a_judge_that_is_killed_costs_nobody_a_grade(jury, pile):
    """The first answer arrives; then the judge is killed while at the next one."""
    results: dict[str, Result] = {}
    for result in judge_pile(jury, pile):
        results[result.student] = result
        if len(results) == 1:
            for pid in judges_below(os.getpid()):
                os.kill(pid, signal.SIGKILL)
    assert scores(list(results.values())) == {"ada": 5.0, "bob": 1.0, "eve": 1.0, "loop": 3.0, "王小明": 5.0}


def judges_below(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]


def test_a_submission_that_keeps_killing_its_judge_is_ungraded_and_stops_nobody(jury, pile, monkeypatch):
    monkeypatch.setattr("autograder.grading.pool._hand", killing("bob"))
    results = {result.student: result for result in judge_pile(jury, pile[:3])}
    assert [check.status for check in results["bob"].checks] == [Status.UNGRADED]
    assert results["ada"].score == 5.0


def killing(student: str):
    """Hands submissions out, and kills the judge that gets this student's."""
    from autograder.grading.pool import _hand

    def hand(judge, submission: Submission) -> None:
        _hand(judge, submission)
        if submission.student == student:
            judge.process.kill()

    return hand


@pytest.mark.parametrize("where", ["checks", "checks/hidden"])
def test_checks_that_import_what_is_not_installed_say_so_and_what_installs_it(course, jury, pile, where):
    (course / "source/01_tiny" / where / "test_tiny.py").write_text("import not_here.at_all\n")
    with pytest.raises(Problem, match=r"01_tiny import not_here, which is not .*\[grading\]\"\n.*assignment\.toml\.$"):
        grade(jury, pile, course / "results")


def test_checks_that_cannot_be_collected_are_a_problem_that_says_why(course, jury, pile):
    path = course / "source" / "01_tiny" / "checks" / "test_tiny.py"
    path.write_text(path.read_text() + "\ndef test_nothing_known(student):\n    '''It exists.'''\n")
    with pytest.raises(Problem, match=r"test_nothing_known.*double, area"):
        list(judge_pile(jury, pile))


STRETCHED = """import numpy as np


def test_area_stretches(student):
    '''A column beside its row.'''

    def probe(tiny) -> np.ndarray:
        return tiny.Rectangle(1.0, 1.0).column()

    column = student(probe)
    assert (column == column.T).any()
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the memory of a process is limited on Linux only")
def test_data_that_stretches_in_a_check_costs_the_judge_no_memory(course, jury):
    (course / "source/01_tiny/checks/test_stretched.py").write_text(STRETCHED)
    column = "    def column(self):\n        import numpy\n        return numpy.ones(({0}, 1))\n"
    pile = [Submission(str(n), {"tiny.py": (RIGHT + column.format(n)).encode()}) for n in (10, 2**16)]
    results = {result.student: result for result in judge_pile(jury, pile)}
    assert statuses(results["10"])["area_stretches"] == "passed"
    assert statuses(results[str(2**16)])["area_stretches"] == "failed"
    assert "MemoryError" in message(results[str(2**16)], "area_stretches")
    assert results[str(2**16)].score == results["10"].score - 1


@pytest.mark.parametrize("name", [b"a\nb", "\u202eyp".encode(), b"x" * 251, "\u0301".encode() * 101, b"\xff\xfe"])
def test_a_folder_whose_name_no_result_can_have_is_told_before_anything_is_judged(jury, tmp_path, name):
    os.makedirs(os.path.join(os.fsencode(tmp_path), name, b"01_tiny"))
    with pytest.raises(Problem, match="Rename them; nothing was graded") as caught:
        collected(jury.assignment, tmp_path)
    assert str(caught.value).isprintable()


def test_folders_that_were_made_by_hand_are_graded(jury, tmp_path):
    names = ["..doe", "<b>Doe, Jane", "=1+1", "Zoë", "con", "x" * 200]
    for name in names:
        (tmp_path / name / "01_tiny").mkdir(parents=True)
    assert sorted(each.student for each in collected(jury.assignment, tmp_path)) == sorted(names)


def test_nothing_collected_is_a_problem_that_says_what_to_run(jury, tmp_path):
    with pytest.raises(Problem, match="autograder collect 01_tiny"):
        collected(jury.assignment, tmp_path)


def test_links_in_a_submission_are_not_followed(course, jury):
    folder = course / "submitted" / "mallory" / "01_tiny"
    folder.mkdir(parents=True)
    (folder / "tiny.py").symlink_to("/etc/passwd")
    assert collected(jury.assignment, course / "submitted")[0].files == {}


def test_secret_is_made_once_and_only_the_owner_reads_it(course):
    secret = course_secret(course)
    assert course_secret(course) == secret
    assert len(secret) == 32
    assert (course / ".autograder" / "secret").stat().st_mode & 0o077 == 0


def test_a_write_that_fails_is_a_problem_and_leaves_the_old_file(tmp_path):
    folder = tmp_path / "results"
    write_atomically(folder / "ada.json", b"old")
    (folder / "ada.json.d").write_text("")
    with pytest.raises(Problem, match="could not be written"):
        write_atomically(folder / "ada.json.d" / "bob.json", b"new")
    assert (folder / "ada.json").read_bytes() == b"old"
    assert read_result(folder / "ada.json") is None


def test_a_damaged_secret_is_a_problem_not_a_new_secret(course):
    course_secret(course)
    (course / ".autograder" / "secret").write_bytes(b"short")
    with pytest.raises(Problem, match="holds 5 bytes"):
        course_secret(course)


def test_a_key_depends_on_data_beside_the_checks(jury, pile):
    key = jury_key_of(jury)
    (jury.assignment.folder / "checks" / "points.csv").write_text("1,2")
    assert jury_key_of(jury) != key


def test_a_folder_for_temporary_files_with_too_long_a_path_is_told(course, tmp_path):
    folder = course / "submitted" / "ada" / "01_tiny"
    folder.mkdir(parents=True)
    (folder / "tiny.py").write_text(RIGHT)
    deep = tmp_path / ("long" * 30)
    deep.mkdir()
    command = [sys.executable, "-m", "autograder", "grade", "01", "--sandbox", "none"]
    environment = {**os.environ, "TMPDIR": str(deep)}
    said = subprocess.run(command, cwd=course, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert said.returncode == 2
    assert "TMPDIR" in said.stderr
    assert "Traceback" not in said.stderr


def test_what_killed_writers_left_is_swept_from_results_and_beside_the_secret(course, jury, quick, tmp_path):
    rests = [tmp_path / "01_tiny" / ".rest.part", course / ".autograder" / ".rest.part"]
    for rest in rests:
        rest.parent.mkdir(parents=True)
        rest.write_text("half")
    grade(jury, quick, tmp_path)
    course_secret(course)
    assert [rest for rest in rests if rest.exists()] == []
